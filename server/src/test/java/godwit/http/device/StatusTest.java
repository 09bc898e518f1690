package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.BigEndian;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.keys.RobertMacKey;
import godwit.codec.keys.RobertTime;
import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.sealing.OpeningKey;
import godwit.config.ServerConfig;
import godwit.exchange.Federation;
import godwit.exchange.Route;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import godwit.fixture.TestClient;
import godwit.http.CodeTries;
import godwit.http.Refusal;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.OwnSealingKey;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Users of centralised systems: what they are given, what is counted of what others heard of them,
/// and what they are told.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatusTest extends PhoneTest {
  private static final int CONFIRMED = 1;
  private static final int REVOKED = 5;
  private static final int BRIERS = 2;
  private static final int TODAY = SampleBatch.TODAY;
  private static final SecureRandom RANDOM = new SecureRandom();

  @Override
  public ServerConfig configured(ServerConfig usual) {
    return RunningNode.withUsers(usual);
  }

  /// A phone that registered, and what it broadcasts.
  private final class User {
    final String family;
    final JsonObject given;

    User(String family) {
      this.family = family;
      TestClient.Reply reply = phone.post(
          "/register", new JsonObject().put("family", family).toBuffer().getBytes(), JSON);
      assertEquals(201, reply.status(), reply.problemAt());
      given = reply.json();
    }

    String secret() {
      return given.getString("registration");
    }

    /// The payload data that it broadcasts so many quarters of an hour from now.
    byte[] says(int quarter) {
      String id = given.getJsonArray("identifiers").getString(quarter);
      if (family.equals("bluetrace")) {
        byte[] data = Arrays.copyOf(new byte[4], 4 + id.length());
        BigEndian.put16(data, 0, 2 + id.length());
        BigEndian.put16(data, 2, id.length());
        System.arraycopy(id.getBytes(US_ASCII), 0, data, 4, id.length());
        return data;
      }
      byte[] both = Base64.getUrlDecoder().decode(id);
      Bytes country = Bytes.copyOf(both, 0, 1);
      Bytes ephemeral = Bytes.copyOf(both, 1, 8);
      Instant at = Instant.parse(given.getString("from")).plusSeconds(900L * quarter + 100);
      Secret key = Secret.copyOf(Base64.getUrlDecoder().decode(given.getString("key")));
      Bytes mac = new RobertMacKey(key).mac(country, ephemeral, RobertTime.low16(at));
      byte[] hello = Arrays.copyOf(both, 16);
      BigEndian.put16(hello, 9, RobertTime.low16(at));
      System.arraycopy(mac.toArray(), 0, hello, 11, 5);
      return hello;
    }

    int type() {
      return family.equals("robert") ? 0x88 : 0x90;
    }

    JsonObject status() {
      TestClient.Reply reply = StatusTest.this.status(secret());
      assertEquals(200, reply.status(), reply.problemAt());
      return reply.json();
    }

    double risk(int date) {
      String day = LocalDate.ofEpochDay(date).toString();
      return status().getJsonArray("days").stream()
          .map(JsonObject.class::cast)
          .filter(each -> each.getString("date").equals(day))
          .mapToDouble(each -> each.getDouble("risk"))
          .findAny()
          .orElseThrow();
    }
  }

  private TestClient.Reply status(String secret) {
    return phone.post("/status", new byte[0], "authorization", "Bearer " + secret);
  }

  private TestClient.Reply erase(String secret) {
    return await(phone.send(
        HttpMethod.DELETE, "/register", new byte[0], "authorization", "Bearer " + secret));
  }

  private byte[] block(User user, int date, int riskType, int score, byte[]... payloads) {
    BlockBuilder block =
        BlockBuilder.exposures(user.type(), RunningNode.NORWAY.code(), date, riskType, BRIERS, 0);
    for (byte[] each : payloads) assertTrue(block.addExposure(score, each, 0, each.length));
    return block.finish();
  }

  private TestClient.Reply send(TestClient peer, SampleBatch batch) {
    return peer.post(NORWAY, batch.bytes());
  }

  private SampleBatch at(long created) {
    return new SampleBatch().created(RunningNode.NOON.toEpochMilli() - 100_000 + created);
  }

  /* Text stays base64. */
  private static void forge(byte[] data) {
    data[data.length - 7] = (byte) (data[data.length - 7] == 'A' ? 'B' : 'A');
  }

  private void untilRisk(double expected, User user, int date) {
    node.until(() -> user.risk(date) == expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"robert", "bluetrace"})
  void whatOthersHeardIsAddedUpAndWhatIsTakenBackCountsNoMore(String family) {
    User user = new User(family);
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    assertEquals(0, user.risk(TODAY));
    assertFalse(user.status().getBoolean("alert"));
    assertEquals(
        201,
        send(france, at(10).block(block(user, TODAY, CONFIRMED, 900, user.says(0), user.says(1))))
            .status());
    untilRisk(1.2, user, TODAY);
    assertTrue(user.status().getBoolean("alert"));
    send(
        denmark,
        at(10).origin(RunningNode.DENMARK).block(block(user, TODAY, CONFIRMED, 450, user.says(0))));
    untilRisk(1.5, user, TODAY);
    send(france, at(20).block(block(user, TODAY, REVOKED, 0, user.says(0))));
    untilRisk(0.9, user, TODAY); // Denmark's, and the other of France's
    assertFalse(user.status().getBoolean("alert"));
    send(france, at(15).block(block(user, TODAY, CONFIRMED, 900, user.says(0))));
    send(france, at(30).block(block(user, TODAY, CONFIRMED, 150, user.says(2))));
    untilRisk(1.0, user, TODAY); // but for what was taken back before it came
    assertTrue(user.status().getBoolean("alert"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"robert", "bluetrace"})
  void whatNobodyWasGivenIsLeftOutOfItsBlockAndSaid(String family) {
    User user = new User(family);
    byte[][] payloads = IntStream.range(0, 6).mapToObj(user::says).toArray(byte[][]::new);
    for (int wrong : new int[] {1, 2, 5}) forge(payloads[wrong]);
    SampleBatch batch = at(1).block(block(user, TODAY, CONFIRMED, 300, payloads));
    TestClient.Reply reply = send(france, batch);
    assertEquals(201, reply.status());
    JsonObject receipt = reply.json();
    assertEquals(
        new JsonArray().add(run(0, 1, 2, "not-valid")).add(run(0, 5, 1, "not-valid")),
        receipt.getJsonArray("rejected"));
    assertEquals(3, receipt.getInteger("accepted"));
    assertEquals(3, receipt.getInteger("rejectedRecords"));
    untilRisk(0.6, user, TODAY);
    assertFalse(france.get("/batch/" + batch.id()).json().containsKey("invalid"));
    assertTrue(send(france, batch).json().getBoolean("duplicate"));
    assertEquals(0.6, user.risk(TODAY));
  }

  /* As a block that came in the clear: what is left has its own header and hash. */
  @ParameterizedTest
  @ValueSource(strings = {"robert", "bluetrace"})
  void whatNobodyWasGivenIsLeftOutOfASealedBlockToo(String family) {
    SigningKey french = SigningKey.make(RANDOM, Instant.EPOCH, VerifyingKey.NO_END);
    OpeningKey own = OpeningKey.make(RANDOM);
    hold(french, own);
    User user = new User(family);
    byte[][] payloads = IntStream.range(0, 6).mapToObj(user::says).toArray(byte[][]::new);
    for (int wrong : new int[] {1, 2, 5}) forge(payloads[wrong]);
    SampleBatch batch = at(2)
        .block(block(user, TODAY, CONFIRMED, 300, payloads))
        .block(block(user, TODAY - 1, CONFIRMED, 300, user.says(0)))
        .block(SampleBatch.exposures(3));
    TestClient.Reply reply = france.post(NORWAY, batch.sealedTo(own.shown()).signedBy(french));
    assertEquals(201, reply.status(), reply.body().toString());
    JsonArray rejected = reply.json().getJsonArray("rejected");
    assertEquals(run(0, 1, 2, "not-valid").put("inner", 0), rejected.getJsonObject(0));
    assertEquals(6, reply.json().getInteger("accepted"));
    untilRisk(0.6, user, TODAY);
    byte[] stored = Stored.latest(node);
    int blocks = 0;
    for (int from = 0; from < stored.length; blocks++) {
      BlockHeader header = BlockHeader.read(stored, from);
      assertEquals(3, header.count());
      from += header.blockBytes();
    }
    assertEquals(2, blocks);
  }

  private void hold(SigningKey french, OpeningKey own) {
    Federation first = node.context().federation().current();
    OwnSealingKey held = new OwnSealingKey(own, RunningNode.NOON.plusSeconds(1_000_000));
    SigningKey signing = SigningKey.make(RANDOM, Instant.EPOCH, VerifyingKey.NO_END);
    OwnKeys keys = new OwnKeys(List.of(signing), List.of(held), Map.of(), () -> RunningNode.NOON);
    await(node.context()
        .federation()
        .replace(new Federation(
                first.credentials(),
                first.directory(),
                first.endpoints(),
                List.of(new Federation.Peering(
                    new Route(RunningNode.FRANCE, List.of(), Optional.empty()),
                    false,
                    false,
                    List.of(french.shown()))))
            .with(keys)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"robert", "bluetrace"})
  void anotherDaysTokenIsNotValid(String family) {
    User user = new User(family);
    TestClient.Reply reply =
        send(france, at(1).block(block(user, TODAY - 3, CONFIRMED, 300, user.says(0))));
    assertEquals("422 nothing-accepted", reply.problem());
    assertEquals(
        new JsonArray().add(run(0, 0, 1, "not-valid")), reply.json().getJsonArray("rejected"));
    assertEquals(0, user.risk(TODAY - 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"robert", "bluetrace"})
  void anOwnPhoneIsToldOfEachTokenThatNobodyWasGiven(String family) {
    User user = new User(family);
    byte[] forged = user.says(1);
    forge(forged);
    BlockBuilder block = BlockBuilder.contacts();
    for (byte[] data : List.of(user.says(0), forged)) {
      byte[] payload = new byte[ExposureHeader.BYTES + data.length];
      payload[0] = (byte) user.type();
      BigEndian.put32(payload, 1, RunningNode.NORWAY.code());
      System.arraycopy(data, 0, payload, ExposureHeader.BYTES, data.length);
      long start = RunningNode.NOON.getEpochSecond() - 900;
      assertTrue(block.addContact(start, start + 600, payload, new byte[0]));
    }
    TestClient.Reply reply =
        upload(token(CASE), SampleBatch.contacts().block(block.finish()).bytes());
    assertEquals(201, reply.status());
    assertEquals(
        new JsonArray().add(run(0, 1, 1, "not-valid")), reply.json().getJsonArray("rejected"));
    node.until(() -> user.risk(TODAY) > 0);
  }

  @Test
  void oneDocumentIsAsLongAsAnother() {
    User user = new User("robert");
    User other = new User("bluetrace");
    int length = status(other.secret()).body().length();
    assertEquals(0, length % 256);
    for (int score : new int[] {1, 65_535, 65_535}) {
      byte[] said = user.says(score % 90);
      send(france, at(score).block(block(user, TODAY, CONFIRMED, score, said)));
      double before = user.risk(TODAY);
      if (score > 1) node.until(() -> user.risk(TODAY) > before || user.risk(TODAY) > 40);
      TestClient.Reply reply = status(user.secret());
      assertEquals(length, reply.body().length());
      assertEquals("no-store", reply.header("cache-control"));
      assertEquals("" + length, reply.header("content-length"));
    }
    assertEquals(23, user.status().getJsonArray("days").size());
  }

  @Test
  void identifiersAreRenewedByTheSecretAndProveNothing() {
    User user = new User("robert");
    TestClient.Reply renewed =
        phone.post("/register", new byte[0], "authorization", "Bearer " + user.secret());
    assertEquals(200, renewed.status());
    assertEquals(user.given.getString("key"), renewed.json().getString("key"));
    assertEquals(384, renewed.json().getJsonArray("identifiers").size());
    assertEquals("2026-11-25T12:00:00Z", renewed.json().getString("until"));
    assertNotEquals(user.given.getString("key"), new User("robert").given.getString("key"));
    String broadcast = user.given.getJsonArray("identifiers").getString(0);
    assertEquals("401 bad-token", status(broadcast).problem());
    assertEquals("401 bad-token", phone.post("/status", new byte[0]).problem());
    assertEquals(
        "400 bad-json",
        phone.post("/register", "{\"family\":\"gaen\"}".getBytes(UTF_8)).problem());
  }

  @Test
  void whoIsErasedIsForgottenWithAllThatWasKnown() {
    User user = new User("robert");
    send(france, at(1).block(block(user, TODAY, CONFIRMED, 300, user.says(0))));
    untilRisk(0.2, user, TODAY);
    assertEquals(204, erase(user.secret()).status());
    assertEquals("401 bad-token", status(user.secret()).problem());
    assertEquals("401 bad-token", erase(user.secret()).problem());
    String left = "select count(*) from status_exposure e"
        + " where not exists (select from registration r where r.user_key = e.user_key)";
    assertEquals(0, await(node.pool().query(left).execute()).iterator().next().getLong(0));
    /* What was heard of it before is valid, and nobody's. */
    User other = new User("robert");
    TestClient.Reply reply = send(
        france,
        at(2)
            .block(block(user, TODAY, CONFIRMED, 300, user.says(1)))
            .block(block(other, TODAY, CONFIRMED, 300, other.says(1))));
    assertEquals(2, reply.json().getInteger("accepted"));
    untilRisk(0.2, other, TODAY);
  }

  @Test
  void theDatabaseHasNeitherSecretsNorIdentifiers() {
    User user = new User("robert");
    send(france, at(1).block(block(user, TODAY, CONFIRMED, 300, user.says(0))));
    untilRisk(0.2, user, TODAY);
    String rows = await(node.pool()
            .query("select string_agg(r::text || coalesce(e::text, ''), ' ') from registration r"
                + " left join status_exposure e using (user_key)")
            .execute())
        .iterator()
        .next()
        .getString(0);
    assertFalse(rows.contains(user.secret()));
    byte[] ephemeral = Arrays.copyOfRange(user.says(0), 1, 9);
    assertFalse(rows.contains(Bytes.copyOf(ephemeral).hex()));
  }

  /* Last: it uses up what all the others need. */
  @Test
  @Order(Integer.MAX_VALUE)
  void guessesAreBounded() {
    User user = new User("robert");
    List<CodeTries.Try> guesses = new ArrayList<>();
    while (guesses.size() < CodeTries.REGISTRATIONS.failures()) {
      for (String address : List.of("127.0.0.1", "::1")) {
        try {
          guesses.add(node.context().registrations().begin(address));
        } catch (Refusal full) {
          guesses.add(node.context().registrations().begin("192.0.2.1"));
        }
      }
      if (status("guess").status() == 429) break;
    }
    assertEquals("429 over-quota", status("guess").problem());
    assertEquals("429 over-quota", status(user.secret()).problem());
    guesses.forEach(CodeTries.Try::giveBack);
    assertEquals(0, user.risk(TODAY));
  }
}
