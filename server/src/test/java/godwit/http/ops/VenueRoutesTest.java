package godwit.http.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.VenueCursor;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The registry of venues, as those who run a node use it, and what phones see of it.
class VenueRoutesTest extends PeerTest {
  private static final long EVENING = RunningNode.NOON.getEpochSecond() + 8 * 3_600;
  private static final Pattern NEXT = Pattern.compile("<(.+)>; rel=\"next\"");
  private static final String[] ADMIN = {"content-type", TestClient.JSON, "x-godwit-admin", "1"};

  private TestClient staff;
  private TestClient phone;

  @BeforeAll
  void open() {
    staff = TestClient.staff(node);
    phone = TestClient.phone(node);
  }

  @Test
  void exposuresOfAVenueAreKeptAndListedOnceItIsRegistered() {
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.exposures(1))
        .block(SampleBatch.venue(101, EVENING, EVENING + 900))
        .block(SampleBatch.venue(102, EVENING, EVENING + 900));
    var receipt = france.post(NORWAY, batch.bytes());
    assertEquals(201, receipt.status(), receipt.problemAt());
    assertEquals(3, receipt.json().getInteger("accepted"));
    SampleBatch only = new SampleBatch().block(SampleBatch.venue(101, EVENING, EVENING + 600));
    assertEquals(
        201,
        france
            .post(NORWAY + "/101", only.json(), "content-type", TestClient.JSON)
            .status());
    /* What was sent later is listed, so that what is missing was left out, and not just late. */
    byte[] marker = SampleBatch.exposures(50);
    assertEquals(
        201, france.post(NORWAY, new SampleBatch().block(marker).bytes()).status());
    node.until(() -> exposures() >= 51);
    assertEquals(List.of(), visits(101, 102));
    byte[] first = phone.get("/exposure-list").body().getBytes();

    assertEquals(201, add("{\"venue\": 101, \"name\": \"Northgate\"}").status());
    node.until(() -> visits(101, 102).size() == 2);
    assertEquals(List.of(101L, 101L), visits(101, 102));
    assertEquals(201, add("{\"country\": 578, \"state\": 0, \"venue\": 102}").status());
    node.until(() -> visits(101, 102).size() == 3);
    assertArrayEquals(first, phone.get("/exposure-list").body().getBytes());
    var again = france.post(NORWAY, batch.bytes());
    assertEquals(receipt.json().put("duplicate", true), again.json());
    assertEquals(List.of(101L, 101L, 102L), visits(101, 102));
  }

  @Test
  void aVenueIsEnteredNamedShownAndTakenOut() {
    var first = add("{\"venue\": 4294967295, \"name\": \"Old Town\"}");
    assertEquals(201, first.status());
    JsonObject venue = new JsonObject()
        .put("country", 578)
        .put("state", 0)
        .put("venue", 4_294_967_295L)
        .put("name", "Old Town");
    assertEquals(venue, first.json());
    assertEquals(200, add("{\"venue\": 4294967295, \"name\": \"New Town\"}").status());
    JsonArray all = staff.get("/admin/venues?after=578/0/4294967294").json().getJsonArray("venues");
    assertEquals(1, all.size());
    assertEquals("New Town", all.getJsonObject(0).getString("name"));
    assertFalse(staff.get("/admin/venues").json().containsKey("next"));
    byte[] body = "{\"venue\": 4294967295}".getBytes(UTF_8);
    var removed = staff.post("/admin/venue/removal", body, ADMIN);
    assertEquals(true, removed.json().getBoolean("removed"));
    var again = staff.post("/admin/venue/removal", body, ADMIN);
    assertEquals(false, again.json().getBoolean("removed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"venue\": \"7\"}",
        "{\"venue\": -1}",
        "{\"venue\": 4294967296}",
        "{\"venue\": 7.0}",
        "{\"venue\": 7, \"name\": 5}",
        "{\"venue\": 7, \"name\": \"a\\u0000\"}",
        "{\"venue\": 7, \"country\": 578}",
        "{\"venue\": 7, \"country\": 578, \"state\": \"0\"}",
        "{\"venue\": 7, \"country\": 70000, \"state\": 0}"
      })
  void whatIsNoVenueIsBadJson(String body) {
    assertEquals("400 bad-json", add(body).problem());
  }

  @Test
  void venuesOfOthersAreTheirsToRegister() {
    String foreign = "{\"country\": 250, \"state\": 0, \"venue\": 7}";
    assertEquals("404 unknown-authority", add(foreign).problem());
  }

  @Test
  void aChangeHasToBeAskedForOnPurpose() {
    byte[] body = "{\"venue\": 7}".getBytes(UTF_8);
    assertEquals(403, staff.post("/admin/venue", body).status());
    assertEquals(403, staff.post("/admin/venue/removal", body).status());
    assertEquals("400 bad-json", staff.get("/admin/venues?after=x").problem());
    assertEquals("404 about:blank", phone.get("/admin/venues").problem());
  }

  private TestClient.Reply add(String body) {
    return staff.post("/admin/venue", body.getBytes(UTF_8), ADMIN);
  }

  private long exposures() {
    long count = 0;
    for (byte[] page : pages()) {
      for (int at = BatchLayout.PREAMBLE_BYTES; kind(page, at) != BatchLayout.KIND_END; ) {
        BlockHeader header = BlockHeader.read(page, at);
        if (header.kind() == BatchLayout.KIND_EXPOSURES) count += header.count();
        at += header.blockBytes();
      }
    }
    return count;
  }

  /* Venues of a range that the list has exposures of, in its order. */
  private List<Long> visits(long first, long last) {
    List<Long> venues = new ArrayList<>();
    for (byte[] page : pages()) {
      for (int at = BatchLayout.PREAMBLE_BYTES; kind(page, at) != BatchLayout.KIND_END; ) {
        BlockHeader header = BlockHeader.read(page, at);
        VenueCursor cursor = new VenueCursor().wrap(page, at, header);
        while (header.kind() == BatchLayout.KIND_VENUE && cursor.next()) {
          if (cursor.venue() >= first && cursor.venue() <= last) venues.add(cursor.venue());
        }
        at += header.blockBytes();
      }
    }
    return venues;
  }

  private static int kind(byte[] page, int at) {
    return BlockHeader.read(page, at).kind();
  }

  private List<byte[]> pages() {
    List<byte[]> pages = new ArrayList<>();
    String path = "/exposure-list";
    while (true) {
      var reply = phone.get(path);
      if (reply.status() == 204) return pages;
      pages.add(reply.body().getBytes());
      Matcher next = NEXT.matcher(reply.header("link"));
      if (!next.matches()) throw new AssertionError(reply.header("link"));
      path = next.group(1);
    }
  }
}
