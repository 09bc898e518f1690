package godwit.http;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BodyReader;
import godwit.domain.Receipt;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/// One upload while its body streams: bytes in, a receipt out once they are durable.
/*
 * The request is fetched a chunk at a time, so the network waits while the database is behind or
 * no piece is free; what waits is at most one chunk. Waiting for memory is bounded: who gets none
 * for `Limits.memoryWaitMillis` is refused, so that streams which hold some can go on.
 */
final class Ingest implements SegmentWriter.Listener {
  private static final long RETRY_MILLIS = 20;
  private static final long SILENT_MILLIS = 30_000;

  private final LoopContext loop;
  private final HttpServerRequest request;
  private final Intake intake;
  private final BodyReader reader;
  private final Inflow inflow;
  private final Promise<Receipt> result = Promise.promise();
  private final long watch;
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private boolean inputEnded;
  private boolean committing;
  private boolean done;
  private boolean pumping;
  private boolean again;
  private Optional<Throwable> failure = Optional.empty();
  private boolean timerSet;
  private long waitedMillis;
  private boolean heard;
  /* Whether a chunk has been asked for: never two at once, or the second would displace one. */
  private boolean asked;

  private Ingest(
      LoopContext loop,
      HttpServerRequest request,
      boolean gzip,
      Function<SegmentWriter.Listener, Intake> intake) {
    this.loop = loop;
    this.request = request;
    this.intake = intake.apply(this);
    this.reader = new BatchDecoder(this.intake, loop.pieces());
    this.inflow = gzip
        ? new GzipInflow(reader, loop.node().limits(), loop.inflaters())
        : new Inflow.Plain(reader, loop.node().limits());
    this.watch = loop.vertx().setPeriodic(SILENT_MILLIS, _ -> watchSilence());
  }

  /// Reads the request's body to its end. It must be paused, and nobody else may read it.
  static Future<Receipt> of(
      LoopContext loop,
      HttpServerRequest request,
      boolean gzip,
      Function<SegmentWriter.Listener, Intake> intake) {
    Ingest ingest = new Ingest(loop, request, gzip, intake);
    request.handler(ingest::take);
    request.endHandler(_ -> ingest.end());
    request.exceptionHandler(ingest::failed); // a torn upload must not look like a finished one
    ingest.ask();
    return ingest.result.future();
  }

  @Override
  public void written() {
    pump();
  }

  @Override
  public void failed(Throwable broken) {
    /* A commit decides for itself: until then its memory is not to be given back. */
    if (done || committing) return;
    if (pumping) {
      failure = Optional.of(broken);
      return;
    }
    close();
    result.fail(broken);
  }

  private void take(Buffer buffer) {
    asked = false;
    if (done) return;
    heard = true;
    ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
    chunk = bytes.nioBuffer();
    pump();
  }

  private void end() {
    inputEnded = true;
    pump();
  }

  /* What is read may be written, fail to be, or be followed by more, before the call returns: then
   * there is another turn after this one, never one inside of it. */
  private void pump() {
    again = true;
    if (pumping) return;
    pumping = true;
    try {
      while (again && !done && !committing && failure.isEmpty()) {
        again = false;
        step();
      }
    } catch (RuntimeException broken) {
      failure = Optional.of(broken);
    }
    pumping = false;
    failure.ifPresent(this::failed);
  }

  private void step() {
    if (intake.isFull()) return; // written() comes back here
    if (chunk.hasRemaining() && !inflow.feed(chunk)) {
      waitForMemory();
      return;
    }
    if (!inputEnded) {
      waitedMillis = 0;
      ask();
      return;
    }
    inflow.end();
    if (!reader.end()) {
      waitForMemory();
      return;
    }
    if (intake.isSettled()) commit();
  }

  private void ask() {
    if (asked) return;
    asked = true;
    request.fetch(1);
  }

  private void commit() {
    committing = true;
    Future.succeededFuture().compose(_ -> intake.commit()).onComplete(receipt -> {
      close();
      if (receipt.succeeded()) result.complete(receipt.result());
      else result.fail(receipt.cause());
    });
  }

  private void waitForMemory() {
    if (timerSet) return;
    if (waitedMillis >= loop.node().limits().memoryWaitMillis()) {
      failed(Refusal.of(Reason.OVERLOADED, "no memory for this body; send it again later"));
      return;
    }
    timerSet = true;
    waitedMillis += RETRY_MILLIS;
    loop.vertx().setTimer(RETRY_MILLIS, _ -> {
      timerSet = false;
      pump();
    });
  }

  private void watchSilence() {
    boolean waitsForSender = !inputEnded && !chunk.hasRemaining() && !intake.isFull();
    if (waitsForSender && !heard) {
      failed(Refusal.of(Reason.TOO_SLOW, "nothing came for " + SILENT_MILLIS / 1000 + " s"));
    }
    heard = false;
  }

  private void close() {
    if (done) return;
    done = true;
    loop.vertx().cancelTimer(watch);
    reader.release();
    inflow.release();
    intake.close();
  }
}
