package godwit.exchange.delivery;

import godwit.exchange.BoundedWait;
import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends batches to one peer and to the hub that leads to it, and asks them what became of them.
///
/// Its methods wait, so they are called on virtual threads.
final class BatchClient {
  private static final Duration STALLED = Duration.ofSeconds(60);
  private static final int LONGEST_DAYS = 7; // of a batch, each piece of which has its own bound

  private final Vertx vertx;
  private final PeerClient client;
  private final InstantSource clock;

  BatchClient(Vertx vertx, PeerClient client, InstantSource clock) {
    this.vertx = vertx;
    this.client = client;
    this.clock = clock;
  }

  /// Sends a batch. A fault of the store is thrown; whatever the network does is an answer.
  Answer post(BatchUpload upload, Route.Target target) {
    try {
      HttpClientRequest request = client.open(HttpMethod.POST, target, upload.path());
      return AnswerReader.ofSending(send(request, upload), upload.sent());
    } catch (BodyUpload.Unreadable fault) {
      throw fault;
    } catch (Exception fault) {
      return unreachable(fault);
    }
  }

  /// Asks what became of a batch.
  Answer status(Sent sent, Route.Target target) {
    try {
      HttpClientRequest request = client.open(HttpMethod.GET, target, "/batch/" + sent.batch());
      return AnswerReader.ofAsking(client.exchange(request, Buffer.buffer(), STALLED), sent);
    } catch (Exception fault) {
      return unreachable(fault);
    }
  }

  Future<Void> close() {
    return client.close();
  }

  private Reply send(HttpClientRequest request, BatchUpload batch) throws TimeoutException {
    Future<Reply> reply = PeerConnections.reply(request, clock);
    var upload = new BodyUpload(vertx, request, batch, reply);
    try {
      request
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
          .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(batch.bytes()));
      Future<Void> sent = client.run(() -> upload.run(STALLED));
      BoundedWait.atMost(sent, LONGEST_DAYS, TimeUnit.DAYS);
      return BoundedWait.atMost(reply, STALLED.toSeconds(), TimeUnit.SECONDS);
    } finally {
      /* A body that was not sent whole ends with its connection: it can't be taken for whole. */
      if (!reply.succeeded() || !upload.isWhole()) PeerConnections.abandon(request);
    }
  }

  static Answer unreachable(Exception fault) {
    return new Answer.Unreachable(PeerClient.kind(fault), PeerClient.reason(fault));
  }
}
