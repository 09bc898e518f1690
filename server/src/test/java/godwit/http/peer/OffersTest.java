package godwit.http.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Operation;
import godwit.domain.Pauses;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who is offered what.
class OffersTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode OPERATOR = RoutingCode.custom(0x033a0001);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode DENMARK = RoutingCode.nation(208, 0);
  private static final RoutingCode SWEDEN = RoutingCode.nation(752, 0);

  /// Is sent to.
  private final Directory.Peer france = peer(FRANCE);
  /// Fetches for itself, and for Sweden.
  private final Directory.Peer denmark = peer(DENMARK, SWEDEN);

  private final Directory.Peer sweden = peer(SWEDEN);
  private final Directory hub = directory(true, NORWAY, OPERATOR);
  private final Directory authority = directory(false, NORWAY, OPERATOR);

  @Test
  void aNodeTellsWhatItDoesForAClient() {
    assertEquals(
        "[certification, pull, push, venue]", words(new Offers(authority, Pauses.NONE).toAll()));
    assertEquals(
        "[certification, pull, push, relay, venue]", words(new Offers(hub, Pauses.NONE).toAll()));
    Directory operator = new Directory(OPERATOR, Set.of(), List.of(france), false);
    assertEquals("[certification, pull, push]", words(new Offers(operator, Pauses.NONE).toAll()));
  }

  @Test
  void anAuthorityOfItsOwnIsPushedTo() {
    assertEquals("[certification, push, venue]", about(authority, france, NORWAY));
    assertEquals("[certification, push, venue]", about(hub, denmark, NORWAY));
    assertEquals("[certification, push, venue]", about(hub, denmark, RoutingCode.nation(578, 46)));
    assertEquals("[certification, push]", about(authority, france, OPERATOR));
  }

  @Test
  void aHubRelaysToOthers() {
    assertEquals("[certification, push, relay, venue]", about(hub, france, DENMARK));
    assertEquals(
        "[]",
        words(new Offers(authority, Pauses.NONE)
            .to(france, DENMARK, authority.resolve(DENMARK), false)));
    assertEquals(
        "[push, venue]",
        words(new Offers(authority, Pauses.NONE)
            .to(france, DENMARK, authority.resolve(DENMARK), true)));
  }

  @Test
  void onlyThoseWhoMayFetchAreToldOfIt() {
    assertEquals("[certification, pull, push, relay, venue]", about(hub, denmark, DENMARK));
    assertEquals("[certification, pull, push, relay, venue]", about(hub, denmark, SWEDEN));
    assertEquals(
        "[certification, pull, push, relay, venue]",
        about(hub, denmark, RoutingCode.nation(752, 3)));
    assertEquals("[certification, pull, push, relay, venue]", about(hub, sweden, SWEDEN));
    assertEquals("[certification, push, relay, venue]", about(hub, france, DENMARK));
  }

  @Test
  void batchesAreTakenInBothForms() {
    assertEquals(
        new JsonObject().put("type", "application/json"), Offers.formats().getJsonObject(1));
  }

  @Test
  void nobodyIsOfferedAnythingOfTheUnknown() {
    assertEquals(
        "[]",
        words(new Offers(hub, Pauses.NONE).to(denmark, FRANCE, new Resolution.Unknown(), false)));
  }

  private static String about(Directory directory, Directory.Peer client, RoutingCode code) {
    return words(
        new Offers(directory, Pauses.NONE).to(client, code, directory.resolve(code), false));
  }

  private static String words(Set<Operation> operations) {
    var words = new TreeSet<String>();
    operations.forEach(operation -> words.add(operation.word()));
    return words.toString();
  }

  private Directory directory(boolean relay, RoutingCode self, RoutingCode... others) {
    return new Directory(self, Set.of(others), List.of(france, denmark, sweden), relay);
  }

  private static Directory.Peer peer(RoutingCode code, RoutingCode... pulls) {
    return new Directory.Peer(code, code.path(), Set.of(), false, Set.of(pulls));
  }
}
