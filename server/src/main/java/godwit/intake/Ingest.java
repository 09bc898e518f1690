package godwit.intake;

import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.Pieces;
import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/// One upload while its body streams: bytes in, a receipt out once they are durable.
/*
 * The request is fetched a chunk at a time, so the network waits while the database is behind or
 * no piece is free; what waits is at most one chunk. Waiting for memory is bounded: who gets none
 * for `Limits.memoryWaitMillis` is refused, so that streams which hold some can go on.
 */
public final class Ingest implements SegmentWriter.Listener, Body.Reader {
  private static final long RETRY_MILLIS = 20;

  private final LoopContext loop;
  private final Body body;
  private final Intake intake;
  private final BodyReader reader;
  private final Inflow inflow;
  private final Promise<Receipt> result = Promise.promise();
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private boolean inputEnded;
  private boolean committing;
  private boolean done;
  private boolean pumping;
  private boolean again;
  private Optional<Throwable> failure = Optional.empty();
  private boolean timerSet;
  private long waitedMillis;
  private final Pace pace = new Pace();

  /// How the bytes of a body say a batch.
  public interface Form {
    BodyReader reader(BatchSink sink, Pieces pieces);
  }

  private Ingest(
      LoopContext loop, Body body, boolean gzip, Form form, Function<Ingest, Intake> intake) {
    this.loop = loop;
    this.body = body;
    this.intake = intake.apply(this);
    this.reader = form.reader(this.intake, loop.pieces());
    this.inflow = gzip
        ? new GzipInflow(reader, loop.node().limits(), loop.inflaters())
        : new Inflow.Plain(reader, loop.node().limits());
  }

  /// Reads a body to its end.
  public static Future<Receipt> of(
      LoopContext loop, Body body, boolean gzip, Form form, Function<Ingest, Intake> intake) {
    Ingest ingest = new Ingest(loop, body, gzip, form, intake);
    loop.open().add(ingest);
    body.readBy(ingest);
    body.ask();
    return ingest.result.future();
  }

  /// See [BodyReader#blockPointer()].
  Optional<String> blockPointer() {
    return reader.blockPointer();
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

  @Override
  public void piece(ByteBuffer bytes) {
    if (done) return;
    pace.came(bytes.remaining());
    chunk = bytes;
    pump();
  }

  @Override
  public void end() {
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
      body.ask();
      return;
    }
    inflow.end();
    if (!reader.end()) {
      waitForMemory();
      return;
    }
    if (intake.isSettled()) commit();
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

  /// Looks, every [Pace#LOOK_MILLIS], whether the sender keeps pace.
  void look() {
    boolean waitsForSender = !inputEnded && !chunk.hasRemaining() && !intake.isFull();
    boolean holdsMuch = reader.heldBytes() > Pieces.MEDIUM_BYTES;
    pace.look(waitsForSender, holdsMuch && loop.node().budget().isShort())
        .ifPresent(reason -> failed(Refusal.of(Reason.TOO_SLOW, reason)));
  }

  private void close() {
    if (done) return;
    done = true;
    loop.open().remove(this);
    body.letGo();
    chunk = ByteBuffer.allocate(0);
    reader.release();
    inflow.release();
    intake.close();
  }
}
