package godwit.intake;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.Pieces;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.intake.content.ContentDecoder;
import godwit.intake.content.GzipDecoder;
import godwit.store.DayPartitions;
import godwit.store.segment.AttemptLost;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// One upload while its body streams: bytes in, an outcome out once they are durable.
/*
 * The body is asked for a chunk at a time, so the network waits while the database is behind or no
 * piece is free; what waits is at most one chunk. Waiting for memory is bounded: an upload that
 * gets none for `Limits.memoryWaitMillis` is refused, so that streams which hold some can go on.
 */
public final class UploadPump implements SegmentWriter.Listener, Body.Reader {
  private static final long RETRY_MILLIS = 20;

  private final IntakeLoop loop;
  private final Body body;
  private final SegmentWriter segments;
  private final Intake intake;
  private final BodyReader reader;
  private final ContentDecoder decoder;
  private final Promise<Outcome> outcome = Promise.promise();
  private final Pace pace = new Pace();
  private Input input = new Chunk(ByteBuffer.allocate(0));
  private State state = new Reading();
  private Turn turn = Turn.NONE;
  private long waitedMillis;

  /// How the bytes of a body say a batch.
  public interface Form {
    BodyReader reader(BatchSink sink, Pieces pieces);
  }

  /* What the upload waits for, or does. */
  private sealed interface State {}

  /* The next chunk of the body. */
  private record Reading() implements State {}

  /* Segments are to be written before more is read. */
  private record AwaitingRoom() implements State {}

  /* A timer looks again whether there is memory. */
  private record AwaitingMemory() implements State {}

  /* All is read; the last segments are on their way. */
  private record Settling() implements State {}

  /* The commit decides: until it has, its memory is not to be given back. */
  private record Committing() implements State {}

  /* It is to end so once the turn that it is in is over. */
  private record Ending(Future<Outcome> end) implements State {}

  private record Closed() implements State {}

  private sealed interface Input {}

  private record Chunk(ByteBuffer bytes) implements Input {}

  private record End() implements Input {}

  /* What is read may be written, fail to be, or be followed by more, before the call returns: then
   * there is another turn after this one, never one inside of it. */
  private enum Turn {
    NONE,
    RUNNING,
    RUNNING_AND_AGAIN
  }

  private UploadPump(IntakeLoop loop, Body body, boolean gzip, Form form, Intake.Factory factory) {
    this.loop = loop;
    this.body = body;
    this.segments = new SegmentWriter(loop, this);
    this.intake = factory.begin(segments, this::blockPointer);
    this.reader = form.reader(intake, loop.pieces());
    this.decoder = gzip
        ? new GzipDecoder(reader, loop.node().limits(), loop.inflaters())
        : ContentDecoder.plain(reader, loop.node().limits());
  }

  /// Reads a body to its end. Fails only of faults, see [Outcome].
  public static Future<Outcome> run(
      IntakeLoop loop,
      UploadSource source,
      Body body,
      boolean gzip,
      Form form,
      Intake.Factory factory) {
    if (loop.node().diskIsShort().getAsBoolean()) {
      body.letGo();
      Outcome later = Outcome.diskIsShort();
      loop.meters().ended(source, later);
      return Future.succeededFuture(later);
    }
    UploadPump pump = new UploadPump(loop, body, gzip, form, factory);
    loop.open().add(pump);
    body.readBy(pump);
    body.ask();
    return pump.outcome
        .future()
        .onSuccess(outcome -> loop.meters().ended(source, outcome))
        .onFailure(_ -> loop.meters().failed(source));
  }

  @Override
  public void room() {
    pump();
  }

  @Override
  public void failed(Throwable fault) {
    end(ofFault(fault));
  }

  @Override
  public void piece(ByteBuffer bytes) {
    if (state instanceof Closed) return;
    pace.came(bytes.remaining());
    input = new Chunk(bytes);
    pump();
  }

  @Override
  public void end() {
    input = new End();
    pump();
  }

  /// Looks, every [Pace#LOOK_MILLIS], whether the sender keeps pace.
  void look() {
    boolean holdsMuch = reader.heldBytes() > Pieces.MEDIUM_BYTES;
    pace.look(state instanceof Reading, holdsMuch && loop.node().memory().isShort())
        .ifPresent(reason -> refuse(Problem.of(ProblemType.TOO_SLOW, reason)));
  }

  private Optional<String> blockPointer() {
    return reader.blockPointer();
  }

  private void pump() {
    if (turn != Turn.NONE) {
      turn = Turn.RUNNING_AND_AGAIN;
      return;
    }
    do {
      turn = Turn.RUNNING;
      if (goesOn()) step();
    } while (turn == Turn.RUNNING_AND_AGAIN);
    turn = Turn.NONE;
    if (state instanceof Ending(Future<Outcome> end)) close(end);
  }

  private boolean goesOn() {
    return switch (state) {
      case Reading _, AwaitingRoom _, AwaitingMemory _, Settling _ -> true;
      case Committing _, Ending _, Closed _ -> false;
    };
  }

  private void step() {
    try {
      State next = next();
      if (goesOn()) state = next; // else it was ended meanwhile
      if (state instanceof Committing) commit();
    } catch (Intake.Stop _) {
      state = new Ending(refused(intake.refusal().orElseThrow()));
    } catch (RuntimeException fault) {
      state = new Ending(ofFault(fault));
    }
  }

  private State next() {
    if (segments.isFull()) return new AwaitingRoom();
    switch (input) {
      case Chunk(ByteBuffer bytes) -> {
        if (bytes.hasRemaining() && !decoder.feed(bytes)) return awaitMemory();
        waitedMillis = 0;
        body.ask();
        return new Reading();
      }
      case End _ -> {
        decoder.end();
        if (!reader.end()) return awaitMemory();
        return segments.isSettled() ? new Committing() : new Settling();
      }
    }
  }

  private void commit() {
    intake
        .commit()
        .onComplete(done -> close(
            done.succeeded() ? Future.succeededFuture(done.result()) : ofFault(done.cause())));
  }

  private State awaitMemory() {
    if (state instanceof AwaitingMemory) return state; // its timer is set
    if (waitedMillis >= loop.node().limits().memoryWaitMillis()) {
      return new Ending(Future.succeededFuture(
          new Outcome.TryLater("no memory for this body; send it again later", Outcome.SOON)));
    }
    waitedMillis += RETRY_MILLIS;
    loop.vertx().setTimer(RETRY_MILLIS, _ -> {
      if (state instanceof AwaitingMemory) state = new Reading();
      pump();
    });
    return new AwaitingMemory();
  }

  private void refuse(Problem problem) {
    end(refused(problem));
  }

  private void end(Future<Outcome> end) {
    if (!goesOn()) return;
    if (turn == Turn.NONE) close(end);
    else state = new Ending(end);
  }

  private void close(Future<Outcome> end) {
    if (state instanceof Closed) return;
    state = new Closed();
    loop.open().remove(this);
    body.letGo();
    input = new End();
    reader.release();
    decoder.release();
    intake.release();
    segments.close();
    end.onComplete(outcome);
  }

  private static Future<Outcome> refused(Problem problem) {
    return Future.succeededFuture(new Outcome.Refused(problem));
  }

  /* Bytes that break a format, a swept attempt, and a day that a clock jumped to, are outcomes; all
   * else is a fault. */
  private static Future<Outcome> ofFault(Throwable fault) {
    return switch (fault) {
      case DecodeException broken -> refused(Problem.of(broken));
      case AttemptLost _ -> Future.succeededFuture(Outcome.attemptLost());
      case PgException _
      when DayPartitions.isMissing(fault) ->
        Future.succeededFuture(
            new Outcome.TryLater("there is no room for today yet; send it again", Outcome.SOON));
      default -> Future.failedFuture(fault);
    };
  }
}
