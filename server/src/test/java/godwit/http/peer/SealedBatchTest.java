package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.OpeningKey;
import godwit.codec.sealing.SealingKey;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.Route;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import godwit.fixture.TestClient;
import godwit.trust.keys.ListedSealingKey;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.OwnSealingKey;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node makes of sealed batches: its own, which it opens, and those that it passes on.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedBatchTest {
  private static final String NORWAY = "/exposure/578/0";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey FRENCH =
      SigningKey.make(RANDOM, Instant.EPOCH, VerifyingKey.NO_END);
  private static final SigningKey OWN = SigningKey.make(RANDOM, Instant.EPOCH, VerifyingKey.NO_END);
  private static final OpeningKey KEY = OpeningKey.make(RANDOM);
  private static final OpeningKey OLDER = OpeningKey.make(RANDOM);
  private static final Instant LATER = RunningNode.NOON.plusSeconds(1_000_000);

  private RunningNode node;
  private Federation federation;
  private TestClient france;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    node = RunningNode.start(folder);
    Federation first = node.context().federation().current();
    Directory directory = new Directory(
        RunningNode.NORWAY,
        first.directory().serves(),
        List.of(
            new Directory.Peer(RunningNode.FRANCE, "France", Set.of(), false),
            new Directory.Peer(RunningNode.DENMARK, "Denmark", Set.of(), false),
            new Directory.Peer(RunningNode.HUB, "Hub", Set.of(RunningNode.FRANCE), true)),
        true);
    federation = new Federation(
        first.credentials(),
        directory,
        first.endpoints(),
        List.of(new Federation.Peering(
            new Route(RunningNode.FRANCE, List.of(), Optional.empty()),
            false,
            false,
            List.of(FRENCH.shown()))));
    hold(KEY, OLDER);
    france = TestClient.peer(node, RunningNode.FRANCE);
  }

  @AfterEach
  void memoryIsGivenBack() {
    node.until(() -> node.context().intake().memory().takenBytes() == 0);
    hold(KEY, OLDER);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private void hold(OpeningKey... keys) {
    List<OwnSealingKey> held = new ArrayList<>();
    for (OpeningKey key : keys) {
      held.add(
          new OwnSealingKey(key, key.equals(OLDER) ? RunningNode.NOON.minusSeconds(1) : LATER));
    }
    await(node.context()
        .federation()
        .replace(
            federation.with(new OwnKeys(List.of(OWN), held, Map.of(), () -> RunningNode.NOON))));
  }

  private static SampleBatch three() {
    return new SampleBatch()
        .block(SampleBatch.exposures(3))
        .block(SampleBatch.exposures(4))
        .block(SampleBatch.exposures(5));
  }

  private static JsonObject entry(TestClient.Reply reply) {
    return reply.json().getJsonArray("rejected").getJsonObject(0);
  }

  @Test
  void isOpenedJudgedAndKeptAsItWasBefore() {
    SampleBatch batch = three();
    byte[] plain = Stored.joined(batch.blocks());
    byte[] sealed = batch.sealedTo(KEY.shown()).signedBy(FRENCH);
    TestClient.Reply reply = france.post(NORWAY, sealed);
    assertEquals(201, reply.status(), reply.body().toString());
    assertEquals(12, reply.json().getInteger("accepted"));
    assertEquals("stored", reply.json().getString("state"));
    assertArrayEquals(plain, Stored.latest(node));
    assertEquals("sha-256:" + digest(sealed), reply.json().getString("digest"));
    TestClient.Reply again = france.post(NORWAY, sealed);
    assertEquals(200, again.status());
    assertTrue(again.json().getBoolean("duplicate"));
  }

  /* As the end block says it. */
  private static String digest(byte[] batch) {
    int end = batch.length - BatchLayout.END_SIGNED_BYTES;
    return HexFormat.of().formatHex(batch, end + Long.BYTES, end + Long.BYTES + Digest.BYTES);
  }

  @Test
  void aLargeOneIsOpenedWhileItComes() {
    SampleBatch batch = SampleBatch.large(200_000, 5);
    byte[] plain = Stored.joined(batch.blocks());
    byte[] sealed = batch.sealedTo(KEY.shown()).signedBy(FRENCH);
    assertTrue(batch.blocks().size() > 15, "blocks=" + batch.blocks().size());
    TestClient.Reply reply = france.post(NORWAY, sealed);
    assertEquals(201, reply.status(), reply.body().toString());
    assertEquals(200_000, reply.json().getInteger("accepted"));
    assertArrayEquals(plain, Stored.latest(node));
  }

  @Test
  void everySealedOneIsSigned() {
    byte[] unsigned = three().sealedTo(KEY.shown()).bytes();
    assertEquals("403 signature-required", france.post(NORWAY, unsigned).problem());
    TestClient hub = TestClient.peer(node, RunningNode.HUB);
    byte[] relayed = three().hops(1).sealedTo(KEY.shown()).bytes();
    assertEquals("403 signature-required", hub.post(NORWAY, relayed).problem());
    byte[] signed = three().hops(1).sealedTo(KEY.shown()).signedBy(FRENCH);
    assertEquals(201, hub.post(NORWAY, signed).status());
  }

  @Test
  void whatIsRejectedInsideIsNamedByBothPlaces() {
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.exposures(3))
        .block(SampleBatch.exposures(
            4, SampleBatch.SIMPLE, RunningNode.NORWAY, SampleBatch.TODAY - 30, 16))
        .block(SampleBatch.exposures(5));
    byte[] kept = Stored.joined(List.of(batch.blocks().get(0), batch.blocks().get(2)));
    TestClient.Reply reply = france.post(NORWAY, batch.sealedTo(KEY.shown()).signedBy(FRENCH));
    JsonObject expected = new JsonObject()
        .put("block", 0)
        .put("inner", 1)
        .put("records", 4)
        .put("reason", "date-out-of-window");
    assertEquals(expected, entry(reply));
    assertEquals(8, reply.json().getInteger("accepted"));
    assertArrayEquals(kept, Stored.latest(node));
    JsonObject stored = france.get("/batch/" + batch.id()).json();
    assertEquals(expected, stored.getJsonArray("rejected").getJsonObject(0));
  }

  /* By somebody who can do all but sign. */
  @ParameterizedTest
  @ValueSource(ints = {24, 40, 100, 140, 200})
  void aHubThatChangesAByteIsRefusedWhateverElseItPutsRight(int at) {
    byte[] sealed = three().hops(1).sealedTo(KEY.shown()).signedBy(FRENCH);
    sealed[BatchLayout.PREAMBLE_BYTES + at] ^= 0x20;
    TestClient hub = TestClient.peer(node, RunningNode.HUB);
    TestClient.Reply crude = hub.post(NORWAY, sealed);
    assertEquals("400 bad-crc", crude.problem());
    assertEquals(BatchLayout.PREAMBLE_BYTES, crude.json().getInteger("offset"));

    SampleBatch batch = three().hops(1).sealedTo(KEY.shown());
    byte[] signature = batch.signedBy(FRENCH);
    batch.blocks().set(0, changed(batch.blocks().getFirst(), at));
    byte[] forged = batch.bytes(_ -> Optional.of(new godwit.codec.batch.EndBlock.Signature(
        FRENCH.shown().id(),
        java.util.Arrays.copyOfRange(signature, signature.length - 64, signature.length))));
    assertEquals("400 bad-signature", hub.post(NORWAY, forged).problem());
  }

  private static byte[] changed(byte[] block, int at) {
    byte[] other = block.clone();
    other[at] ^= 0x20;
    BlockHeader header = BlockHeader.read(block, 0);
    header.seal(other, 0);
    return other;
  }

  @Test
  void oneBlockThatDoesNotOpenIsRejectedAlone() {
    SampleBatch batch = SampleBatch.large(10_000, 3).sealedTo(KEY.shown());
    int blocks = batch.blocks().size();
    assertTrue(blocks >= 1);
    SampleBatch states = new SampleBatch();
    for (int state = 1; state <= 4; state++) {
      states.block(SampleBatch.exposures(
          state, SampleBatch.SIMPLE, RoutingCode.nation(578, state), SampleBatch.TODAY, 16));
    }
    states.sealedTo(KEY.shown());
    states.blocks().set(2, changed(states.blocks().get(2), 60));
    TestClient.Reply reply = france.post(NORWAY, states.signedBy(FRENCH));
    assertEquals(
        new JsonObject().put("block", 2).put("records", 3).put("reason", "cannot-open"),
        entry(reply));
    assertEquals(7, reply.json().getInteger("accepted"));
  }

  @Test
  void blocksOfAnotherBatchDoNotOpen() {
    SampleBatch one = three().sealedTo(KEY.shown());
    SampleBatch other = new SampleBatch().block(one.blocks().getFirst());
    TestClient.Reply reply = france.post(NORWAY, other.signedBy(FRENCH));
    assertEquals("422 nothing-accepted", reply.problem());
    assertEquals("cannot-open", entry(reply).getString("reason"));
  }

  @Test
  void oneThatBreaksOffIsTruncated() {
    byte[] sealed = three().sealedTo(KEY.shown()).signedBy(FRENCH);
    byte[] shorter = java.util.Arrays.copyOf(sealed, sealed.length - 200);
    assertEquals("400 truncated", france.post(NORWAY, shorter).problem());
  }

  @Test
  void sealedAndPlainBlocksDoNotMix() {
    SampleBatch batch = three().sealedTo(KEY.shown()).block(SampleBatch.exposures(1));
    assertEquals("400 bad-block", france.post(NORWAY, batch.signedBy(FRENCH)).problem());
  }

  @Test
  void aKeyThatIsNotHeldYetIsWaitedFor() {
    SampleBatch batch = three().sealedTo(KEY.shown());
    byte[] sealed = batch.signedBy(FRENCH);
    hold(OLDER);
    RunningNode.Rows before = node.rows();
    TestClient.Reply refused = france.post(NORWAY, sealed);
    assertEquals("503 overloaded", refused.problem());
    assertEquals("60", refused.header("retry-after"));
    assertEquals(before, node.rowsAtRest());
    assertEquals(404, france.get("/batch/" + batch.id()).status());
    hold(KEY);
    assertEquals(201, france.post(NORWAY, sealed).status());
    hold();
    TestClient.Reply first = france.post(NORWAY, sealed);
    assertEquals(200, first.status());
    assertEquals(12, first.json().getInteger("accepted"));
  }

  @Test
  void aKeyThatIsOverStillOpensAndIsNotListed() {
    assertEquals(
        201,
        france.post(NORWAY, three().sealedTo(OLDER.shown()).signedBy(FRENCH)).status());
    JsonArray listed = france.get("/resolver").json().getJsonArray("sealing");
    assertEquals(1, listed.size());
    JsonObject key = listed.getJsonObject(0);
    assertEquals(KEY.shown().name(), key.getString("id"));
    assertEquals(16, key.getInteger("kem"));
    assertEquals(1, key.getInteger("kdf"));
    assertEquals(1, key.getInteger("aead"));
    assertEquals(OWN.shown().name(), key.getString("signer"));
    Base64.Decoder base64 = Base64.getUrlDecoder();
    ListedSealingKey read = new ListedSealingKey(
        SealingKey.of(base64.decode(key.getString("publicKey"))),
        Instant.parse(key.getString("notAfter")),
        HexFormat.of().parseHex(key.getString("signer")),
        base64.decode(key.getString("signature")));
    List<VerifyingKey> own = List.of(OWN.shown());
    assertTrue(read.counts(RunningNode.NORWAY, own, RunningNode.NOON));
    assertFalse(read.counts(RunningNode.DENMARK, own, RunningNode.NOON));
    assertFalse(read.counts(RunningNode.NORWAY, List.of(FRENCH.shown()), RunningNode.NOON));
    assertFalse(read.counts(RunningNode.NORWAY, own, LATER.plusSeconds(1)));
    JsonObject authority = france.get("/resolver/578/0").json();
    assertEquals(listed, authority.getJsonArray("sealing"));
    String octets = HexFormat.of()
        .formatHex(france.get("/resolver", "accept", TestClient.OCTETS).body().getBytes());
    assertTrue(octets.contains(
        "04008e0002420000" + HexFormat.of().formatHex(KEY.shown().point())));
    JsonArray known = TestClient.staff(node).get("/admin/keys").json().getJsonArray("keys");
    assertTrue(known.stream()
        .anyMatch(each -> ((JsonObject) each).getString("id").equals(KEY.shown().name())));
  }

  @Test
  void aRelayPassesItOnAndHoldsNothingOfWhatItSays() {
    SampleBatch batch = new SampleBatch()
        .destination(RunningNode.DENMARK)
        .block(SampleBatch.exposures(
            900, SampleBatch.SIMPLE, RunningNode.DENMARK, SampleBatch.TODAY, 16));
    byte[] plain = Stored.joined(batch.blocks());
    OpeningKey danish = OpeningKey.make(RANDOM);
    byte[] sealed = batch.sealedTo(danish.shown()).signedBy(FRENCH);
    assertEquals(201, france.post("/exposure/208/0", sealed).status());
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    byte[] pulled = denmark.get("/exposure/208/0").body().getBytes();
    sealed[5] = 1; // hops
    assertArrayEquals(sealed, pulled);
    String first = HexFormat.of().formatHex(plain, 26, 26 + 16);
    String last = HexFormat.of().formatHex(plain, plain.length - 16, plain.length);
    assertFalse(everything().contains(first));
    assertFalse(everything().contains(last));
    assertTrue(everything().contains(HexFormat.of().formatHex(sealed, 137 + 40, 137 + 72)));
  }

  /* Every column of every table, as text: bytes are hex digits. */
  private String everything() {
    StringBuilder all = new StringBuilder();
    for (Row table : await(node.pool()
        .query("select tablename from pg_tables where schemaname = 'public'")
        .execute())) {
      for (Row row : await(node.pool()
          .query("select t::text from \"" + table.getString(0) + "\" t")
          .execute())) {
        all.append(row.getString(0)).append('\n');
      }
    }
    return all.toString();
  }

  @Test
  void bothSidesCompareWhatWasSent() {
    SampleBatch batch = three().sealedTo(KEY.shown());
    List<String> hashes = batch.blocks().stream()
        .map(block -> HexFormat.of().formatHex(Digest.hash(block, 0, block.length)))
        .toList();
    assertEquals(201, france.post(NORWAY, batch.signedBy(FRENCH)).status());
    String date = RunningNode.NOON.toString().substring(0, 10);
    JsonArray list = france
        .get("/reconciliation/578/0?date=" + date + "&detail=1")
        .json()
        .getJsonObject("received")
        .getJsonArray("list");
    UUID id = batch.id();
    JsonObject listed = list.stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("batch").equals(id.toString()))
        .findFirst()
        .orElseThrow();
    assertEquals(new JsonArray(hashes), listed.getJsonArray("blocks"));
  }
}
