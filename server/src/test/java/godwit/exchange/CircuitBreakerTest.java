package godwit.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final RoutingCode BRITAIN = RoutingCode.nation(826, 0);
  private static final Route.Target MAIN =
      new Route.Target(URI.create("https://main:8443"), BRITAIN);
  private static final Route.Target BACKUP =
      new Route.Target(URI.create("https://backup:8443"), BRITAIN);
  private static final List<Route.Target> BOTH = List.of(MAIN, BACKUP);

  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final CircuitBreaker circuits = new CircuitBreaker(() -> now);

  @Test
  void whatFailedJustNowIsTriedLastAndThenFirstAgain() {
    assertEquals(BOTH, circuits.order(BOTH));
    circuits.failed(MAIN);
    assertEquals(List.of(BACKUP, MAIN), circuits.order(BOTH));
    circuits.failed(BACKUP);
    assertEquals(BOTH, circuits.order(BOTH), "as configured where none is better");
    now = now.plusSeconds(30);
    assertEquals(BOTH, circuits.order(BOTH));
  }

  @Test
  void opensAfterThreeFailuresInARowForLongerAndLonger() {
    circuits.failed(MAIN);
    circuits.failed(MAIN);
    assertEquals(Duration.ZERO, circuits.openFor(List.of(MAIN)));
    long[] pauses = {250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
    for (long pause : pauses) {
      circuits.failed(MAIN);
      assertEquals(Duration.ofMillis(pause), circuits.openFor(List.of(MAIN)));
      now = now.plusMillis(pause);
      assertEquals(Duration.ZERO, circuits.openFor(List.of(MAIN)));
    }
    assertTrue(circuits.reached(MAIN));
    assertFalse(circuits.reached(MAIN));
    circuits.failed(MAIN);
    assertEquals(Duration.ZERO, circuits.openFor(List.of(MAIN)));
  }

  @Test
  void oneThatMayBeTriedIsEnough() {
    for (int count = 0; count < 5; count++) circuits.failed(MAIN);
    assertEquals(Duration.ZERO, circuits.openFor(BOTH));
    for (int count = 0; count < 3; count++) circuits.failed(BACKUP);
    assertEquals(Duration.ofMillis(250), circuits.openFor(BOTH));
    assertEquals(Duration.ZERO, circuits.openFor(List.of()));
  }

  @Test
  void aClockThatWasAheadHoldsNothing() {
    for (int count = 0; count < 9; count++) circuits.failed(MAIN);
    now = now.minus(Duration.ofDays(30));
    assertEquals(Duration.ZERO, circuits.openFor(List.of(MAIN)));
    assertEquals(BOTH, circuits.order(BOTH));
  }
}
