package godwit.exchange.delivery;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Backoff;
import godwit.exchange.fetch.Fetcher;
import godwit.exchange.fetch.Inbox;
import godwit.store.Fetches;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A fetcher, a peer's server that answers as a test has written, and a database that remembers.
class FetcherTest {
  private static final String FROM_THE_OLDEST = "/exposure/250/0";

  @TempDir
  Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Taking inbox = new Taking();
  private OutboxFixture node;
  private PeerServer peer;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    peer = node.server(OutboxFixture.BRITAIN);
  }

  @AfterEach
  void close() {
    peer.close();
    node.close();
  }

  /* Keeps what comes, and says of it what a test has written. */
  private static final class Taking implements Inbox {
    private final List<String> batches = new CopyOnWriteArrayList<>();
    private final Queue<Supplier<Future<Taken>>> turns = new ConcurrentLinkedQueue<>();

    @Override
    public Future<Taken> take(RoutingCode from, ReadStream<Buffer> body, boolean gzip) {
      assertEquals(OutboxFixture.BRITAIN, from);
      Promise<Taken> taken = Promise.promise();
      Buffer all = Buffer.buffer();
      body.exceptionHandler(taken::tryFail);
      body.handler(all::appendBuffer);
      body.endHandler(_ -> {
        batches.add(all.toString());
        Supplier<Future<Taken>> turn = turns.poll();
        if (turn == null) taken.tryComplete(new Taken.Stored());
        else turn.get().onComplete(taken);
      });
      body.resume();
      return taken.future();
    }
  }

  @Test
  void asksForTheNextOnlyOnceACursorIsNoted() throws Exception {
    batch("one", "c1");
    batch("two", "c2");
    nothing("c2");
    String fetcher = start(peer);
    node.until(() -> asked.size() >= 3);
    assertEquals(List.of("", "c1", "c2"), asked.subList(0, 3));
    assertEquals(List.of("one", "two"), inbox.batches);
    assertEquals("c2", cursor());
    node.stop(fetcher);
    batch("three", "c3");
    start(peer);
    node.until(() -> cursor().equals("c3"));
    assertEquals(List.of("one", "two", "three"), inbox.batches);
  }

  @Test
  void fetchesAgainWhatWasDurableBeforeItsCursorWas() throws Exception {
    Promise<Inbox.Taken> stored = Promise.promise();
    inbox.turns.add(stored::future);
    batch("one", "c1");
    String fetcher = start(peer);
    node.until(() -> inbox.batches.size() == 1);
    node.stop(fetcher); // it is durable by now, or it is not: nobody can say
    stored.complete(new Inbox.Taken.Stored());
    assertEquals("", cursor());
    batch("one", "c1");
    start(peer);
    node.until(() -> cursor().equals("c1"));
    assertEquals(List.of("one", "one"), inbox.batches);
    assertEquals(List.of("", ""), asked.subList(0, 2));
  }

  @Test
  void goesOnBehindABatchThatIsRefusedAndRemembersIt() throws Exception {
    UUID id = UUID.randomUUID();
    batch("one", "c1");
    batch("bad", "c2");
    batch("three", "c3");
    inbox.turns.add(() -> Future.succeededFuture(new Inbox.Taken.Stored()));
    inbox.turns.add(() -> Future.succeededFuture(new Inbox.Taken.Refused(
        new Fetches.Refusal("bad-digest", Optional.of(id), Optional.of(OutboxFixture.BRITAIN)))));
    start(peer);
    node.until(() -> cursor().equals("c3"));
    assertEquals(List.of("one", "bad", "three"), inbox.batches);
    Row row = node.row("select * from fetch_refusal");
    assertEquals("826/0", row.getString("peer"));
    assertEquals("c1", row.getString("behind_cursor"));
    assertEquals(id, row.getUUID("batch_id"));
    assertEquals("bad-digest", row.getString("reason"));
  }

  @Test
  void asksAgainForWhatCouldNotBeTakenOrBroke() throws Exception {
    batch("one", "c1");
    inbox.turns.add(() -> Future.failedFuture("no database just now"));
    turn(request -> request
        .response()
        .putHeader("Link", link("c1"))
        .putHeader("Content-Length", "1000")
        .write("on")
        .onSuccess(_ -> request.connection().close()));
    turn(request ->
        request.response().setStatusCode(503).putHeader("Retry-After", "1").end());
    batch("one", "c1");
    start(peer);
    node.until(() -> cursor().equals("c1"));
    assertEquals(List.of("", "", "", ""), asked.subList(0, 4));
    assertEquals(List.of("one", "one"), inbox.batches);
  }

  @Test
  void followsTheLinkWhereACursorIsNotKnownAnyMore() throws Exception {
    batch("one", "old");
    turn(request -> request
        .response()
        .setStatusCode(410)
        .putHeader("Link", "</elsewhere>; rel=\"prev\", " + link("new"))
        .end());
    batch("two", "newer");
    start(peer);
    node.until(() -> cursor().equals("newer"));
    assertEquals(List.of("", "old", "new"), asked.subList(0, 3));
  }

  @Test
  void asksTheNextEndpointWhereOneIsDeadOrSomebodyElse() throws Exception {
    PeerServer dead = node.server(OutboxFixture.BRITAIN);
    dead.close();
    PeerServer other = node.server(OutboxFixture.HUB);
    batch("one", "c1");
    start(dead, other, peer);
    node.until(() -> cursor().equals("c1"));
    assertEquals(0, other.requests.get());
    other.close();
  }

  @Test
  void oneNodeFetchesAtATime() throws Exception {
    nothing("");
    String first = start(peer);
    node.until(() -> !asked.isEmpty());
    String second = start(peer);
    node.until(() -> node.row("select count(*) from fetched").getLong(0) == 1);
    UUID holder = node.row("select lease_node from fetched").getUUID(0);
    node.stop(second);
    assertEquals(holder, node.row("select lease_node from fetched").getUUID(0));
    node.stop(first);
    assertTrue(Optional.ofNullable(node.row("select lease_node from fetched").getUUID(0))
        .isEmpty());
  }

  private String start(PeerServer... servers) throws Exception {
    var source = new Fetches.Source(OutboxFixture.BRITAIN, OutboxFixture.FRANCE);
    Fetcher fetcher = new Fetcher(
        source,
        OutboxFixture.endpoints(servers),
        UUID.randomUUID(),
        node.pool(),
        node.federation(OutboxFixture.FRANCE),
        inbox,
        InstantSource.system(),
        new Backoff(new Random(5)),
        OutboxFixture.PATIENCE);
    return await(fetcher.deploy(node.vertx));
  }

  private void batch(String content, String next) {
    turn(request -> request.response().putHeader("Link", link(next)).end(content));
  }

  private void nothing(String next) {
    turn(request ->
        request.response().setStatusCode(204).putHeader("Link", link(next)).end());
  }

  private void turn(PeerServer.Turn turn) {
    peer.questions.add(request -> {
      note(request);
      turn.take(request);
    });
  }

  private void note(HttpServerRequest request) {
    assertEquals(FROM_THE_OLDEST, request.path());
    assertEquals("wait=30", request.getHeader("Prefer"));
    asked.add(Optional.ofNullable(request.getParam("after")).orElse(""));
  }

  private String cursor() {
    for (Row row : node.query("select next_cursor from fetched")) return row.getString(0);
    return "";
  }

  private static String link(String next) {
    return "<" + FROM_THE_OLDEST + "?after=" + next + ">; rel=\"next\"";
  }
}
