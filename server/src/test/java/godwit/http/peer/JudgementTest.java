package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is kept of a sound batch, what is answered, and what a retry gets.
class JudgementTest extends PeerTest {
  private static final int TODAY = SampleBatch.TODAY;
  private static final long NOON = RunningNode.NOON.toEpochMilli();
  private static final long WINDOW = Duration.ofDays(21).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long EVENING = RunningNode.NOON.getEpochSecond() + 8 * 3_600;

  @Test
  void keepsWhatIsSoundAndSaysWhichBlocksAreNot() {
    byte[] first = SampleBatch.exposures(3);
    byte[] oldest = SampleBatch.exposures(1, 0x10, RunningNode.NORWAY, TODAY - 21, 16);
    byte[] tomorrow = SampleBatch.exposures(1, 0x10, RunningNode.NORWAY, TODAY + 1, 16);
    byte[] venue = SampleBatch.venue(77, EVENING, EVENING + 900);
    SampleBatch batch = new SampleBatch()
        .block(first)
        .block(SampleBatch.exposures(2, 0x10, RunningNode.NORWAY, TODAY - 22, 16))
        .block(SampleBatch.exposures(2, 0x10, RunningNode.NORWAY, TODAY + 2, 16))
        .block(oldest)
        .block(SampleBatch.exposures(4, 0x10, RunningNode.DENMARK, TODAY, 16))
        .block(SampleBatch.exposures(5, 0x01, RunningNode.NORWAY, TODAY, 16))
        .block(SampleBatch.exposures(6, 0x10, RoutingCode.nation(0, 0), TODAY, 16))
        .block(SampleBatch.exposures(7, 0x10, RunningNode.NORWAY, TODAY, 15))
        .block(tomorrow)
        .block(SampleBatch.venue(77, EVENING, EVENING - 1))
        .block(venue);
    var reply = france.post(NORWAY, batch.bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals("/batch/" + batch.id(), reply.header("location"));
    JsonObject receipt = reply.json();
    assertEquals(
        new JsonArray()
            .add(entry(1, 2, "date-out-of-window"))
            .add(entry(2, 2, "date-out-of-window"))
            .add(entry(4, 4, "not-routable"))
            .add(entry(5, 5, "not-routable"))
            .add(entry(6, 6, "not-routable"))
            .add(entry(7, 7, "bad-payload"))
            .add(entry(9, 1, "bad-times")),
        receipt.getJsonArray("rejected"));
    assertEquals(33, receipt.getLong("records"));
    assertEquals(6, receipt.getLong("accepted"));
    assertEquals("stored", receipt.getString("state"));
    assertArrayEquals(Stored.joined(List.of(first, oldest, tomorrow, venue)), Stored.latest(node));
  }

  @Test
  void aVenuePathTakesThatVenueAlone() {
    byte[] good = SampleBatch.venue(77, EVENING, EVENING + 900);
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.venue(78, EVENING, EVENING + 900))
        .block(SampleBatch.exposures(2))
        .block(good);
    var reply = france.post(NORWAY + "/077", batch.bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(
        new JsonArray().add(entry(0, 1, "wrong-venue")).add(entry(1, 2, "wrong-venue")),
        reply.json().getJsonArray("rejected"));
    assertArrayEquals(good, Stored.latest(node));
  }

  @Test
  void aVenuePathTakesItsOwnStateAlone() {
    RoutingCode bergen = RoutingCode.nation(578, 46);
    SampleBatch batch =
        new SampleBatch().block(SampleBatch.venue(bergen, TODAY, 77, EVENING, EVENING + 900));
    var reply = france.post(NORWAY + "/77", batch.bytes());
    assertEquals("422 nothing-accepted", reply.problem());
    assertEquals(
        new JsonArray().add(entry(0, 1, "wrong-venue")), reply.json().getJsonArray("rejected"));
    byte[] elsewhere = batch.id(UUID.randomUUID()).bytes();
    assertEquals(201, france.post(NORWAY, elsewhere).status());
  }

  @Test
  void aVenuePeriodStartsOnItsBlocksDay() {
    byte[] block = SampleBatch.venue(77, EVENING, EVENING + 8 * 3_600);
    assertEquals(
        201, france.post(NORWAY, new SampleBatch().block(block).bytes()).status());
    byte[] other =
        SampleBatch.venue(RunningNode.NORWAY, TODAY, 77, EVENING + 8 * 3_600, EVENING + 9 * 3_600);
    var reply = france.post(NORWAY, new SampleBatch().block(other).bytes());
    assertEquals("422 nothing-accepted", reply.problem());
    assertEquals(
        new JsonArray().add(entry(0, 1, "bad-times")), reply.json().getJsonArray("rejected"));
  }

  @Test
  void aBatchOfWhichNothingIsAcceptedIsRememberedToo() {
    RunningNode.Rows before = node.rows();
    SampleBatch batch = new SampleBatch()
        .block(SampleBatch.exposures(2, 0x10, RunningNode.NORWAY, TODAY - 22, 16))
        .block(SampleBatch.exposures(3, 0x10, RunningNode.DENMARK, TODAY, 16));
    var first = france.post(NORWAY, batch.bytes());
    assertEquals("422 nothing-accepted", first.problemAt());
    JsonObject receipt = first.json();
    assertEquals(batch.id().toString(), receipt.getString("batch"));
    assertEquals(5, receipt.getLong("records"));
    assertEquals(0, receipt.getLong("accepted"));
    assertEquals(false, receipt.getBoolean("duplicate"));
    assertEquals(
        new JsonArray().add(entry(0, 2, "date-out-of-window")).add(entry(1, 3, "not-routable")),
        receipt.getJsonArray("rejected"));
    var again = france.post(NORWAY, batch.bytes());
    assertEquals("422 nothing-accepted", again.problemAt());
    assertEquals(receipt.put("duplicate", true), again.json());
    RunningNode.Rows after = node.rowsAtRest();
    assertEquals(before.batches() + 1, after.batches());
    assertEquals(before.portions(), after.portions());
    assertEquals(before.segments(), after.segments());
  }

  @Test
  void aBatchWithoutRecordsIsValid() {
    var reply = france.post(NORWAY, new SampleBatch().bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(0, reply.json().getLong("records"));
  }

  @Test
  void aRetryGetsTheFirstReceiptAndAnotherBatchOfTheSameIdIsAConflict() {
    SampleBatch batch = SampleBatch.simple(4);
    var first = france.post(NORWAY, batch.bytes());
    assertEquals(201, first.status());
    RunningNode.Rows before = node.rows();
    var again = france.post(NORWAY, SampleBatch.gzip(batch.bytes()), "content-encoding", "gzip");
    assertEquals(200, again.status());
    assertEquals(first.json().put("duplicate", true), again.json());
    refused("409 batch-conflict", NORWAY, SampleBatch.simple(5).id(batch.id()).bytes());
    assertEquals(before, node.rowsAtRest());
    /* Another origin may have chosen the same id. */
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    byte[] other =
        SampleBatch.simple(5).id(batch.id()).origin(RunningNode.DENMARK).bytes();
    assertEquals(201, denmark.post(NORWAY, other).status());
  }

  @Test
  void ofTwoUploadsOfOneKeyAtOnceOneIsTheDuplicate() {
    for (int round = 0; round < 10; round++) {
      RunningNode.Rows before = node.rows();
      byte[] batch = SampleBatch.large(40_000, round).bytes();
      Future<TestClient.Reply> one = france.send(HttpMethod.POST, NORWAY, batch);
      Future<TestClient.Reply> other = france.send(HttpMethod.POST, NORWAY, batch);
      assertEquals(401, await(one).status() + await(other).status());
      RunningNode.Rows after = node.rowsAtRest();
      assertEquals(before.batches() + 1, after.batches());
      assertEquals(before.portions() + 1, after.portions());
    }
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @Test
  void aBatchOfAnotherTimeIsStaleAndNotRemembered() {
    refused(
        "422 stale @32",
        NORWAY,
        SampleBatch.simple(1).created(NOON - WINDOW - 1).bytes());
    refused(
        "422 stale @32", NORWAY, SampleBatch.simple(1).created(NOON + DAY + 1).bytes());
    refused(
        "422 stale @32", NORWAY, SampleBatch.simple(1).created(Long.MIN_VALUE).bytes());
    refused(
        "422 stale @32", NORWAY, SampleBatch.simple(1).created(Long.MAX_VALUE).bytes());
    for (long created : new long[] {NOON - WINDOW, NOON + DAY}) {
      assertEquals(
          201,
          france.post(NORWAY, SampleBatch.simple(1).created(created).bytes()).status());
    }
    /* Framing is looked at even so. */
    byte[] broken = SampleBatch.simple(1).created(NOON - WINDOW - 1).bytes();
    broken[broken.length - 60] ^= 1;
    assertEquals(400, france.post(NORWAY, broken).status());
  }

  @Test
  void aHeldKeyGetsItsFirstOutcomeHoweverOldItsBatchHasBecome() {
    SampleBatch batch = SampleBatch.simple(1).created(NOON - WINDOW);
    var first = france.post(NORWAY, batch.bytes());
    assertEquals(201, first.status());
    node.setTime(RunningNode.NOON.plusSeconds(1));
    try {
      var again = france.post(NORWAY, batch.bytes());
      assertEquals(200, again.status(), again.problemAt());
      assertEquals(first.json().put("duplicate", true), again.json());
      byte[] other = SampleBatch.simple(2).id(batch.id()).created(NOON - WINDOW).bytes();
      refused("409 batch-conflict", NORWAY, other);
      refused(
          "422 stale @32", NORWAY, SampleBatch.simple(1).created(NOON - WINDOW).bytes());
    } finally {
      node.setTime(RunningNode.NOON);
    }
  }

  @Test
  void aReceiptIsForItsParties() {
    SampleBatch batch = SampleBatch.simple(2);
    var first = france.post(NORWAY, batch.bytes());
    var read = france.get(first.header("location"));
    assertEquals(200, read.status());
    assertEquals(first.json(), read.json());
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    assertEquals("404 unknown-batch", denmark.get(first.header("location")).problem());
    assertEquals("404 unknown-batch", france.get("/batch/" + UUID.randomUUID()).problem());
    assertEquals("404 unknown-batch", france.get("/batch/1").problem());
  }

  @Test
  void aReceiptNamesAThousandBlocksAndCountsTheRest() {
    SampleBatch batch = new SampleBatch();
    for (int block = 0; block < 1_003; block++) {
      batch.block(SampleBatch.exposures(1, 0x10, RunningNode.NORWAY, TODAY - 30, 16));
    }
    batch.block(SampleBatch.exposures(1));
    var reply = france.post(NORWAY, batch.bytes());
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(1_000, reply.json().getJsonArray("rejected").size());
    assertEquals(3, reply.json().getInteger("rejectedOmitted"));
    assertTrue(await(node.pool()
            .preparedQuery("select from batch where batch_id = $1 and rejected_omitted = 3")
            .execute(Tuple.of(batch.id())))
        .iterator()
        .hasNext());
  }

  private static JsonObject entry(int block, long records, String reason) {
    return new JsonObject().put("block", block).put("records", (int) records).put("reason", reason);
  }
}
