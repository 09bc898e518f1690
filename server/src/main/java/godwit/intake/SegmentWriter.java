package godwit.intake;

import godwit.store.Attempts;
import godwit.store.StoredSegment;
import godwit.store.Upload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
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
 * the upload itself, which stops reading while `inFlight` is at its limit.
 */
final class SegmentWriter {
  private static final Logger log = LoggerFactory.getLogger(SegmentWriter.class);
  private static final int KEPT_BYTES = 300 * 1024;
  private static final int KEPT_SEGMENTS = 64;

  private final LoopContext loop;
  private final Listener listener;
  private final UUID attempt = Attempts.newId();
  private final LocalDate day;
  private final ArrayDeque<Lent> kept = new ArrayDeque<>();
  private final Map<Integer, Portion> portions = new TreeMap<>();
  private Future<Void> begun = Future.succeededFuture();
  private boolean writtenAhead;
  private boolean closed;
  private boolean committed;
  private int keptBytes;
  private int inFlight;

  SegmentWriter(LoopContext loop, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    this.day = loop.node().today();
  }

  /// Who is told how the writing goes.
  interface Listener {
    /// A segment is written: there is room for another.
    void written();

    void failed(Throwable failure);
  }

  private record Lent(StoredSegment segment, Runnable release) {}

  private static final class Portion {
    private int segments;
    private long records;
    private long bytes;
  }

  /// @param release run once the memory of `bytes` is no longer needed
  void add(
      int destination,
      long records,
      boolean centralised,
      Buffer hashes,
      Buffer bytes,
      Runnable release) {
    if (closed) {
      release.run();
      return;
    }
    Portion portion = portions.computeIfAbsent(destination, _ -> new Portion());
    kept.add(new Lent(
        new StoredSegment(destination, portion.segments, records, centralised, hashes, bytes),
        release));
    portion.segments++;
    portion.records += records;
    portion.bytes += bytes.length();
    keptBytes += bytes.length();
    while (kept.size() > 1 && (keptBytes > KEPT_BYTES || kept.size() > KEPT_SEGMENTS)) writeAhead();
  }

  /// Segments that are being written just now.
  int inFlight() {
    return inFlight;
  }

  UUID attempt() {
    return attempt;
  }

  LocalDate day() {
    return day;
  }

  boolean writtenAhead() {
    return writtenAhead;
  }

  /// The segments that go with the commit.
  List<StoredSegment> kept() {
    return kept.stream().map(Lent::segment).toList();
  }

  /// What each destination gets of the upload.
  List<Upload.Portion> portions() {
    List<Upload.Portion> all = new ArrayList<>();
    portions.forEach((destination, portion) ->
        all.add(new Upload.Portion(destination, portion.segments, portion.records, portion.bytes)));
    return all;
  }

  /// Gives all memory back; what was written ahead is left to be removed unless it was committed.
  void close(boolean committed) {
    if (closed) return;
    closed = true;
    this.committed = committed;
    kept.forEach(lent -> lent.release().run());
    kept.clear();
    if (inFlight == 0) end();
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
    begun.compose(_ -> loop.segments().append(day, attempt, lent.segment())).onComplete(written -> {
      inFlight--;
      lent.release().run();
      if (closed && inFlight == 0) end();
      if (written.succeeded()) listener.written();
      else listener.failed(written.cause());
    });
  }
}
