package godwit.intake;

import godwit.store.commit.Upload;
import godwit.store.segment.StoredSegment;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// Takes the segments of one upload, and keeps or writes them until the upload is committed.
public interface SegmentSink {
  /// A run of blocks that is to be stored.
  ///
  /// @param filtered whether some of its blocks may have to be left out of a list
  /// @param hashes the SHA-256 of each block, end to end
  /// @param release run once the memory of `bytes` is no longer needed
  record Run(long records, boolean filtered, Buffer hashes, Buffer bytes, Runnable release) {}

  /// What was added, for the commit.
  ///
  /// @param day whose partition holds it
  /// @param writtenAhead whether some of it is in the database already
  /// @param kept what is not, and goes with the commit
  /// @param portions what each destination gets
  record Added(
      UUID attempt,
      LocalDate day,
      boolean writtenAhead,
      List<StoredSegment> kept,
      List<Upload.Portion> portions) {}

  /// Adds a run for a destination.
  ///
  /// @param destination its row, which may become known a little later
  void add(Future<Integer> destination, Run run);

  /// All that was added, once it is settled.
  Added added();

  /// Says that the upload is committed: what was written ahead is not to be swept.
  void committed();
}
