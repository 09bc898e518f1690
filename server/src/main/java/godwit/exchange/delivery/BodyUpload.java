package godwit.exchange.delivery;

import godwit.peer.Reply;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// The body of a batch on its way out: preamble, stored blocks, end block.
///
/// While one stretch of segments is written the next one is fetched, so two are held and no more.
/// It ends as soon as the peer has answered: what it refuses need not be sent.
///
/// All on the event loop that the request is of: a hand-over to another thread for each stretch
/// cost as much as its encryption.
final class BodyUpload {
  private final Vertx vertx;
  private final HttpClientRequest request;
  private final BatchUpload batch;
  private final BodyForm form;
  private final Future<Reply> reply;
  private final Promise<Void> over = Promise.promise();
  private long patienceMillis;
  private int next; // to be fetched
  private Future<Void> written = Future.succeededFuture();
  private Future<Buffer> fetched = Future.succeededFuture(Buffer.buffer());
  private Promise<Void> turn = Promise.promise();
  private boolean whole;

  BodyUpload(Vertx vertx, HttpClientRequest request, BatchUpload batch, Future<Reply> reply) {
    this(vertx, request, batch, reply, batch.begin());
  }

  /// @param form that the bytes are to have
  BodyUpload(
      Vertx vertx,
      HttpClientRequest request,
      BatchUpload batch,
      Future<Reply> reply,
      BodyForm form) {
    this.vertx = vertx;
    this.request = request;
    this.batch = batch;
    this.form = form;
    this.reply = reply;
    /* Registered once: listeners of a future that is long in coming would gather. */
    reply.onComplete(_ -> turn.tryComplete());
  }

  /// The store does not give what the batch is made of.
  static final class Unreadable extends RuntimeException {
    Unreadable(Throwable cause) {
      super("a segment cannot be read", cause);
    }
  }

  /// Whether all was given to the connection.
  boolean isWhole() {
    return whole;
  }

  /// Sends until all is sent, the peer has answered, or the connection takes no more.
  ///
  /// @return fails if the store does not give all, or nothing moves for so long
  Future<Void> run(Duration patience) {
    patienceMillis = patience.toMillis();
    Buffer first = form.first();
    if (first.length() > 0) written = request.write(first);
    fetched = fetch();
    await();
    return over.future();
  }

  private Future<Buffer> fetch() {
    return next < batch.stretches().size()
        ? batch.blocks(next)
        : Future.succeededFuture(Buffer.buffer());
  }

  private void await() {
    Promise<Void> awaited = Promise.promise();
    turn = awaited;
    long timer = vertx.setTimer(
        patienceMillis, _ -> awaited.tryFail(new TimeoutException("nothing was taken in time")));
    awaited.future().onComplete(moved -> {
      vertx.cancelTimer(timer);
      try {
        if (moved.succeeded()) goOn();
        else over.fail(moved.cause());
      } catch (RuntimeException fault) {
        over.tryFail(fault);
      }
    });
    Future.join(written, fetched).onComplete(_ -> awaited.tryComplete());
    if (reply.isComplete()) awaited.tryComplete();
  }

  private void goOn() {
    if (reply.isComplete() || written.failed()) {
      over.complete(); // what the answer is, or why there is none, is the reply's to say
    } else if (fetched.failed()) {
      over.fail(new Unreadable(fetched.cause()));
    } else if (next < batch.stretches().size()) {
      next++;
      Buffer piece = form.blocks(fetched.result());
      written = piece.length() == 0 ? Future.succeededFuture() : request.write(piece);
      fetched = fetch();
      await();
    } else {
      whole = true;
      request.end(form.last());
      over.complete();
    }
  }
}
