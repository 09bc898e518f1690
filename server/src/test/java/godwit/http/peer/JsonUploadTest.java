package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Limits;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Batches that come as documents: kept, judged and refused as the same octets would be.
class JsonUploadTest extends PeerTest {
  private static final String[] JSON = {"content-type", TestClient.JSON};
  private static final String[] JSON_GZIP = {
    "content-type", TestClient.JSON, "content-encoding", "gzip"
  };
  private static final int TODAY = SampleBatch.TODAY;
  private static final long EVENING = RunningNode.NOON.getEpochSecond() + 8 * 3_600;

  @Test
  void bothFormsOfABatchEndInTheSameBytes() {
    byte[] exposures = SampleBatch.exposures(300);
    byte[] venues = SampleBatch.venue(77, EVENING, EVENING + 900);
    SampleBatch octets = new SampleBatch().block(exposures).block(venues);
    var first = france.post(NORWAY, octets.bytes());
    assertEquals(201, first.status(), first.problemAt());
    byte[] stored = Stored.latest(node);
    /* The digest covers the id, so the other form is sent under it, and under another. */
    var again = france.post(NORWAY, octets.json(), JSON);
    assertEquals(200, again.status(), again.problemAt());
    assertEquals(first.json().put("duplicate", true), again.json());
    octets.id(UUID.randomUUID());
    var other = france.post(NORWAY, octets.json(), JSON);
    assertEquals(201, other.status(), other.problemAt());
    assertArrayEquals(Stored.joined(List.of(exposures, venues)), stored);
    assertArrayEquals(stored, Stored.latest(node));
    var octetsAgain = france.post(NORWAY, octets.bytes());
    assertEquals(200, octetsAgain.status());
    assertEquals(other.json().put("duplicate", true), octetsAgain.json());
  }

  @Test
  void anotherDocumentUnderAKeyThatIsHeldIsAConflict() {
    SampleBatch batch = SampleBatch.simple(3);
    assertEquals(201, france.post(NORWAY, batch.bytes()).status());
    refused("409 batch-conflict", NORWAY, SampleBatch.simple(4).id(batch.id()).json(), JSON);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aLargeDocumentOfManySegmentsIsKeptWhole(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    SampleBatch batch = SampleBatch.large(60_000, 7);
    byte[] json = batch.json();
    var reply = client.post(NORWAY, SampleBatch.gzip(json), JSON_GZIP);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(60_000, reply.json().getInteger("accepted"));
    batch.id(UUID.randomUUID());
    var chunked = await(chunked(client, batch.json()));
    assertEquals(201, chunked.status(), chunked.problemAt());
    var again = client.post(NORWAY, batch.json(), JSON);
    assertEquals(200, again.status(), again.problemAt());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  private static Future<TestClient.Reply> chunked(TestClient client, byte[] body) {
    return client.open(HttpMethod.POST, NORWAY, JSON).compose(request -> {
      Future<TestClient.Reply> reply = TestClient.read(request);
      request.setChunked(true);
      int size = 1 + body.length / 50;
      for (int start = 0; start < body.length; start += size) {
        int end = Math.min(body.length, start + size);
        var _ = request.write(Buffer.buffer(Arrays.copyOfRange(body, start, end)));
      }
      return request.end().compose(_ -> reply);
    });
  }

  @Test
  void aRejectedBlockIsNamedByItsFirstRecordNowAndLater() {
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.exposures(3))
        .block(SampleBatch.exposures(2, 0x10, RunningNode.NORWAY, TODAY - 22, 16))
        .block(SampleBatch.exposures(4, 0x10, RunningNode.DENMARK, TODAY, 16))
        .block(SampleBatch.venue(77, EVENING, EVENING + 900))
        .block(SampleBatch.venue(RunningNode.DENMARK, TODAY, 77, EVENING, EVENING + 900));
    var reply = france.post(NORWAY, batch.json(), JSON);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(
        new JsonArray()
            .add(entry(1, "/exposures/3", 2, "date-out-of-window"))
            .add(entry(2, "/exposures/5", 4, "not-routable"))
            .add(entry(4, "/venueExposures/1", 1, "not-routable")),
        reply.json().getJsonArray("rejected"));
    assertEquals(11, reply.json().getInteger("records"));
    assertEquals(4, reply.json().getInteger("accepted"));
    var again = france.post(NORWAY, batch.bytes());
    assertEquals(200, again.status(), again.problemAt());
    assertEquals(reply.json().put("duplicate", true), again.json());
    assertEquals(
        reply.json().getJsonArray("rejected"),
        france.get(reply.header("location")).json().getJsonArray("rejected"));
  }

  private static JsonObject entry(int block, String pointer, int records, String reason) {
    return new JsonObject()
        .put("block", block)
        .put("pointer", pointer)
        .put("records", records)
        .put("reason", reason);
  }

  @Test
  void aVenuePathTakesThatVenueAlone() {
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.exposures(1))
        .block(SampleBatch.venue(77, EVENING, EVENING + 900));
    var reply = france.post(NORWAY + "/77", batch.json(), JSON);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(
        new JsonArray().add(entry(0, "/exposures/0", 1, "wrong-venue")),
        reply.json().getJsonArray("rejected"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "batch"                  | "id"                               | /batch
      "country":250            | "country":250.0                    | /origin/country
      "destination"            | "origin":{},"destination"          | /origin
      .000Z                    | Z                                  | /created
      "exposures":[            | "exposures":[,                     | /exposures/0
      "exposures":[            | "venueExposures":[],"exposures":[  | /exposures
      "payloadType":16         | "payloadType":256                  | /exposures/0/payloadType
      "payloadType":16         | "payloadType":16,"custom":"00"     | /exposures/0/custom
      "payloadType":16,        | ``                                 | /exposures/0/payloadType
      "data":"                 | "data":"=                          | /exposures/0/data
      "date":"                 | "date":"x                          | /exposures/0/date
      "riskType":"             | "riskType":"x                      | /exposures/0/riskType
      "riskScore":             | "riskScore":-                      | /exposures/0/riskScore
      "riskMechanism":"        | "riskMechanism":"x                 | /exposures/0/riskMechanism
      "venueExposures":[       | "venueExposures":[3                | /venueExposures/0
      "venueExposures":[       | "venueExposures":[{}               | /venueExposures/0/payloadType
      "venueExposures":        | "x":[1,],"venueExposures":         | ``
      "venueExposures":        | "x":"\\ud800","venueExposures":    | ``
      """)
  void saysWhereADocumentIsWrong(String part, String instead, String pointer) {
    String sound = new String(SampleBatch.simple(1).json(), UTF_8);
    int at = sound.indexOf(part);
    assertTrue(at >= 0, part);
    String broken = sound.substring(0, at) + instead + sound.substring(at + part.length());
    RunningNode.Rows before = node.rows();
    JsonObject problem = france.post(NORWAY, broken.getBytes(UTF_8), JSON).json();
    assertEquals("urn:hix:problem:bad-json", problem.getString("type"));
    assertEquals(400, problem.getInteger("status"));
    assertEquals(pointer, problem.getString("pointer"));
    assertTrue(problem.getInteger("offset") > 0, problem.toString());
    assertEquals(before, node.rowsAtRest());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @Test
  void refusesADocumentThatIsCutWhereverItIs() {
    byte[] sound = SampleBatch.simple(1).json();
    int brace = sound.length - 1;
    while (sound[brace] != '}') brace--;
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    for (int length = 0; length <= brace; length++) {
      replies.add(france.send(HttpMethod.POST, NORWAY, Arrays.copyOf(sound, length), JSON));
    }
    RunningNode.Rows before = node.rows();
    List<TestClient.Reply> answers = GzipBodyTest.all(replies);
    for (int length = 0; length <= brace; length++) {
      JsonObject problem = answers.get(length).json();
      assertEquals("400 truncated", answers.get(length).problem());
      assertEquals(length, problem.getInteger("offset"));
      assertTrue(problem.containsKey("pointer"), problem.toString());
    }
    assertEquals(before, node.rowsAtRest());
  }

  @Test
  void refusesWhatFollowsADocument() {
    byte[] sound = SampleBatch.simple(1).json();
    byte[] longer = Arrays.copyOf(sound, sound.length + 1);
    longer[sound.length] = '{';
    refused("400 trailing-bytes @" + sound.length + " at ", NORWAY, longer, JSON);
    longer[sound.length] = ' ';
    assertEquals(201, france.post(NORWAY, longer, JSON).status());
  }

  @Test
  void aBrokenGzipDocumentLeavesNothing() {
    byte[] gzip = SampleBatch.gzip(SampleBatch.simple(2).json());
    gzip[gzip.length - 6] ^= 1;
    RunningNode.Rows before = node.rows();
    assertEquals("400 bad-gzip", france.post(NORWAY, gzip, JSON_GZIP).problem());
    byte[] cut = Arrays.copyOf(gzip, gzip.length / 2);
    assertEquals("400 truncated", france.post(NORWAY, cut, JSON_GZIP).problem());
    assertEquals(before, node.rowsAtRest());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @Test
  void anUnsoundPreambleIsNamedByItsMember() {
    byte[] elsewhere = SampleBatch.simple(1).destination(RunningNode.DENMARK).json();
    refused("400 destination-mismatch at /destination", NORWAY, elsewhere, JSON);
    byte[] foreign = SampleBatch.simple(1).origin(RunningNode.DENMARK).json();
    refused("403 not-authorised-for-origin", NORWAY, foreign, JSON);
    byte[] old = SampleBatch.simple(1).created(0).json();
    refused("422 stale at /created", NORWAY, old, JSON);
  }

  @Test
  void octetsInADocumentsPlaceAreRefusedAndTheOtherWayRound() {
    refused("400 bad-json @0 at ", NORWAY, SampleBatch.simple(1).bytes(), JSON);
    refused("400 bad-magic @0", NORWAY, SampleBatch.simple(1).json());
  }

  @Test
  void aCustomAuthorityHasDocumentsToo() {
    byte[] block = SampleBatch.exposures(2, 0x01, RunningNode.OPERATOR, TODAY, 16);
    SampleBatch batch = new SampleBatch().destination(RunningNode.OPERATOR).block(block);
    var reply = france.post("/exposure/custom/033a0001", batch.json(), JSON);
    assertEquals(201, reply.status(), reply.problemAt());
    assertArrayEquals(block, Stored.latest(node));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "Application/JSON;charset=\"UTF-8\"",
        "application/json ; charset=us-ascii",
        "application/json;profile=x; charset=utf-8 ;q=1",
        "application/json;"
      })
  void parametersThatChangeNothingAreTaken(String type) {
    byte[] batch = SampleBatch.simple(1).json();
    assertEquals(201, france.post(NORWAY, batch, "content-type", type).status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=iso-8859-1",
        "application/json;charset= utf-16",
        "application/json;charset=\"utf-8x\"",
        "application/hal+json",
        "application/jsonx",
        "text/json"
      })
  void otherMediaTypesAreNotTaken(String type) {
    refused("415 media-type", NORWAY, SampleBatch.simple(1).json(), "content-type", type);
  }

  @Test
  void moreBlocksThanABatchMayHaveAreTooLarge() {
    byte[] one = SampleBatch.exposures(1);
    byte[] other = SampleBatch.exposures(1, 0x10, RoutingCode.nation(578, 1), TODAY, 16);
    SampleBatch batch = new SampleBatch();
    for (int block = 0; block < 65_536; block += 2) batch.block(one).block(other);
    byte[] full = SampleBatch.gzip(batch.json());
    var reply = france.post(NORWAY, full, JSON_GZIP);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(65_536, reply.json().getInteger("accepted"));
    batch.id(UUID.randomUUID()).block(one);
    var refused = france.post(NORWAY, SampleBatch.gzip(batch.json()), JSON_GZIP);
    assertEquals("413 too-large", refused.problem());
    assertEquals("/exposures/65536", refused.json().getString("pointer"));
    untilNothingIsLeftBehind();
  }

  /* Together they want more than there is: some wait, some are to come again. */
  @Test
  void documentsAtOnceShareTheMemoryThereIs() {
    List<byte[]> bodies = new ArrayList<>();
    for (int upload = 0; upload < 12; upload++) {
      bodies.add(SampleBatch.large(20_000, upload).json());
    }
    TestClient many = TestClient.peer(node, RunningNode.FRANCE, HttpVersion.HTTP_1_1, 12);
    for (int round = 0; !bodies.isEmpty(); round++) {
      List<Future<TestClient.Reply>> replies = bodies.stream()
          .map(body -> many.send(HttpMethod.POST, NORWAY, body, JSON))
          .toList();
      List<byte[]> again = new ArrayList<>();
      for (int index = 0; index < replies.size(); index++) {
        TestClient.Reply reply = await(replies.get(index));
        if (reply.problem().equals("503 overloaded")) again.add(bodies.get(index));
        else assertEquals(201, reply.status(), reply.problemAt());
      }
      assertTrue(again.size() < bodies.size(), "nobody got through in round " + round);
      bodies = again;
    }
    assertEquals(0, node.context().intake().memory().takenBytes());
    untilNothingIsLeftBehind();
  }

  @Override
  public Limits limits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        usual.bodyBytes(),
        usual.expansionRatio(),
        usual.ratioTestedFromBytes(),
        usual.windowPastDays(),
        usual.windowAheadDays(),
        2L << 20,
        usual.maxHops(),
        usual.rejectedEntries(),
        usual.contactDestinations(),
        1_000);
  }
}
