package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BodyUploadTest {
  /* More than sockets hold: 11 MB. */
  private static final int SEGMENTS = 60;
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir
  Path folder;

  private final AtomicLong received = new AtomicLong();
  private OutboxFixture node;
  private Deliveries deliveries;
  private Outgoing outgoing;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    deliveries = new Deliveries(node.pool(), UUID.randomUUID());
    outgoing = cut();
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void sendsAll() {
    Sent sent =
        send(BodyUploadTest::answerAtTheEnd, await(BatchUpload.of(outgoing, deliveries)), LONG);
    assertNull(sent.fault());
    assertTrue(sent.whole());
    assertEquals(outgoing.bytes(), received.get());
  }

  @Test
  void aPeerThatTakesNoMoreIsNotWaitedForWithoutEnd() throws Exception {
    BatchUpload batch = await(BatchUpload.of(outgoing, deliveries));
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Sent sent = send(deaf.getLocalPort(), batch, SHORT);
      assertInstanceOf(TimeoutException.class, sent.fault());
      assertFalse(sent.whole());
    }
  }

  @Test
  void whatTheStoreDoesNotGiveEndsIt() {
    BatchUpload batch = await(BatchUpload.of(outgoing, deliveries));
    node.query("delete from segment_bytes where ordinal = " + (SEGMENTS - 1));
    Sent sent = send(BodyUploadTest::answerAtTheEnd, batch, LONG);
    assertInstanceOf(BodyUpload.Unreadable.class, sent.fault());
    assertFalse(sent.whole());
    assertTrue(received.get() < outgoing.bytes());
  }

  @Test
  void whatThePeerAnswersEarlyEndsIt() {
    Sent sent = send(
        request -> request.response().setStatusCode(413).end(),
        await(BatchUpload.of(outgoing, deliveries)),
        LONG);
    assertNull(sent.fault());
    assertFalse(sent.whole());
  }

  /* How it ended, and whether all was given to the connection. */
  private record Sent(Throwable fault, boolean whole) {}

  private interface Peer {
    void take(HttpServerRequest request);
  }

  private Sent send(Peer peer, BatchUpload batch, Duration patience) {
    HttpServer server = await(node.vertx
        .createHttpServer()
        .requestHandler(request -> {
          request.handler(piece -> received.addAndGet(piece.length()));
          peer.take(request);
        })
        .listen(0, "127.0.0.1"));
    try {
      return send(server.actualPort(), batch, patience);
    } finally {
      await(server.close());
    }
  }

  private Sent send(int port, BatchUpload batch, Duration patience) {
    Promise<Sent> sent = Promise.promise();
    node.vertx.runOnContext(_ -> node.vertx
        .createHttpClient()
        .request(HttpMethod.POST, port, "127.0.0.1", "/")
        .compose(request -> send(request, batch, patience))
        .onComplete(sent));
    return await(sent.future());
  }

  private Future<Sent> send(HttpClientRequest request, BatchUpload batch, Duration patience) {
    request.exceptionHandler(_ -> {});
    Future<Reply> reply = request
        .response()
        .compose(response ->
            response.body().map(body -> new Reply(response.statusCode(), Optional.empty(), body)));
    request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(outgoing.bytes()));
    var upload = new BodyUpload(node.vertx, request, batch, reply);
    return upload.run(patience).transform(end -> {
      Sent sent = new Sent(end.cause(), upload.isWhole());
      if (sent.whole()) return reply.map(sent);
      PeerConnections.abandon(request);
      return Future.succeededFuture(sent);
    });
  }

  private static void answerAtTheEnd(HttpServerRequest request) {
    request.endHandler(_ -> request.response().end());
  }

  /* A batch that an outbox has cut and cannot deliver. */
  private Outgoing cut() throws Exception {
    PeerServer gone = node.server(BRITAIN);
    gone.close();
    Buffer blocks = node.commit(BRITAIN, 0x10, SEGMENTS);
    String outbox = node.start(OutboxFixture.direct(gone));
    node.until(() -> node.rows().stream().anyMatch(row -> row.getInteger("attempts") > 0));
    node.stop(outbox);
    node.query("update outgoing set next_try = now(), lease_until = null");
    int destination = node.row("select destination_id from outgoing").getInteger(0);
    Outgoing cut = await(deliveries.lease(List.of(destination), LONG)).orElseThrow();
    assertEquals(SEGMENTS, await(deliveries.places(cut)).size());
    assertTrue(cut.bytes() > blocks.length());
    return cut;
  }
}
