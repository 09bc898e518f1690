package godwit.exchange.resolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.OpeningKey;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.exchange.Seal;
import godwit.fixture.ManualTime;
import godwit.http.SealingJson;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import godwit.trust.Pki;
import godwit.trust.keys.ListedSealingKey;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.OwnSealingKey;
import godwit.trust.keys.SignerKeys;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which of the keys that resolvers list is sealed to, and which are not.
class SealingListsTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant LATER = NOON.plus(Duration.ofDays(30));
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final SigningKey NORWEGIAN = signing();
  private static final SigningKey HUBS = signing();
  private static final OpeningKey OLD = OpeningKey.make(RANDOM);
  private static final OpeningKey NEW = OpeningKey.make(RANDOM);

  private final ManualTime time = new ManualTime(NOON);
  private FederationSource federation;
  private SealingLists lists;

  private static SigningKey signing() {
    return SigningKey.make(RANDOM, Instant.EPOCH, VerifyingKey.NO_END);
  }

  @BeforeEach
  void know(@TempDir Path folder) throws Exception {
    Pki pki = new Pki(InstantSource.system());
    pki.init(folder);
    Pki.Issued own = pki.authority(folder, FRANCE, List.of(), 30);
    federation = new FederationSource(new Federation(
        Credentials.read(own.certificate(), own.key(), own.trust(), TimeSource.system()),
        new Directory(FRANCE, Set.of(), List.of(), false),
        List.of(),
        List.of(new Federation.Peering(
            new Route(NORWAY, List.of(), Optional.empty()),
            true,
            false,
            List.of(NORWEGIAN.shown()),
            Federation.Flush.DEFAULT,
            Federation.Sealing.REQUIRED)),
        new OwnKeys(List.of(signing()), Map.of(), time)));
    lists = new SealingLists(federation, new Pinned(), time, _ -> {});
    federation.sealBy(lists);
  }

  /* As a resolver says it that lists these, signed by whoever it is. */
  private static JsonObject listed(SigningKey signer, OpeningKey... keys) {
    List<OwnSealingKey> own = new ArrayList<>();
    for (OpeningKey key : keys) own.add(new OwnSealingKey(key, LATER));
    OwnKeys signed = new OwnKeys(List.of(signer), own, Map.of(), () -> NOON);
    return new JsonObject().put("sealing", SealingJson.of(signed.listed(NORWAY)));
  }

  @Test
  void aKeyThatAHubPutsInItsPlaceIsNeverUsed() {
    lists.note(NORWAY, listed(HUBS, NEW));
    assertEquals(List.of(), lists.listed(NORWAY));
    assertTrue(Seal.of(federation, NORWAY) instanceof Seal.Waits);
    lists.note(NORWAY, listed(NORWEGIAN, OLD));
    assertEquals(new Seal.To(OLD.shown()), Seal.of(federation, NORWAY));
    JsonObject swapped = listed(NORWEGIAN, OLD);
    JsonObject other = listed(HUBS, NEW).getJsonArray("sealing").getJsonObject(0);
    swapped.getJsonArray("sealing").getJsonObject(0).put("publicKey", other.getString("publicKey"));
    lists.note(NORWAY, swapped);
    assertEquals(Optional.empty(), lists.inUse(NORWAY));
  }

  @Test
  void aKeyOfAnotherAuthorityIsNotThisOnes() {
    OwnKeys swedish = new OwnKeys(
        List.of(NORWEGIAN), List.of(new OwnSealingKey(NEW, LATER)), Map.of(), () -> NOON);
    List<ListedSealingKey> listed = swedish.listed(RoutingCode.nation(752, 0));
    lists.note(NORWAY, new JsonObject().put("sealing", SealingJson.of(listed)));
    assertEquals(Optional.empty(), lists.inUse(NORWAY));
  }

  @Test
  void aNewKeyIsUsedAnHourAfterItWasSeen() {
    lists.note(NORWAY, listed(NORWEGIAN, OLD));
    assertEquals(Optional.of(OLD.shown()), lists.inUse(NORWAY));
    time.pass(Duration.ofHours(5));
    lists.note(NORWAY, listed(NORWEGIAN, NEW, OLD));
    assertEquals(Optional.of(OLD.shown()), lists.inUse(NORWAY));
    time.pass(Duration.ofMinutes(59));
    lists.note(NORWAY, listed(NORWEGIAN, NEW, OLD));
    assertEquals(Optional.of(OLD.shown()), lists.inUse(NORWAY));
    time.pass(Duration.ofMinutes(1));
    assertEquals(Optional.of(NEW.shown()), lists.inUse(NORWAY));
    lists.note(NORWAY, listed(NORWEGIAN, OLD));
    assertEquals(Optional.of(OLD.shown()), lists.inUse(NORWAY), "it was taken back");
  }

  @Test
  void whoHasJustStartedUsesTheOlderOfTwo() {
    lists.note(NORWAY, listed(NORWEGIAN, NEW, OLD));
    assertEquals(Optional.of(OLD.shown()), lists.inUse(NORWAY));
    time.pass(Duration.ofHours(1));
    assertEquals(Optional.of(NEW.shown()), lists.inUse(NORWAY));
    time.pass(Duration.ofDays(31));
    assertEquals(Optional.empty(), lists.inUse(NORWAY), "both are over");
  }

  @Test
  void whatCannotBeReadIsPassedOver() {
    JsonObject document = listed(NORWEGIAN, NEW, OLD);
    document.getJsonArray("sealing").getJsonObject(0).put("aead", 3);
    document.getJsonArray("sealing").add("key").add(new JsonObject());
    lists.note(NORWAY, document);
    assertEquals(1, lists.listed(NORWAY).size());
    assertEquals(Optional.of(OLD.shown()), lists.inUse(NORWAY));
    lists.note(NORWAY, new JsonObject().put("sealing", "none"));
    assertEquals(Optional.empty(), lists.inUse(NORWAY));
  }

  private static final class Pinned implements SignerKeys {
    @Override
    public List<VerifyingKey> of(RoutingCode signer) {
      return signer.equals(NORWAY) ? List.of(NORWEGIAN.shown()) : List.of();
    }

    @Override
    public Optional<VerifyingKey> known(RoutingCode signer, byte[] id) {
      return of(signer).stream().filter(key -> key.isNamed(id)).findFirst();
    }

    @Override
    public Future<Optional<VerifyingKey>> sought(RoutingCode signer, byte[] id) {
      return Future.succeededFuture(known(signer, id));
    }
  }
}
