package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.EndBlock;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.Route;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of signatures: over the origin's own connection, and through hubs.
///
/// France's key is pinned; one hub that relays for it is exempt from signatures, the other is not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedBatchTest {
  private static final String NORWAY = "/exposure/578/0";
  private static final SigningKey KEY =
      SigningKey.make(new SecureRandom(), Instant.EPOCH, VerifyingKey.NO_END);
  private static final SigningKey STRANGER =
      SigningKey.make(new SecureRandom(), Instant.EPOCH, VerifyingKey.NO_END);
  private static final SigningKey ENDED =
      SigningKey.make(new SecureRandom(), Instant.EPOCH, RunningNode.NOON.minusSeconds(1));
  private static final SigningKey OWN =
      SigningKey.make(new SecureRandom(), Instant.EPOCH, VerifyingKey.NO_END);

  private RunningNode node;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    node = RunningNode.start(folder);
    Federation first = node.context().federation().current();
    Set<RoutingCode> relayed = Set.of(RunningNode.SWEDEN, RunningNode.FRANCE);
    Directory directory = new Directory(
        RunningNode.NORWAY,
        first.directory().serves(),
        List.of(
            new Directory.Peer(RunningNode.FRANCE, "France", Set.of(), false),
            new Directory.Peer(RunningNode.DENMARK, "Denmark", Set.of(), false),
            new Directory.Peer(RunningNode.HUB, "Hub", relayed, true),
            new Directory.Peer(RunningNode.STRICT_HUB, "Strict", relayed, false)),
        true);
    List<Federation.Peering> peerings = List.of(new Federation.Peering(
        new Route(RunningNode.FRANCE, List.of(), Optional.empty()),
        false,
        false,
        List.of(KEY.shown(), ENDED.shown())));
    await(node.context()
        .federation()
        .replace(new Federation(
            first.credentials(),
            directory,
            first.endpoints(),
            peerings,
            new OwnKeys(List.of(OWN), java.util.Map.of(), () -> RunningNode.NOON))));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private RoutingCode by(String who) {
    return switch (who) {
      case "itself" -> RunningNode.FRANCE;
      case "exempt hub" -> RunningNode.HUB;
      default -> RunningNode.STRICT_HUB;
    };
  }

  private TestClient.Reply post(String who, byte[] batch) {
    return TestClient.peer(node, by(who)).post(NORWAY, batch);
  }

  private SampleBatch batch(String who) {
    return SampleBatch.simple(3).hops(who.equals("itself") ? 0 : 1);
  }

  @ParameterizedTest
  @CsvSource({
    "itself,     none,     201",
    "itself,     own,      201",
    "itself,     corrupt,  400 bad-signature",
    "itself,     other,    400 bad-signature",
    "itself,     unknown,  403 signature-required",
    "itself,     ended,    403 signature-required",
    "exempt hub, none,     201",
    "exempt hub, own,      201",
    "exempt hub, corrupt,  400 bad-signature",
    "exempt hub, unknown,  403 signature-required",
    "strict hub, none,     403 signature-required",
    "strict hub, own,      201",
    "strict hub, corrupt,  400 bad-signature",
    "strict hub, other,    400 bad-signature",
    "strict hub, unknown,  403 signature-required",
    "strict hub, ended,    403 signature-required"
  })
  void aSignatureIsVerifiedWhereverItIs(String who, String signature, String answer) {
    RunningNode.Rows before = node.rows();
    TestClient.Reply reply = post(who, signed(batch(who), signature));
    assertEquals(answer, reply.problem(), reply.problemAt());
    if (!answer.equals("201")) assertEquals(before, node.rowsAtRest());
  }

  private static byte[] signed(SampleBatch batch, String signature) {
    return switch (signature) {
      case "none" -> batch.bytes();
      case "own" -> batch.signedBy(KEY);
      case "unknown" -> batch.signedBy(STRANGER);
      case "ended" -> batch.signedBy(ENDED);
      case "corrupt" ->
        batch.bytes(digest -> {
          byte[] value = KEY.sign(digest);
          value[40] ^= 1;
          return Optional.of(new EndBlock.Signature(KEY.shown().id(), value));
        });
      /* Of another digest by the right key. */
      default ->
        batch.bytes(digest ->
            Optional.of(new EndBlock.Signature(KEY.shown().id(), KEY.sign(new byte[32]))));
    };
  }

  @Test
  void whatWasRefusedMayComeAgainSigned() {
    UUID id = UUID.randomUUID();
    SampleBatch batch = batch("strict hub").id(id);
    assertEquals("403 signature-required", post("strict hub", batch.bytes()).problem());
    assertEquals(
        "400 bad-signature", post("strict hub", signed(batch, "corrupt")).problem());
    assertEquals(201, post("strict hub", batch.signedBy(KEY)).status());
    assertEquals(200, post("strict hub", batch.signedBy(KEY)).status());
  }

  @Test
  void oneOriginsKeyIsNotAnothers() {
    byte[] sweden = batch("strict hub").origin(RunningNode.SWEDEN).signedBy(KEY);
    assertEquals("403 signature-required", post("strict hub", sweden).problem());
  }

  @Test
  void aRelayPassesSignaturesOnUnread() {
    SampleBatch batch = SampleBatch.simple(1).destination(RunningNode.DENMARK);
    byte[] bytes = signed(batch, "corrupt");
    TestClient france = TestClient.peer(node, RunningNode.FRANCE);
    assertEquals(201, france.post("/exposure/208/0", bytes).status());
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    byte[] pulled = denmark.get("/exposure/208/0").body().getBytes();
    bytes[5] = 1; // hops
    assertEquals(HexFormat.of().formatHex(bytes), HexFormat.of().formatHex(pulled));
  }

  @ParameterizedTest
  @CsvSource({
    "itself, none, true",
    "itself, own, true",
    "exempt hub, none, false",
    "exempt hub, own, true",
    "strict hub, own, true"
  })
  void whatTakesBackCountsWhereTheOriginIsProven(String who, String signature, boolean counts) {
    UUID id = UUID.randomUUID();
    BlockBuilder back = BlockBuilder.exposures(
        SampleBatch.SIMPLE, RunningNode.NORWAY.code(), SampleBatch.TODAY, 5, 0, 16);
    back.addExposure(0, new byte[16], 0, 16);
    SampleBatch batch =
        new SampleBatch().hops(who.equals("itself") ? 0 : 1).id(id).block(back.finish());
    assertEquals(201, post(who, signed(batch, signature)).status());
    var row = await(node.pool()
            .preparedQuery("select applies from withheld where batch_id = $1")
            .execute(Tuple.of(id)))
        .iterator()
        .next();
    assertEquals(counts, row.getBoolean(0));
  }

  @ParameterizedTest
  @CsvSource({
    "itself,     none,    201",
    "itself,     own,     201",
    "itself,     corrupt, 400 bad-signature",
    "itself,     unknown, 403 signature-required",
    "exempt hub, none,    201",
    "exempt hub, corrupt, 400 bad-signature",
    "strict hub, none,    403 signature-required",
    "strict hub, own,     201",
    "strict hub, corrupt, 400 bad-signature"
  })
  void certificationsAreSignedToo(String who, String signature, String answer) throws Exception {
    byte[] claim = new byte[32];
    new SecureRandom().nextBytes(claim);
    Instant expires = RunningNode.NOON.plusSeconds(3600);
    JsonObject body = new JsonObject()
        .put("claim", HexFormat.of().formatHex(claim))
        .put("riskType", "confirmed-test")
        .put("testDate", "2026-11-20")
        .put("expires", expires.toString())
        .put("requester", new JsonObject().put("country", 250).put("state", 0));
    ByteBuffer text = ByteBuffer.allocate(19 + 10 + 32 + 13)
        .put("HIX1 certification".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    text.put((byte) 0).putShort((short) 250).putShort((short) 0);
    text.put((byte) 0).putShort((short) 578).putShort((short) 0).put(claim).put((byte) 1);
    text.putShort((short) java.time.LocalDate.of(2026, 11, 20).toEpochDay()).putShort((short) 0);
    text.putLong(expires.getEpochSecond());
    byte[] exact = java.util.Arrays.copyOf(text.array(), text.position());
    byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(exact);
    if (!signature.equals("none")) {
      SigningKey key = signature.equals("unknown") ? STRANGER : KEY;
      byte[] value = key.sign(digest);
      if (signature.equals("corrupt")) value[3] ^= 4;
      body.put(
          "signature",
          new JsonObject()
              .put("key", key.shown().name())
              .put("value", Base64.getUrlEncoder().withoutPadding().encodeToString(value)));
    }
    var reply = TestClient.peer(node, by(who))
        .post("/certification/578/0", body.toBuffer().getBytes(), "content-type", TestClient.JSON);
    assertEquals(answer, reply.problem(), reply.body().toString());
  }

  @Test
  void resolversListTheKeys() {
    TestClient france = TestClient.peer(node, RunningNode.FRANCE);
    JsonObject key = france.get("/resolver").json().getJsonArray("signing").getJsonObject(0);
    assertEquals(OWN.shown().name(), key.getString("id"));
    assertEquals(
        Base64.getUrlEncoder().withoutPadding().encodeToString(OWN.shown().spki()),
        key.getString("spki"));
    assertEquals("1970-01-01T00:00:00Z", key.getString("notBefore"));
    assertEquals("9999-12-31T23:59:59Z", key.getString("notAfter"));
    JsonObject own = france.get("/resolver/578/0").json();
    assertEquals(key, own.getJsonArray("signing").getJsonObject(0));
    JsonObject theirs = france.get("/resolver/250/0").json();
    assertEquals(
        KEY.shown().name(), theirs.getJsonArray("signing").getJsonObject(0).getString("id"));
    byte[] octets = france.get("/resolver", "accept", TestClient.OCTETS).body().getBytes();
    String hex = HexFormat.of().formatHex(octets);
    assertTrue(hex.contains("03005b" + HexFormat.of().formatHex(OWN.shown().spki())), hex);
    assertFalse(hex.contains(HexFormat.of().formatHex(KEY.shown().spki())));
  }
}
