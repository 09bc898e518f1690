package godwit.http.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A phone's way: a code from staff, a token, a batch of contact events.
class DeviceRoutesTest extends PhoneTest {
  private static final long NOON = RunningNode.NOON.getEpochSecond();

  @Test
  void aCodeIsGoodUntilABatchCameUnderIt() {
    String code = code(CASE);
    String typed = code.toLowerCase(Locale.ROOT).replaceAll("(.{4})(?=.)", "$1-");
    var first = authorise(typed);
    assertEquals(201, first.status(), first.problemAt());
    assertEquals(
        RunningNode.NOON.plus(Duration.ofHours(24)).toString(), first.json().getString("expires"));
    var second = authorise(code);
    assertEquals(201, second.status(), second.problemAt());
    String lost = first.json().getString("token");
    assertEquals("401 bad-token", upload(lost, contacts(own(1)).bytes()).problem());
    String token = second.json().getString("token");
    assertEquals(201, upload(token, contacts(own(1)).bytes()).status());
    var third = authorise(code);
    assertEquals("400 bad-code", third.problem());
    assertEquals("", third.header("www-authenticate"), "it is in the body");
    assertEquals(201, upload(token, contacts(own(1)).bytes()).status());
    assertEquals("400 bad-code", authorise("0000-0000-0000-0000").problem());
    assertEquals("400 bad-code", authorise("").problem());
    assertEquals("400 bad-code", authorise("ABC").problem());
  }

  @Test
  void codesAndTokensRunOut() {
    String code = code(CASE);
    String token = token(CASE);
    byte[] batch = contacts(own(1)).bytes();
    try {
      node.setTime(RunningNode.NOON.plus(Duration.ofHours(24)));
      assertEquals("401 bad-token", upload(token, batch).problem());
      node.setTime(RunningNode.NOON.plus(Duration.ofDays(3)));
      assertEquals("400 bad-code", authorise(code).problem());
    } finally {
      node.setTime(RunningNode.NOON);
    }
    assertEquals(201, upload(token, batch).status());
  }

  @Test
  void aCodeIsTakenAsAPersonTypesIt() {
    String code = code(CASE);
    String typed = code.toLowerCase(Locale.ROOT).replace('0', 'o').replace('1', 'l');
    assertEquals(201, authorise(" " + typed.replaceAll("(.{4})", "$1 - ")).status());
    String other = code(CASE);
    assertEquals(201, authorise(other.replace('0', 'O').replace('1', 'I')).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"code\": 5}", "{\"code\": null}", "[]", "null", "5", "x", ""})
  void whatIsNoCodeIsBadJson(String body) {
    var reply = phone.post("/authorisation", body.getBytes(UTF_8), JSON);
    assertEquals("400 bad-json", reply.problem());
  }

  @Test
  void aSmallDocumentIsSmall() {
    assertEquals(
        "413 too-large", phone.post("/authorisation", new byte[100_000], JSON).problem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"riskType\": 256, \"testDate\": \"2026-11-20\"}",
        "{\"riskType\": \"1\", \"testDate\": \"2026-11-20\"}",
        "{\"riskType\": 1, \"testDate\": \"20 November\"}",
        "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"onset\": 5}",
        "{\"riskType\": 1, \"testDate\": \"2026-11-20\"}",
        "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": \"yes\"}"
      })
  void aCaseThatIsNoneGetsNoCode(String body) {
    assertEquals("400 bad-json", admin(body).problem());
  }

  @Test
  void onlyALoopbackHostAndADeliberateRequestMayAskForCodes() {
    byte[] body = CASE.getBytes(UTF_8);
    assertEquals("403 about:blank", staff.post("/admin/code", body).problem());
    assertEquals(
        "403 about:blank",
        staff
            .post("/admin/code", body, "x-godwit-admin", "1", "host", "evil.example")
            .problem());
    assertEquals(200, staff.get("/health/live").status());
    assertEquals(200, staff.get("/health/ready").status());
    assertEquals(
        "403 about:blank", staff.get("/health/live", "host", "evil.example").problem());
    assertEquals("400 about:blank", staff.get("http://evil.example/health/live").problem());
    assertEquals("400 about:blank", staff.get("http://localhost/health/live").problem());
    assertEquals("404 about:blank", staff.get("/admin").problem());
    assertEquals("405 about:blank", staff.get("/admin/code").problem());
  }

  @Test
  void aBatchNeedsAToken() {
    byte[] batch = contacts(own(1)).bytes();
    RunningNode.Rows before = node.rows();
    assertEquals("401 bad-token", phone.post("/contact", batch).problem());
    assertEquals("401 bad-token", upload("x", batch).problem());
    assertEquals(
        "401 bad-token",
        phone.post("/contact", batch, "authorization", "Basic eDp5").problem());
    assertEquals(before, node.rowsAtRest());
    String token = token(CASE);
    for (String scheme : List.of("bearer ", "BEARER ", "Bearer  ")) {
      assertEquals(
          201,
          phone
              .post("/contact", contacts(own(1)).bytes(), "authorization", scheme + token)
              .status(),
          scheme);
    }
  }

  @Test
  void contactsBecomeExposuresForWhoeverTheyConcern() {
    String token = token(CASE);
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    add(block, RunningNode.NORWAY, NOON - 3_600, 16);
    add(block, RoutingCode.nation(578, 99), NOON - 3_600, 16);
    add(block, RunningNode.FRANCE, NOON - 3_600, 16);
    add(block, RunningNode.NORWAY, NOON - 3_600, 15); // records 3 and 4: no simple payload
    add(block, RunningNode.NORWAY, NOON - 3_600, 0);
    add(block, RunningNode.NORWAY, NOON - 22 * 86_400, 16);
    add(block, RoutingCode.nation(0, 0), NOON - 3_600, 16);
    add(block, RoutingCode.nation(826, 0), NOON - 3_600, 16); // nobody knows it yet
    BlockBuilder second = BlockBuilder.contacts();
    add(second, RunningNode.FRANCE, NOON - 3_600, 16);
    add(second, RunningNode.FRANCE, NOON - 3_600, 1);
    SampleBatch batch = contacts(block).block(second.finish());
    var reply = upload(token, batch.bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    JsonObject receipt = reply.json();
    assertEquals(10, receipt.getInteger("records"));
    assertEquals(5, receipt.getInteger("accepted"));
    assertEquals(
        new JsonArray()
            .add(run(0, 3, 2, "bad-payload"))
            .add(run(0, 5, 1, "date-out-of-window"))
            .add(run(0, 6, 1, "not-routable"))
            .add(run(1, 1, 1, "bad-payload")),
        receipt.getJsonArray("rejected"));
    assertEquals("4 shared, 0 not, 1 waiting", sharing(receipt));
    assertEquals("2026-10-31T00:00:00Z", receipt.getString("deleteBefore"));
    assertEquals("2026-10-31T00:00:00Z", reply.header("delete-before"));
    assertFalse(receipt.containsKey("_links"), "phones cannot ask for batches");
    Map<String, Long> after = portions();
    assertEquals(2, gained(before, after, RunningNode.NORWAY));
    assertEquals(2, gained(before, after, RunningNode.FRANCE));
    assertEquals(1, gained(before, after, RoutingCode.nation(826, 0)));
    var again = upload(token, SampleBatch.gzip(batch.bytes()), "content-encoding", "gzip");
    assertEquals(200, again.status(), again.problemAt());
    assertEquals(receipt.put("duplicate", true), again.json());
    assertEquals(after, portions());
    /* Another person's batch of the same id is another batch. */
    assertEquals(201, upload(token(CASE), batch.bytes()).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void aLongLogBecomesAsManyExposures(String coding) {
    Map<String, Long> before = portions();
    SampleBatch batch = SampleBatch.contacts();
    for (int index = 0; index < 20; index++) {
      BlockBuilder block = BlockBuilder.contacts();
      for (int contact = 0; contact < 2_500; contact++) {
        RoutingCode code = contact % 2 == 0 ? RunningNode.NORWAY : RunningNode.FRANCE;
        add(block, code, NOON - 3_600, 16);
      }
      batch.block(block.finish());
    }
    byte[] bytes = batch.bytes();
    byte[] body = coding.equals("gzip") ? SampleBatch.gzip(bytes) : bytes;
    String token = token(CASE);
    var reply = upload(token, body, "content-encoding", coding);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(50_000, reply.json().getInteger("accepted"));
    assertEquals(200, upload(token, bytes).status());
    Map<String, Long> after = portions();
    assertEquals(25_000, gained(before, after, RunningNode.NORWAY));
    assertEquals(25_000, gained(before, after, RunningNode.FRANCE));
    node.rowsAtRest();
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @Test
  void withoutConsentNothingCrossesTheBorder() {
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    add(block, RunningNode.NORWAY, NOON - 3_600, 16);
    add(block, RunningNode.FRANCE, NOON - 3_600, 16);
    String token = token("{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": false}");
    add(block, RoutingCode.nation(826, 0), NOON - 3_600, 16); // and nobody knows it
    byte[] batch = contacts(block).bytes();
    for (int status : new int[] {201, 200}) {
      var reply = upload(token, batch);
      assertEquals(status, reply.status(), reply.problemAt());
      assertEquals("1 shared, 2 not, 0 waiting", sharing(reply.json()));
    }
    Map<String, Long> after = portions();
    assertEquals(1, gained(before, after, RunningNode.NORWAY));
    assertEquals(0, gained(before, after, RunningNode.FRANCE));
    assertEquals(0, gained(before, after, RoutingCode.nation(826, 0)));
  }

  @Test
  void whatIsNoContactBatchOfThisAuthorityIsRefused() {
    String token = token(CASE);
    RunningNode.Rows before = node.rows();
    assertEquals(
        "400 bad-magic @0", upload(token, SampleBatch.simple(1).bytes()).problemAt());
    SampleBatch other = contacts(own(1)).origin(RunningNode.FRANCE);
    assertEquals("400 destination-mismatch @28", upload(token, other.bytes()).problemAt());
    SampleBatch foreign =
        contacts(own(1)).origin(RunningNode.FRANCE).destination(RunningNode.FRANCE);
    assertEquals("400 destination-mismatch @28", upload(token, foreign.bytes()).problemAt());
    assertEquals(
        "400 bad-preamble @5", upload(token, contacts(own(1)).hops(1).bytes()).problemAt());
    assertEquals(
        "422 stale @32", upload(token, contacts(own(1)).created(0).bytes()).problemAt());
    assertEquals(
        "415 media-type",
        upload(token, contacts(own(1)).bytes(), "content-type", "text/plain").problem());
    assertEquals(before, node.rowsAtRest());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @Test
  void aBatchOfWhichNothingStandsIsRefused() {
    String token = token(CASE);
    BlockBuilder block = BlockBuilder.contacts();
    add(block, RunningNode.NORWAY, NOON - 22 * 86_400, 16);
    byte[] batch = contacts(block).bytes();
    for (boolean duplicate : new boolean[] {false, true}) {
      var reply = upload(token, batch);
      assertEquals("422 nothing-accepted", reply.problem());
      assertEquals("refused", reply.json().getString("state"));
      assertEquals(duplicate, reply.json().getBoolean("duplicate"));
      assertFalse(reply.json().containsKey("_links"));
    }
  }

  @Test
  void phonesAreToldHowToScoreAndWhenToAsk() {
    JsonObject config = phone.get("/config").json();
    assertEquals("briers-2020", config.getString("mechanism"));
    assertEquals(21, config.getInteger("windowDays"));
    assertEquals(15, config.getInteger("threshold"));
    assertEquals(
        new JsonObject().put("0", 15).put("1", 15).put("2", 15),
        config.getJsonObject("thresholds"));
    assertEquals(new JsonObject(), config.getJsonObject("advice"));
    assertTrue(config.getInteger("pollSeconds") <= 300);
    assertTrue(config.getJsonObject("_links").containsKey("contact"));
  }

  private static BlockBuilder own(int contacts) {
    BlockBuilder block = BlockBuilder.contacts();
    for (int contact = 0; contact < contacts; contact++) {
      add(block, RunningNode.NORWAY, NOON - 3_600, 16);
    }
    return block;
  }

  private static SampleBatch contacts(BlockBuilder block) {
    return SampleBatch.contacts().block(block.finish());
  }

  /// Ten minutes without readings.
  private static void add(BlockBuilder block, RoutingCode code, long start, int length) {
    assertTrue(block.addContact(start, start + 600, simple(code, length), new byte[0]));
  }

  private static byte[] simple(RoutingCode code, int length) {
    Buffer payload = Buffer.buffer().appendByte((byte) 0x10).appendInt(code.code());
    return payload.appendBytes(new byte[length]).getBytes();
  }

  private static String sharing(JsonObject receipt) {
    return "%d shared, %d not, %d waiting"
        .formatted(
            receipt.getLong("shared"), receipt.getLong("notShared"), receipt.getLong("waiting"));
  }
}
