package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.trust.Pki;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Gateways of venues: what they bring is held, and released by an outbreak, as far as it covers
/// it.
class GatewayRoutesTest extends PhoneTest {
  private static final byte[] MARK = "HEARD-AT-A-VENUE".getBytes(UTF_8);
  private static final long START = SampleBatch.TODAY * 86_400L + 3_600; // 01:00
  private static final String KILL = """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and state in ('active', 'idle in transaction')""";

  private int number;
  private TestClient bridge;

  @BeforeAll
  void enter() throws IOException {
    bridge = gateway(100, "bridge");
    for (int venue = 100; venue < 110; venue++) enter(venue);
  }

  @Test
  void whatAnOutbreakCoversIsReleasedOnceAndTheRestStaysHeld() throws IOException {
    TestClient gateway = gateway(101, "door");
    Map<String, Long> before = portions();
    assertEquals(
        201, contact(gateway, heard(6, 0, 600, "hall", RunningNode.NORWAY)).status());
    assertEquals(
        201, contact(gateway, heard(4, 0, 600, "bar", RunningNode.NORWAY)).status());
    assertEquals(
        201, contact(gateway, heard(3, 1_200, 600, "hall", RunningNode.FRANCE)).status());
    assertEquals(
        201, contact(gateway, heard(5, 7_200, 600, "hall", RunningNode.NORWAY)).status());
    assertEquals(before, portions(), "nobody is told without an outbreak");
    assertFalse(isInTheClear(), "a payload can be read in the database");

    JsonObject outbreak = declare(101, "hall", "01:00:00", "01:25:00");
    JsonObject read = whole(outbreak);
    assertEquals(9, read.getInteger("released"));
    assertEquals(6, gained(before, portions(), RunningNode.NORWAY));
    assertEquals(3, gained(before, portions(), RunningNode.FRANCE));
    JsonObject again = declare(101, "hall", "01:00:00", "01:25:00");
    assertEquals(outbreak.getString("id"), again.getString("id"));
    assertEquals(9, whole(again).getInteger("released"));
    assertEquals(6, gained(before, portions(), RunningNode.NORWAY), "released again");

    assertEquals(
        201, contact(gateway, heard(2, 300, 60, "hall", RunningNode.NORWAY)).status());
    node.until(() -> gained(before, portions(), RunningNode.NORWAY) == 8);
    JsonObject other = whole(declare(101, "", "02:30:00", "04:00:00"));
    assertEquals(5, other.getInteger("released"), "what lies elsewhere was still held");
    assertEquals(13, gained(before, portions(), RunningNode.NORWAY));
  }

  @Test
  void everyUploadIsReleasedOnceWhateverIsCut() throws IOException {
    TestClient gateway = gateway(103, "door");
    for (int upload = 0; upload < 20; upload++) {
      assertEquals(
          201, contact(gateway, heard(10, 0, 600, "hall", RunningNode.NORWAY)).status());
    }
    Map<String, Long> before = portions();
    JsonObject outbreak = declare(103, "", "00:30:00", "03:00:00");
    for (int cut = 0; cut < 15; cut++) await(node.pool().query(KILL).execute());
    node.until(() -> show(outbreak).map(each -> each.getInteger("waiting") == 0).orElse(false));
    assertEquals(200, gained(before, portions(), RunningNode.NORWAY));
    assertEquals(200, whole(outbreak).getInteger("released"));
  }

  @Test
  void whatLiesInTheNextDayByItsClockIsReleasedToo() throws IOException {
    try {
      node.setTime(Instant.parse("2026-11-21T23:55:00Z"));
      TestClient gateway = gateway(109, "early");
      int midnight = 23 * 3_600; // after START
      assertEquals(
          201,
          contact(gateway, heard(1, midnight + 120, 360, "hall", RunningNode.NORWAY))
              .status());
      node.setTime(Instant.parse("2026-11-22T01:00:00Z"));
      var declared = outbreak(asked(109, "hall", "00:00:00", "00:30:00")
          .put("from", "2026-11-22T00:00:00Z")
          .put("to", "2026-11-22T00:30:00Z"));
      assertEquals(201, declared.status(), declared.problemAt());
      assertEquals(1, whole(declared.json()).getInteger("released"));
    } finally {
      node.setTime(RunningNode.NOON);
    }
  }

  @Test
  void whatWasWithdrawnIsTakenBackAndReleasesNothingMore() throws IOException {
    TestClient gateway = gateway(104, "door");
    assertEquals(
        201, contact(gateway, heard(4, 0, 600, "hall", RunningNode.NORWAY)).status());
    JsonObject outbreak = whole(declare(104, "", "00:30:00", "03:00:00"));
    assertEquals(4, outbreak.getInteger("released"));
    Map<String, Long> before = portions();
    JsonObject asked = new JsonObject().put("case", outbreak.getString("id"));
    var taken = admin("/admin/revocation", asked);
    assertEquals(200, taken.status(), taken.problemAt());
    assertEquals(4, taken.json().getInteger("exposures"));
    node.until(() -> gained(before, portions(), RunningNode.NORWAY) == 4);
    assertEquals(
        201, contact(gateway, heard(7, 0, 600, "hall", RunningNode.NORWAY)).status());
    JsonObject after = show(outbreak).orElseThrow();
    assertTrue(after.getBoolean("withdrawn"));
    assertEquals(0, after.getInteger("waiting"));
    JsonObject anew = whole(declare(104, "", "00:30:00", "03:00:00"));
    assertEquals(11, anew.getInteger("released"), "one that is declared anew is another");
  }

  @Test
  void openOutbreaksAreAskedOfEachGatewayUntilItAnswers() throws IOException {
    TestClient one = gateway(105, "one");
    TestClient two = gateway(105, "two");
    assertEquals(new JsonArray(), requests(one));
    var waits = one.send(HttpMethod.GET, "/venue-request", new byte[0], "prefer", "wait=30");
    JsonObject outbreak = declare(105, "hall", "01:00:00", "02:00:00");
    TestClient.Reply told = await(waits);
    assertEquals("wait=30", told.header("preference-applied"));
    JsonObject request = told.json().getJsonArray("requests").getJsonObject(0);
    assertEquals(outbreak.getString("id"), request.getString("id"));
    assertEquals("hall", request.getString("area"));
    assertEquals("2026-11-21T01:00:00Z", request.getString("from"));
    assertEquals("2026-11-21T02:00:00Z", request.getString("to"));
    byte[] batch = heard(2, 0, 600, "hall", RunningNode.NORWAY);
    var answer = one.post(
        "/contact",
        batch,
        "venue-request",
        outbreak.getString("id"),
        "content-type",
        "application/octet-stream");
    assertEquals(201, answer.status());
    assertEquals(new JsonArray(), requests(one));
    assertEquals(1, requests(two).size());
    assertEquals(0, requests(bridge).size(), "another venue's");
  }

  @Test
  void aGatewayIsNoPeerAndAPeerNoGateway() throws IOException {
    byte[] batch = heard(1, 0, 600, "hall", RunningNode.NORWAY);
    TestClient france = TestClient.peer(node, RunningNode.FRANCE);
    assertEquals("403 unknown-peer", contact(france, batch).problem());
    assertEquals("403 unknown-peer", france.get("/venue-request").problem());
    byte[] exposures = SampleBatch.simple(1).bytes();
    assertEquals("403 unknown-peer", bridge.post("/exposure/578/0", exposures).problem());
    assertEquals("403 unknown-peer", bridge.get("/resolver/578/0").problem());
    assertEquals("403 unknown-peer", bridge.get("/exposure/578/0").problem());
    assertEquals(200, bridge.get("/resolver").status());
  }

  @Test
  void onlyVenuesThatAreRegisteredHereHaveGateways() throws IOException {
    byte[] batch = heard(1, 0, 600, "hall", RunningNode.NORWAY);
    assertEquals("403 unknown-peer", contact(gateway(999, "door"), batch).problem());
    assertEquals(
        "403 unknown-peer",
        contact(client(node.gateway(RunningNode.FRANCE, 100, "x")), batch).problem());
    Pki.Issued forged = node.falseGateway(RunningNode.NORWAY, 100, "forged");
    assertThrows(Exception.class, () -> contact(client(forged), batch));
  }

  @Test
  void aGatewaySeesItsOwnBatchesAndARetryIsKnown() throws IOException {
    byte[] batch = heard(3, 0, 600, "hall", RunningNode.NORWAY);
    var stored = contact(bridge, batch);
    assertEquals(201, stored.status(), stored.problemAt());
    assertEquals(3, stored.json().getInteger("accepted"));
    assertEquals(200, contact(bridge, batch).status());
    String id = stored.json().getString("batch");
    assertEquals(200, bridge.get("/batch/" + id).status());
    assertEquals(404, gateway(106, "door").get("/batch/" + id).status());
    assertEquals(
        "404 unknown-batch",
        TestClient.peer(node, RunningNode.FRANCE).get("/batch/" + id).problem());
  }

  @Test
  void whatIsNoOutbreakIsRefusedWithItsPlace() {
    JsonObject good = asked(107, "hall", "01:00:00", "02:00:00");
    assertEquals(
        "400 bad-json", outbreak(good.copy().put("to", "2026-11-21T01:00:00Z")).problem());
    assertEquals(
        "400 bad-json", outbreak(good.copy().put("to", "2026-11-22T01:00:00Z")).problem());
    assertEquals(
        "400 bad-json",
        outbreak(good.copy().put("from", "2026-09-21T01:00:00Z")).problem());
    assertEquals("400 bad-json", outbreak(good.copy().put("from", "yesterday")).problem());
    assertEquals("400 bad-json", outbreak(good.copy().put("riskType", 5)).problem());
    assertEquals("400 bad-json", outbreak(good.copy().put("area", "")).problem());
    assertEquals(
        "404 unknown-authority",
        outbreak(good.copy().put("country", 250).put("state", 0)).problem());
    assertEquals(404, outbreak(good.copy().put("venue", 998)).status());
    assertEquals(
        404, staff.get("/admin/outbreak/" + java.util.UUID.randomUUID()).status());
  }

  private static JsonObject asked(int venue, String area, String from, String to) {
    JsonObject asked = new JsonObject()
        .put("venue", venue)
        .put("from", "2026-11-21T" + from + "Z")
        .put("to", "2026-11-21T" + to + "Z")
        .put("riskType", 1);
    return area.isEmpty() ? asked : asked.put("area", area);
  }

  private JsonObject declare(int venue, String area, String from, String to) {
    var reply = outbreak(asked(venue, area, from, to));
    assertEquals(201, reply.status(), reply.problemAt());
    return reply.json();
  }

  private TestClient.Reply outbreak(JsonObject asked) {
    return admin("/admin/outbreak", asked);
  }

  private TestClient.Reply admin(String path, JsonObject asked) {
    return staff.post(path, asked.toBuffer().getBytes(), "x-godwit-admin", "1");
  }

  private JsonObject whole(JsonObject outbreak) {
    node.until(() -> show(outbreak).orElseThrow().getInteger("waiting") == 0);
    return show(outbreak).orElseThrow();
  }

  private java.util.Optional<JsonObject> show(JsonObject outbreak) {
    var reply = staff.get("/admin/outbreak/" + outbreak.getString("id"));
    return reply.status() == 200 ? java.util.Optional.of(reply.json()) : java.util.Optional.empty();
  }

  private JsonArray requests(TestClient gateway) {
    return gateway.get("/venue-request").json().getJsonArray("requests");
  }

  private void enter(int venue) {
    JsonObject body = new JsonObject().put("venue", venue).put("name", "Venue " + venue);
    assertEquals(201, admin("/admin/venue", body).status());
  }

  private TestClient gateway(int venue, String name) throws IOException {
    return client(node.gateway(RunningNode.NORWAY, venue, name));
  }

  private TestClient client(Pki.Issued identity) {
    return TestClient.peer(node, identity, HttpVersion.HTTP_1_1, 2);
  }

  private static TestClient.Reply contact(TestClient gateway, byte[] batch) {
    return gateway.post("/contact", batch);
  }

  private boolean isInTheClear() {
    String query = "select bytes from segment_bytes union all select blocks from pooled";
    String mark = new String(MARK, 0, 12, ISO_8859_1);
    for (Row row : await(node.pool().query(query).execute())) {
      if (new String(row.getBuffer(0).getBytes(), ISO_8859_1).contains(mark)) return true;
    }
    return false;
  }

  /* Contacts so many seconds after one o'clock, in an area, never the same. */
  private byte[] heard(int records, int after, int seconds, String area, RoutingCode home) {
    BlockBuilder block = BlockBuilder.contacts();
    byte[] name = area.getBytes(UTF_8);
    byte[] section = Buffer.buffer()
        .appendByte((byte) 0x11)
        .appendByte((byte) name.length)
        .appendBytes(name)
        .getBytes();
    for (int record = 0; record < records; record++) {
      byte[] payload = new byte[ExposureHeader.BYTES + 16];
      ExposureHeader.put(payload, 0, SampleBatch.SIMPLE, home.code());
      System.arraycopy(MARK, 0, payload, ExposureHeader.BYTES, 12);
      Buffer end = Buffer.buffer().appendInt(number++);
      System.arraycopy(end.getBytes(), 0, payload, payload.length - 4, 4);
      block.addContact(START + after, START + after + seconds, payload, section);
    }
    return SampleBatch.contacts().block(block.finish()).bytes();
  }
}
