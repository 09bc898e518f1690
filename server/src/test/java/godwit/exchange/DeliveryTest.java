package godwit.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.exchange.Delivery.Asking;
import godwit.exchange.Delivery.Resting;
import godwit.exchange.Delivery.Sending;
import godwit.exchange.Delivery.Trip;
import godwit.store.Outgoing;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final Trip TRIP = new Trip(2, 2, false);
  private static final Trip SPENT = new Trip(2, 2, true);
  private static final Optional<Duration> NONE = Optional.empty();
  private static final Answer GONE = new Answer.Unreachable("gone");

  @Test
  void sendsToOneStopAfterTheOtherAndRestsAfterTheLast() {
    Optional<Duration> asked = Optional.of(Duration.ofSeconds(9));
    Sending second = new Sending(1, asked);
    assertEquals(second, Delivery.next(sending(0), new Answer.Later("busy", asked), TRIP));
    assertEquals(
        new Resting(Outgoing.State.WAITING, "gone", asked), Delivery.next(second, GONE, TRIP));
  }

  @Test
  void givesUpOnlyOnceEveryStopHasFailed() {
    assertEquals(new Sending(1, NONE), Delivery.next(sending(0), GONE, SPENT));
    assertEquals(
        new Delivery.Refused("given up after 72 h: gone"), Delivery.next(sending(1), GONE, SPENT));
  }

  @Test
  void endsWithWhatTheDestinationSays() {
    assertEquals(
        new Delivery.Delivered("{}"), Delivery.next(sending(0), new Answer.Delivered("{}"), SPENT));
    assertEquals(
        new Delivery.Refused("no"), Delivery.next(sending(0), new Answer.Refused("no"), TRIP));
    assertEquals(
        new Delivery.Delivered("{}"), Delivery.next(asking(0), new Answer.Delivered("{}"), TRIP));
    assertEquals(
        new Delivery.Refused("no"), Delivery.next(asking(0), new Answer.Refused("no"), TRIP));
  }

  @Test
  void asksAsLongAsAHubMayHaveItHoweverOld() {
    assertEquals(asking(0), Delivery.begin(Outgoing.State.RELAYED));
    assertEquals(
        new Resting(Outgoing.State.RELAYED, "", NONE),
        Delivery.next(asking(0), new Answer.Relayed(), SPENT));
    Asking doubtful = new Asking(1, Optional.of("gone"));
    assertEquals(doubtful, Delivery.next(asking(0), GONE, SPENT));
    Resting resting = new Resting(Outgoing.State.RELAYED, "gone", NONE);
    assertEquals(resting, Delivery.next(doubtful, new Answer.Unknown(), SPENT));
    assertEquals(resting, Delivery.next(asking(1), GONE, SPENT));
  }

  @Test
  void sendsAgainOnlyWhatNobodyHas() {
    assertEquals(asking(1), Delivery.next(asking(0), new Answer.Unknown(), TRIP));
    assertEquals(sending(0), Delivery.next(asking(1), new Answer.Unknown(), TRIP));
  }

  private static Sending sending(int stop) {
    return new Sending(stop, NONE);
  }

  private static Asking asking(int stop) {
    return new Asking(stop, Optional.empty());
  }
}
