package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.exchange.Federation;
import godwit.exchange.Route;
import godwit.fixture.LogLines;
import godwit.store.TestDatabases;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When batches leave, and how they go over the wire.
class OutboxWireTest {
  private static final int SIMPLE = 0x10;

  @TempDir
  Path folder;

  private OutboxFixture node;
  private PeerServer peer;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    peer = node.server(BRITAIN);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void aBodyIsGzippedWhereThatPaysAndTheReceiverTakesIt() throws Exception {
    takesGzip();
    node.commit(BRITAIN, SIMPLE, 1);
    node.alike = true;
    node.start(OutboxFixture.direct(peer));
    node.until(() -> node.ended("delivered") == 1);
    node.commit(BRITAIN, SIMPLE, 4);
    node.until(() -> node.ended("delivered") == 2);
    assertEquals(
        List.of("null", "gzip"), peer.codings, "identifiers are random, and do not shrink");
    Row last = node.rows().getLast();
    assertEquals(last.getLong("bytes"), peer.bodies.getLast().length());
  }

  @Test
  void nothingIsGzippedForAReceiverThatDoesNotNameIt() throws Exception {
    node.alike = true;
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(OutboxFixture.direct(peer));
    node.settled("delivered");
    assertEquals(List.of("null"), peer.codings);
  }

  @Test
  void aCodingThatIsRefusedAfterAllIsLeftOut() throws Exception {
    takesGzip();
    String problem = "{\"type\":\"urn:hix:problem:content-encoding\"}";
    peer.posts.add(peer.answers(415, problem));
    node.alike = true;
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start(Federation.Flush.DEFAULT);
    node.settled("delivered");
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    node.until(() -> node.ended("delivered") == 2);
    assertEquals(List.of("gzip", "null", "null"), peer.codings);
    assertEquals(0, node.ended("again") + node.ended("refused"));
  }

  @Test
  void batchesGatherUntilThereIsEnough() throws Exception {
    Buffer one = node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start(new Federation.Flush(3L * one.length() - 1, Duration.ofHours(1)));
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    TestDatabases.await(node.vertx.timer(600));
    assertEquals(0, peer.bodies.size(), "two are too few");
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    node.until(() -> node.ended("delivered") == 1);
    assertEquals(3 * 10_000, node.rows().getFirst().getLong("records"));
  }

  @Test
  void whatGathersLeavesAfterItsTime() throws Exception {
    start(new Federation.Flush(64 << 20, Duration.ofSeconds(2)));
    long began = System.nanoTime();
    node.commit(BRITAIN, SIMPLE, 1);
    node.until(() -> node.ended("delivered") == 1);
    long millis = (System.nanoTime() - began) / 1_000_000;
    assertTrue(millis >= 1_900, "millis=" + millis);
  }

  @Test
  void aPeersClockIsMeasuredAndWarnedOf() throws Exception {
    try (LogLines lines = LogLines.of(ClockSkew.class)) {
      DateTimeFormatter form = DateTimeFormatter.RFC_1123_DATE_TIME;
      for (int seconds : new int[] {30, 75, -90}) {
        peer.posts.add(request -> request
            .body()
            .onSuccess(body -> request
                .response()
                .putHeader(
                    "Date", form.format(Instant.now().plusSeconds(seconds).atZone(ZoneOffset.UTC)))
                .end(PeerServer.receipt(PeerServer.Proven.of(body), "stored").encode())));
      }
      Outbox outbox = start(Federation.Flush.DEFAULT);
      for (int batch = 1; batch <= 3; batch++) {
        node.commit(BRITAIN, SIMPLE, 1);
        outbox.wake();
        int wanted = batch;
        node.until(() -> node.ended("delivered") == wanted);
      }
      double skew = node.metrics
          .get("godwit.peer.clock.skew")
          .tag("peer", "826/0")
          .gauge()
          .value();
      assertTrue(skew <= -88 && skew >= -92, "skew=" + skew);
      assertEquals(1, lines.all().size(), "once an hour: " + lines.all());
      assertTrue(lines.all().getFirst().endsWith(" s ahead of this node's"), lines.all()::toString);
    }
  }

  /* Some batches have been tried often and are due in minutes; others have never been tried. */
  @Test
  void aPeerThatIsBackIsCaughtUpInOrder() throws Exception {
    PeerServer gone = node.server(BRITAIN);
    gone.close();
    Outbox outbox = start(OutboxFixture.direct(gone, peer));
    for (int count = 0; count < 4; count++) {
      peer.posts.add(request -> request.connection().close());
    }
    node.commit(BRITAIN, SIMPLE, 1);
    outbox.wake();
    node.until(() -> !node.rows().isEmpty() && node.rows().getFirst().getInteger("attempts") > 0);
    for (int tries = 2; tries <= 3; tries++) {
      int wanted = tries;
      node.query("update outgoing set next_try = now()");
      node.until(() -> node.rows().getFirst().getInteger("attempts") >= wanted);
    }
    node.query("update outgoing set next_try = now() + interval '1 hour'");
    for (int count = 0; count < 3; count++) {
      node.commit(BRITAIN, SIMPLE, 1);
      outbox.wake();
      int cut = count + 2;
      node.until(() -> node.rows().size() == cut);
    }
    node.until(() -> node.ended("delivered") == 4);
  }

  private Outbox start(Federation.Flush flush) throws Exception {
    Outbox outbox = node.outbox(OutboxFixture.direct(peer), InstantSource.system(), flush);
    TestDatabases.await(outbox.deploy(node.vertx));
    return outbox;
  }

  private Outbox start(Route route) throws Exception {
    Outbox outbox = node.outbox(route, InstantSource.system());
    TestDatabases.await(outbox.deploy(node.vertx));
    return outbox;
  }

  private void takesGzip() {
    peer.documents.put("/resolver", new JsonObject().put("encodings", new JsonArray().add("gzip")));
  }
}
