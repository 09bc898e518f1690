package godwit.exchange;

import godwit.codec.batch.BatchLayout;
import godwit.store.Deliveries;
import godwit.store.Outgoing;
import godwit.store.Segments;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The body of a batch on its way out: preamble, stored blocks, end block.
///
/// While one run of segments is written the next one is fetched, so two are held and no more. One
/// wait a run, that ends as soon as the peer has answered: what it refuses need not be sent.
final class BodyUpload {
  /* Two large segments: each run is a query, most of whose cost here does not go with its bytes. */
  private static final int RUN_BYTES = 512 * 1024;

  private final HttpClientRequest request;
  private final Outgoing outgoing;
  private final Deliveries deliveries;
  private final Future<Reply> reply;
  private Promise<Void> turn = Promise.promise();
  private boolean whole;

  BodyUpload(
      HttpClientRequest request, Outgoing outgoing, Deliveries deliveries, Future<Reply> reply) {
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
  static void requireWhole(Outgoing outgoing, List<Segments.Place> places) {
    if (outgoing.withoutCentralised()) return; // what is left out is known only once it is read
    long bytes = (long) BatchLayout.PREAMBLE_BYTES + outgoing.endBlock().length();
    for (Segments.Place place : places) bytes += place.bytes();
    if (bytes != outgoing.bytes()) {
      throw new Unreadable("bytes=" + bytes + " are stored of " + outgoing.bytes());
    }
  }

  /// Whether all was given to the connection.
  boolean isWhole() {
    return whole;
  }

  /// Sends until all is sent, the peer has answered, or the connection takes no more.
  void run(List<Segments.Place> places, int patienceSeconds) throws TimeoutException {
    List<Segments.Run> runs = Segments.Run.of(places, RUN_BYTES);
    Future<Void> written = request.write(Buffer.buffer(outgoing.preamble().bytes()));
    Future<Buffer> fetched = fetch(runs, 0);
    for (int index = 0; index < runs.size(); index++) {
      await(Future.all(written, fetched), patienceSeconds);
      /* What the answer is, or why there is none, is the reply's to say. */
      if (reply.isComplete() || written.failed()) return;
      if (fetched.failed()) throw new Unreadable(fetched.cause());
      written = request.write(fetched.result());
      fetched = fetch(runs, index + 1);
    }
    await(written, patienceSeconds);
    if (reply.isComplete() || written.failed()) return;
    whole = true;
    request.end(outgoing.endBlock());
  }

  private Future<Buffer> fetch(List<Segments.Run> runs, int index) {
    return index < runs.size()
        ? deliveries.blocks(outgoing, runs.get(index))
        : Future.succeededFuture(Buffer.buffer());
  }

  private void await(Future<?> progress, int patienceSeconds) throws TimeoutException {
    Promise<Void> next = Promise.promise();
    turn = next;
    progress.onComplete(_ -> next.tryComplete());
    if (reply.isComplete()) next.tryComplete();
    Wait.atMost(next.future(), patienceSeconds, TimeUnit.SECONDS);
  }
}
