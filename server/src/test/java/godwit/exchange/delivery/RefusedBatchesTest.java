package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.LogLines;
import godwit.store.TestDatabases;
import godwit.store.outgoing.DeliveryRecords;
import godwit.store.outgoing.DeliveryRecords.Verb;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Receivers that refuse a batch for good, or as it is: what is put aside, what is made anew, and
/// what an operator can do about it.
class RefusedBatchesTest {
  private static final int SIMPLE = 0x10;
  private static final int MIB = 1 << 20;
  private static final int RECORDS = 10_000;

  @TempDir
  Path folder;

  private OutboxFixture node;
  private PeerServer peer;
  private LogLines lines;
  private DeliveryRecords records;
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    peer = node.server(BRITAIN);
    lines = LogLines.of(DeliveryWorker.class);
    records = new DeliveryRecords(node.pool());
  }

  @AfterEach
  void close() {
    lines.close();
    node.close();
  }

  @Test
  void aBatchIsMadeAnewInTheSizeThatTheResolverNames() throws Exception {
    takes(MIB, "application/octet-stream", "application/json");
    peer.posts.add(peer.answers(413, problem("too-large")));
    Buffer blocks = node.commit(BRITAIN, SIMPLE, 12); // 2.1 MB
    Outbox outbox = start();
    node.until(() -> node.ended("delivered") == 3);
    assertEquals(1, node.ended("remade"));
    Row old = node.rows().getFirst();
    assertEquals("remade", old.getString("state"));
    List<Row> made = node.rows().subList(1, 4);
    long created = old.getLong("created_millis");
    Buffer again = Buffer.buffer();
    for (int part = 0; part < 3; part++) {
      assertEquals(created + part, made.get(part).getLong("created_millis"));
      assertEquals(old.getUUID("batch_id"), made.get(part).getUUID("made_from"));
    }
    List<Buffer> bodies = peer.bodies.subList(1, 4).stream()
        .sorted((one, other) -> Long.compare(created(one), created(other)))
        .toList();
    for (Buffer body : bodies) {
      assertTrue(body.length() <= MIB, "length=" + body.length());
      again.appendBuffer(data(body));
    }
    boolean same = data(blocks, 0, blocks.length()).equals(again);
    assertTrue(same, "the same records in the same order");
    assertTrue(lines.all().getFirst().contains("made anew"), lines.all().toString());
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    node.until(() -> node.ended("delivered") == 4);
    assertTrue(node.rows().getLast().getLong("created_millis") > created + 2);
  }

  @Test
  void aBatchIsMadeAnewAsADocumentWhereNothingElseIsTaken() throws Exception {
    takes(64 * MIB, "application/json");
    peer.posts.add(peer.answers(415, problem("media-type")));
    node.commit(BRITAIN, SIMPLE, 2);
    start();
    node.until(() -> node.ended("delivered") == 1);
    Buffer document = peer.bodies.getLast();
    assertEquals(2 * RECORDS, new JsonObject(document).getJsonArray("exposures").size());
    Row made = node.rows().getLast();
    assertEquals("json", made.getString("form"));
    assertEquals(
        made.getBuffer("digest"), Buffer.buffer(PeerServer.Proven.of(document).digest()));
  }

  @Test
  void itIsDoneOnce() throws Exception {
    takes(MIB, "application/octet-stream");
    for (int count = 0; count < 4; count++) peer.posts.add(peer.answers(413, problem("too-large")));
    node.commit(BRITAIN, SIMPLE, 12);
    start();
    node.until(() -> node.ended("refused") == 3);
    assertEquals(4, peer.bodies.size());
  }

  @Test
  void nothingIsMadeAnewWhileATryIsInDoubtAndLaterBatchesWait() throws Exception {
    takes(MIB, "application/octet-stream");
    peer.posts.add(peer.cutsAfter(1_000));
    peer.posts.add(peer.answers(413, problem("too-large")));
    node.commit(BRITAIN, SIMPLE, 12);
    Outbox outbox = start();
    node.until(() -> node.rows().stream().anyMatch(row -> row.getBoolean("holds")));
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    node.until(() -> node.rows().size() == 2);
    peer.posts.add(peer.answers(413, problem("too-large")));
    again(outbox);
    node.until(() -> node.rows().getFirst().getInteger("attempts") >= 3);
    Row held = node.rows().getFirst();
    assertEquals("waiting", held.getString("state"));
    assertTrue(held.getString("problem").contains("may still be under way"));
    assertEquals(0, node.rows().getLast().getInteger("attempts"), "it waits for the one before");
    node.query("update outgoing set doubt_until = now() - interval '1 s' where holds");
    peer.posts.add(peer.answers(413, problem("too-large")));
    again(outbox);
    node.until(() -> node.ended("delivered") == 4);
    List<Long> order = peer.bodies.stream()
        .skip(peer.bodies.size() - 4L)
        .map(RefusedBatchesTest::created)
        .toList();
    assertEquals(order.stream().sorted().toList().getLast(), order.getLast(), "it came last");
  }

  @Test
  void nothingIsMadeAnewThatSomebodyHas() throws Exception {
    takes(MIB, "application/octet-stream");
    peer.posts.add(peer.answers(413, problem("too-large")));
    peer.questions.add(request -> request
        .response()
        .end(PeerServer.receipt(PeerServer.Proven.of(peer.bodies.getFirst()), "stored")
            .encode()));
    node.commit(BRITAIN, SIMPLE, 12);
    start();
    node.settled("delivered");
    assertEquals(1, node.rows().size());
  }

  @Test
  void aReplaySendsTheSameBytesWhereNobodyHasAnOutcome() throws Exception {
    peer.posts.add(peer.answers(400, problem("bad-crc")));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    Row row = node.settled("refused");
    UUID batch = row.getUUID("batch_id");
    assertTrue(
        Verb.REPLAY.fits(TestDatabases.await(records.apply(Verb.REPLAY, batch)).getFirst()));
    outbox.wake();
    node.settled("delivered");
    assertEquals(2, peer.bodies.size());
    assertTrue(peer.bodies.get(0).equals(peer.bodies.get(1)));
    assertTrue(peer.paths.contains("GET /batch/" + batch), "it was asked for first");
    assertEquals(
        List.of("replayed"),
        TestDatabases.await(records.actions(batch)).stream()
            .map(DeliveryRecords.Action::what)
            .toList());
  }

  @Test
  void aReplayMakesItAnewWhereAnotherBatchHasItsKey() throws Exception {
    peer.posts.add(peer.answers(409, problem("batch-conflict")));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    UUID batch = node.settled("refused").getUUID("batch_id");
    peer.questions.add(request -> request
        .response()
        .end(PeerServer.receipt(PeerServer.Proven.of(peer.bodies.getFirst()), "stored")
            .put("digest", "sha-256:" + "00".repeat(32))
            .encode()));
    TestDatabases.await(records.apply(Verb.REPLAY, batch));
    outbox.wake();
    node.until(() -> node.ended("delivered") == 1);
    Row made = node.rows().getLast();
    assertEquals(batch, made.getUUID("made_from"));
    assertTrue(data(peer.bodies.get(0)).equals(data(peer.bodies.get(1))));
  }

  @Test
  void aReplayOfWhatArrivedAllTheSameIsDelivered() throws Exception {
    peer.posts.add(peer.answers(400, problem("bad-crc")));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    UUID batch = node.settled("refused").getUUID("batch_id");
    peer.questions.add(request -> request
        .response()
        .end(PeerServer.receipt(PeerServer.Proven.of(peer.bodies.getFirst()), "stored")
            .encode()));
    TestDatabases.await(records.apply(Verb.REPLAY, batch));
    outbox.wake();
    node.settled("delivered");
    assertEquals(1, peer.bodies.size());
  }

  @Test
  void whatIsDroppedIsNeverSent() throws Exception {
    peer.posts.add(peer.answers(400, problem("bad-crc")));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    UUID batch = node.settled("refused").getUUID("batch_id");
    TestDatabases.await(records.apply(Verb.DROP, batch));
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    node.until(() -> node.ended("delivered") == 1);
    assertEquals("dropped", node.rows().getFirst().getString("state"));
    assertEquals(2, peer.bodies.size());
  }

  @Test
  void theAnswerThatWasNotBelievedIsKeptWhateverIsAnsweredLater() throws Exception {
    peer.posts.add(peer.confirms(201, receipt -> receipt.put("digest", "sha-256:00")));
    peer.posts.add(peer.answers(503, "busy"));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    node.until(() -> node.rows().stream().anyMatch(row -> row.getInteger("attempts") == 1));
    again(outbox);
    node.until(() -> node.rows().getFirst().getInteger("attempts") >= 2);
    Row row = node.rows().getFirst();
    assertTrue(row.getString("disbelieved").contains("sha-256:00"), row.getString("disbelieved"));
    assertEquals(1, node.metrics.counter("godwit.deliveries.disbelieved").count());
  }

  private Outbox start() throws Exception {
    InstantSource real = InstantSource.system();
    Outbox outbox = node.outbox(OutboxFixture.direct(peer), () -> real.instant().plus(ahead));
    TestDatabases.await(outbox.deploy(node.vertx));
    return outbox;
  }

  private void again(Outbox outbox) {
    node.query("update outgoing set next_try = now()");
    outbox.wake();
  }

  private void takes(int bytes, String... types) {
    JsonArray formats = new JsonArray();
    for (String type : types) formats.add(new JsonObject().put("type", type).put("magic", "HIX1"));
    JsonObject resolver = new JsonObject()
        .put("limits", new JsonObject().put("bodyBytes", bytes))
        .put("formats", formats);
    peer.documents.put("/resolver", resolver);
    peer.documents.put("/resolver/826/0", resolver);
  }

  private static String problem(String word) {
    return new JsonObject().put("type", "urn:hix:problem:" + word).encode();
  }

  private static long created(Buffer body) {
    return body.getLong(32);
  }

  /* Records of all blocks, end to end: of blocks of one header, whatever their bounds. */
  private static Buffer data(Buffer body) {
    return data(body, 40, body.length() - 24 - 41);
  }

  private static Buffer data(Buffer blocks, int from, int to) {
    List<Buffer> bodies = new ArrayList<>();
    int at = from;
    while (at < to) {
      int length = blocks.getInt(at + 16);
      bodies.add(blocks.getBuffer(at + 24, at + 24 + length));
      at += 24 + length;
    }
    Buffer all = Buffer.buffer();
    bodies.forEach(all::appendBuffer);
    return all;
  }
}
