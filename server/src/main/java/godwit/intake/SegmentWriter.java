package godwit.intake;

import godwit.store.commit.Upload;
import godwit.store.segment.Attempts;
import godwit.store.segment.StoredSegment;
import godwit.store.segment.UploadSegment;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the segments of one upload ahead of its end, but for the last, which go with the commit.
/*
 * A small upload never writes ahead: its bytes travel with the transaction that makes them
 * visible. Of a large one at most KEPT_BYTES wait for the end. Segments in flight are bounded by
 * the upload itself, which stops reading while the writer is full.
 */
final class SegmentWriter implements SegmentSink {
  private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);
  private static final int MAX_IN_FLIGHT = 2;
  private static final int KEPT_BYTES = 300 * 1024;
  private static final int KEPT_SEGMENTS = 64;

  private final IntakeLoop loop;
  private final Listener listener;
  private final UUID attempt;
  private final LocalDate day;
  private final ArrayDeque<Lent> kept = new ArrayDeque<>();
  private final Map<Integer, Portion> portions = new TreeMap<>();
  private Future<Void> begun = Future.succeededFuture();
  private boolean writtenAhead;
  private boolean closed;
  private boolean committed;
  private int keptBytes;
  private int awaitingRow;
  private int inFlight;

  SegmentWriter(IntakeLoop loop, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    this.attempt = Attempts.newId(loop.node().clock());
    this.day = loop.node().today();
  }

  /// The pump of an upload, which reads on when there is room.
  interface Listener {
    /// There is room for another segment, or all are settled.
    void room();

    void failed(Throwable failure);
  }

  private record Lent(StoredSegment segment, Runnable release) {}

  private static final class Portion {
    private int segments;
    private long records;
    private long bytes;
  }

  @Override
  public void add(Future<Integer> destination, Run run) {
    if (destination.succeeded()) {
      add(destination.result(), run);
      return;
    }
    awaitingRow++;
    destination.onComplete(row -> {
      awaitingRow--;
      if (row.succeeded()) {
        add(row.result(), run);
        listener.room();
      } else {
        run.release().run();
        listener.failed(row.cause());
      }
    });
  }

  @Override
  public Added added() {
    List<Upload.Portion> all = new ArrayList<>();
    portions.forEach((destination, portion) ->
        all.add(new Upload.Portion(destination, portion.segments, portion.records, portion.bytes)));
    return new Added(
        attempt, day, writtenAhead, kept.stream().map(Lent::segment).toList(), all);
  }

  @Override
  public void committed() {
    committed = true;
  }

  /// Whether no more should be read just now.
  boolean isFull() {
    return awaitingRow > 0 || inFlight >= MAX_IN_FLIGHT;
  }

  /// Whether nothing is on its way.
  boolean isSettled() {
    return awaitingRow == 0 && inFlight == 0;
  }

  /// Gives all memory back; what was written ahead is left to be swept unless it was committed.
  void close() {
    if (closed) return;
    closed = true;
    kept.forEach(lent -> lent.release().run());
    kept.clear();
    if (inFlight == 0) end();
  }

  private void add(int destination, Run run) {
    if (closed) {
      run.release().run();
      return;
    }
    Portion portion = portions.computeIfAbsent(destination, _ -> new Portion());
    kept.add(new Lent(
        new StoredSegment(
            destination,
            portion.segments,
            run.records(),
            run.filtered(),
            run.hashes(),
            run.bytes()),
        run.release()));
    portion.segments++;
    portion.records += run.records();
    portion.bytes += run.bytes().length();
    keptBytes += run.bytes().length();
    while (kept.size() > 1 && (keptBytes > KEPT_BYTES || kept.size() > KEPT_SEGMENTS)) writeAhead();
  }

  /* Only once no segment is on its way: one that arrived after the sweep would stay behind. */
  private void end() {
    if (!writtenAhead) return;
    loop.node()
        .attempts()
        .end(loop.pool(), attempt, committed)
        .onFailure(failure -> log.warn("an attempt was left to the sweep: {}", failure.toString()));
  }

  private void writeAhead() {
    Lent lent = kept.remove();
    keptBytes -= lent.segment().bytes().length();
    inFlight++;
    if (!writtenAhead) {
      writtenAhead = true;
      begun = loop.node().attempts().begin(loop.node().ahead(), attempt, day);
    }
    begun
        .compose(_ -> loop.segments().append(new UploadSegment(day, attempt, lent.segment())))
        .onComplete(written -> {
          inFlight--;
          lent.release().run();
          if (closed && inFlight == 0) end();
          if (written.succeeded()) listener.room();
          else listener.failed(written.cause());
        });
  }
}
