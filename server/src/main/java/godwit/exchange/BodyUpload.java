package godwit.exchange;

import godwit.codec.batch.BatchLayout;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.segment.Place;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// The body of a batch on its way out: preamble, stored blocks, end block.
///
/// While one stretch of segments is written the next one is fetched, so two are held and no more.
/// It ends as soon as the peer has answered: what it refuses need not be sent.
///
/// All on the event loop that the request is of: a hand-over to another thread for each stretch
/// cost as much as its encryption.
final class BodyUpload {
  /* Two large segments: half as many queries and turns of the event loop as with one. */
  private static final int STRETCH_BYTES = 512 * 1024;

  private final Vertx vertx;
  private final HttpClientRequest request;
  private final Outgoing outgoing;
  private final Deliveries deliveries;
  private final Future<Reply> reply;
  private final Promise<Void> over = Promise.promise();
  private List<Stretch> stretches = List.of();
  private long patienceMillis;
  private int next; // to be fetched
  private Future<Void> written = Future.succeededFuture();
  private Future<Buffer> fetched = Future.succeededFuture(Buffer.buffer());
  private Promise<Void> turn = Promise.promise();
  private boolean whole;

  BodyUpload(
      Vertx vertx,
      HttpClientRequest request,
      Outgoing outgoing,
      Deliveries deliveries,
      Future<Reply> reply) {
    this.vertx = vertx;
    this.request = request;
    this.outgoing = outgoing;
    this.deliveries = deliveries;
    this.reply = reply;
    /* Registered once: listeners of a future that is long in coming would gather. */
    reply.onComplete(_ -> turn.tryComplete());
  }

  /// The store does not give what the batch is made of.
  static final class Unreadable extends RuntimeException {
    Unreadable(String reason) {
      super(reason);
    }

    Unreadable(Throwable cause) {
      super("a segment cannot be read", cause);
    }
  }

  /// Makes sure before anything is sent that all is there: days that are over are forgotten.
  static void requireWhole(Outgoing outgoing, List<Place> places) {
    if (outgoing.withoutCentralised()) return; // what is left out is known only once it is read
    long bytes = (long) BatchLayout.PREAMBLE_BYTES + outgoing.endBlock().length();
    for (Place place : places) bytes += place.bytes();
    if (bytes != outgoing.bytes()) {
      throw new Unreadable("bytes=" + bytes + " are stored of " + outgoing.bytes());
    }
  }

  /// Whether all was given to the connection.
  boolean isWhole() {
    return whole;
  }

  /// Sends until all is sent, the peer has answered, or the connection takes no more.
  ///
  /// @return fails if the store does not give all, or nothing moves for so long
  Future<Void> run(List<Place> places, Duration patience) {
    stretches = Stretch.of(places, STRETCH_BYTES);
    patienceMillis = patience.toMillis();
    written = request.write(Buffer.buffer(outgoing.preamble().bytes()));
    fetched = fetch();
    await();
    return over.future();
  }

  private Future<Buffer> fetch() {
    return next < stretches.size()
        ? deliveries.blocks(outgoing, stretches.get(next))
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
    } else if (next < stretches.size()) {
      next++;
      written = request.write(fetched.result());
      fetched = fetch();
      await();
    } else {
      whole = true;
      request.end(outgoing.endBlock());
      over.complete();
    }
  }
}
