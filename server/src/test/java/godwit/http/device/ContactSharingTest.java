package godwit.http.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who is told of the contact events of one person, and what stays at home.
class ContactSharingTest extends PhoneTest {
  private static final long NOON = RunningNode.NOON.getEpochSecond();

  /* A minute far away, or near for long but weeks before the illness, says nothing to anybody. */
  @Test
  void whatScoresNothingStaysAtHome() {
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    byte[] far = {(byte) 0x80, 3, 0, 0, -95};
    byte[] near = {0x40, 1, -40};
    for (RoutingCode code : List.of(RunningNode.NORWAY, RunningNode.FRANCE)) {
      assertTrue(block.addContact(NOON - 60, NOON, simple(code, 16), far));
      assertTrue(block.addContact(NOON - 60, NOON, simple(code, 16), near));
      long early = NOON - 18 * 86_400;
      assertTrue(block.addContact(early, early + 3_600, simple(code, 16), near));
    }
    var reply = upload(token(CASE), contacts(block).bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(6, reply.json().getInteger("accepted"));
    assertEquals("2 shared, 4 not, 0 waiting", sharing(reply.json()));
    Map<String, Long> after = portions();
    assertEquals(1, gained(before, after, RunningNode.NORWAY));
    assertEquals(1, gained(before, after, RunningNode.FRANCE));
    /* A whole batch of it is accepted, and nothing comes of it. */
    BlockBuilder harmless = BlockBuilder.contacts();
    assertTrue(harmless.addContact(NOON - 60, NOON, simple(RunningNode.NORWAY, 16), far));
    var nothing = upload(token(CASE), contacts(harmless).bytes());
    assertEquals(201, nothing.status(), nothing.problemAt());
    assertEquals("0 shared, 1 not, 0 waiting", sharing(nothing.json()));
    assertEquals(after, portions());
  }

  @Test
  void aPhoneWhoseClockIsWrongAlertsNobody() {
    Map<String, Long> before = portions();
    byte[] payload = simple(RunningNode.NORWAY, 16);
    byte[] near = {0x40, 1, -40};
    BlockBuilder block = BlockBuilder.contacts();
    assertTrue(block.addContact(NOON - 3_600, 0xFFFF_FFFFL, payload, near));
    assertTrue(block.addContact(NOON - 86_401, NOON, payload, near));
    assertTrue(block.addContact(NOON, NOON + 901, payload, near));
    assertTrue(block.addContact(NOON - 86_400, NOON, payload, near));
    assertTrue(block.addContact(NOON, NOON + 900, payload, near));
    var reply = upload(token(CASE), contacts(block).bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(
        new JsonArray().add(run(0, 0, 3, "bad-times")), reply.json().getJsonArray("rejected"));
    assertEquals(2, gained(before, portions(), RunningNode.NORWAY));
  }

  /* All states of France's are for France, however many a journey names. */
  @Test
  void codesThatOnePeerAnswersForAreOneDestination() {
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    for (int state = 0; state <= 1_000; state++) {
      add(block, RoutingCode.nation(250, state), NOON - 3_600, 16);
    }
    var reply = upload(token(CASE), contacts(block).bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals("1001 shared, 0 not, 0 waiting", sharing(reply.json()));
    Map<String, Long> after = portions();
    assertEquals(1_001, gained(before, after, RunningNode.FRANCE));
    assertEquals(0, gained(before, after, RoutingCode.nation(250, 7)));
  }

  /* 150 authorities that nobody knows, then 100 more, of which 50 have room. */
  @Test
  void beyondTheBoundRecordsAreRejectedOneByOne() {
    Map<String, Long> before = portions();
    BlockBuilder block = BlockBuilder.contacts();
    for (int state = 1; state <= 150; state++) {
      add(block, RoutingCode.nation(840, state), NOON - 3_600, 16);
    }
    for (int state = 1; state <= 100; state++) {
      add(block, RoutingCode.nation(124, state), NOON - 3_600, 16);
    }
    add(block, RoutingCode.nation(840, 150), NOON - 3_600, 16); // is concerned already
    add(block, RunningNode.NORWAY, NOON - 3_600, 16); // one more
    var reply = upload(token(CASE), contacts(block).bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    JsonObject receipt = reply.json();
    assertEquals("0 shared, 0 not, 201 waiting", sharing(receipt));
    assertEquals(
        new JsonArray()
            .add(run(0, 200, 50, "too-many-authorities"))
            .add(run(0, 251, 1, "too-many-authorities")),
        receipt.getJsonArray("rejected"));
    Map<String, Long> after = portions();
    assertEquals(2, gained(before, after, RoutingCode.nation(840, 150)));
    assertEquals(0, gained(before, after, RunningNode.NORWAY));
  }

  @Test
  void whoeverWaitsForAnUnknownAuthorityIsCounted() {
    double authorities = metric("godwit_unknown_authorities");
    double records = metric("godwit_unknown_authorities_records");
    BlockBuilder block = BlockBuilder.contacts();
    for (int contact = 0; contact < 3; contact++) {
      add(block, RoutingCode.nation(356, 9), NOON - 3_600, 16);
    }
    assertEquals(201, upload(token(CASE), contacts(block).bytes()).status());
    node.until(() -> metric("godwit_unknown_authorities") >= authorities + 1);
    assertTrue(metric("godwit_unknown_authorities_records") >= records + 3);
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

  private double metric(String name) {
    return staff
        .get("/metrics")
        .body()
        .toString()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findAny()
        .orElseThrow();
  }
}
