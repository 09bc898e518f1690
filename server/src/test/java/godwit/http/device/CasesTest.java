package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What belongs to one case: its codes, its batches, its contact events.
class CasesTest extends PhoneTest {
  private static final long NOON = RunningNode.NOON.getEpochSecond();
  private static final int MINUTES = 60;
  private static int serial;

  @Test
  void aBatchWhoseAnswerWasLostCountsOnceUnderAnotherCode() {
    JsonObject issued = admin(CASE).json();
    String token = authorise(issued.getString("code")).json().getString("token");
    byte[] batch = SampleBatch.contacts().block(block(plain(10), plain(20))).bytes();
    Map<String, Long> before = portions();
    assertEquals(201, upload(token, batch).status()); // which never arrives
    Map<String, Long> after = portions();
    try {
      node.setTime(RunningNode.NOON.plus(Duration.ofHours(25)));
      assertEquals("401 bad-token", upload(token, batch).problem());
      TestClient.Reply other = another(issued.getString("case"));
      assertEquals(201, other.status(), other.problemAt());
      assertEquals(issued.getString("case"), other.json().getString("case"));
      String fresh = authorise(other.json().getString("code")).json().getString("token");
      TestClient.Reply again = upload(fresh, batch);
      assertEquals(200, again.status(), again.problemAt());
      assertTrue(again.json().getBoolean("duplicate"));
    } finally {
      node.setTime(RunningNode.NOON);
    }
    assertEquals(2, gained(before, after, RunningNode.NORWAY));
    assertEquals(after, portions());
  }

  @Test
  void onlyACaseThatIsThereHasAnotherCode() {
    for (String id : new String[] {"00000000-0000-0000-0000-000000000001", "1", ""}) {
      assertEquals("400 bad-json", another(id).problem());
    }
    String id = admin(CASE).json().getString("case");
    JsonObject both = new JsonObject().put("case", id).put("testDate", "2026-11-20");
    assertEquals("400 bad-json", admin(both.encode()).problem());
  }

  @Test
  void anEventCountsOnceForItsCase() {
    String token = token(CASE);
    Map<String, Long> before = portions();
    long first = accepted(upload(token, contacts(event(1, 1, 10), event(2, 1, 10))));
    long later =
        accepted(upload(token, contacts(event(1, 2, 20), event(3, 1, 10), event(2, 0, 5))));
    assertEquals(2, first);
    assertEquals(3, later);
    assertEquals(3, gained(before, portions(), RunningNode.NORWAY));
    assertEquals(2, accepted(upload(token, contacts(plain(10), plain(10)))));
    assertEquals(5, gained(before, portions(), RunningNode.NORWAY));
    assertEquals(1, accepted(upload(token(CASE), contacts(event(1, 1, 10)))));
    assertEquals(6, gained(before, portions(), RunningNode.NORWAY));
  }

  @Test
  void ofOneBatchTheHighestRevisionCounts() {
    Map<String, Long> before = portions();
    SampleBatch batch = contacts(
        event(7, 1, 10), event(8, 1, 3), event(7, 3, 40), event(7, 2, 90), event(8, 1, 50));
    TestClient.Reply reply = upload(token(CASE), batch);
    assertEquals(5, accepted(reply));
    assertEquals(2, gained(before, portions(), RunningNode.NORWAY));
    /* A contact at two metres counts a quarter of its minutes; the day before the test. */
    Buffer newest = await(node.pool()
            .query("select s.bytes from portion p join segment_bytes s"
                + " using (attempt_id, destination_id) order by p.position desc limit 1")
            .execute())
        .iterator()
        .next()
        .getBuffer(0);
    int record = 24;
    int size = 2 + 16;
    assertEquals(24 + 2 * size, newest.length());
    double eight = newest.getUnsignedShort(record);
    double seven = newest.getUnsignedShort(record + size);
    assertEquals(40.0 / 3, seven / eight, 0.1);
  }

  @Test
  void anEventThatIsNoneSpoilsItsRecordAlone() {
    Contact broken = new Contact(10, new byte[] {(byte) 0x81, 2, 0, 1});
    JsonObject receipt = upload(token(CASE), contacts(plain(5), broken)).json();
    assertEquals(1, receipt.getInteger("accepted"));
    assertEquals(run(0, 1, 1, "bad-payload"), receipt.getJsonArray("rejected").getJsonObject(0));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2025-11-20, , /testDate",
    "1, 2026-11-23, , /testDate",
    "1, 2026-10-30, , /testDate",
    "1, 2026-11-20, 2026-11-21, /onset",
    "1, 2026-11-20, 2026-10-23, /onset",
    "1, 2026-11-20, 2025-11-18, /onset",
    "environmental-hazard, 2026-11-20, , /riskType",
    "8, 2026-11-20, , /riskType",
    "revoked, 2026-11-20, , /riskType",
    "5, 2026-11-20, , /riskType"
  })
  void aCaseThatEveryContactWouldCountForNothingUnderIsRefused(
      String riskType, String test, String onset, String pointer) {
    JsonObject body = new JsonObject().put("testDate", test).put("crossBorder", true);
    if (Character.isDigit(riskType.charAt(0))) body.put("riskType", Integer.parseInt(riskType));
    else body.put("riskType", riskType);
    if (onset != null) body.put("onset", onset);
    TestClient.Reply reply = admin(body.encode());
    assertEquals("400 bad-json", reply.problem());
    assertEquals(pointer, reply.json().getString("pointer"));
    boolean revoked = riskType.equals("revoked") || riskType.equals("5");
    assertEquals(revoked, reply.json().getString("detail").contains("code revoke"));
  }

  @ParameterizedTest
  @CsvSource({"1, 2026-11-22, ", "1, 2026-10-31, 2026-10-31", "3, 2026-11-21, 2026-11-21"})
  void aCaseAtTheEdgesIsTaken(int riskType, String test, String onset) {
    JsonObject body =
        new JsonObject().put("riskType", riskType).put("testDate", test).put("crossBorder", false);
    if (onset != null) body.put("onset", onset);
    assertEquals(201, admin(body.encode()).status());
  }

  /* What one phone heard of another, and for how many minutes. */
  private record Contact(int minutes, byte[] sections) {}

  private static Contact plain(int minutes) {
    return new Contact(minutes, new byte[0]);
  }

  private static Contact event(int id, int revision, int minutes) {
    Buffer section = Buffer.buffer().appendByte((byte) 0x81).appendByte((byte) 18);
    section.appendLong(0).appendLong(id).appendShort((short) revision);
    return new Contact(minutes, section.getBytes());
  }

  private static SampleBatch contacts(Contact... contacts) {
    return SampleBatch.contacts().block(block(contacts));
  }

  private static byte[] block(Contact... contacts) {
    BlockBuilder block = BlockBuilder.contacts();
    for (Contact contact : contacts) {
      Buffer payload = Buffer.buffer().appendByte((byte) 0x10);
      payload.appendInt(RoutingCode.nation(578, 0).code());
      payload.appendLong(++serial).appendLong(0);
      assertTrue(block.addContact(
          NOON - 86_400,
          NOON - 86_400 + (long) contact.minutes() * MINUTES,
          payload.getBytes(),
          contact.sections()));
    }
    return block.finish();
  }

  private TestClient.Reply upload(String token, SampleBatch batch) {
    return upload(token, batch.bytes());
  }

  private static long accepted(TestClient.Reply reply) {
    assertEquals(201, reply.status(), reply.problemAt());
    return reply.json().getLong("accepted");
  }

  private TestClient.Reply another(String id) {
    byte[] body = new JsonObject().put("case", id).encode().getBytes(UTF_8);
    return staff.post("/admin/code", body, "x-godwit-admin", "1");
  }
}
