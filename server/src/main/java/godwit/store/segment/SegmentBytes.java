package godwit.store.segment;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// Where the bytes of segments lie: appended once, never changed, read by stretches, forgotten by
/// days. What is known of them beside their bytes is in [SegmentIndex].
/*
 * Bytes may be there without a row of the index, and are then nobody's: those of an attempt that
 * died, which are removed with it. A row of the index without its bytes must not be seen: bytes
 * that lie elsewhere are durable before the append completes, those of the database become so with
 * the same commit.
 */
public interface SegmentBytes {
  /// Where this build keeps them.
  SegmentBytes KEPT = new SegmentTable();

  /// Appends the bytes of segments. Statements are sent without waiting for the answers to those
  /// before: what the caller sends behind them on this connection takes no time of its own.
  ///
  /// @param connection with the transaction that the bytes become visible in, if there is one
  Future<Void> append(SqlConnection connection, List<UploadSegment> segments);

  /// The same for one segment ahead of its upload's end; appends nothing for an attempt that is
  /// being
  /// removed.
  Future<Void> appendAhead(SqlConnection connection, UploadSegment segment);

  /// Reads the blocks of each of a stretch's segments, in its order. Fails if one is not there.
  Future<List<Buffer>> read(SqlClient client, Stretch stretch);

  /// Reads slices of segments, end to end in their order. Fails if one is not there.
  Future<Buffer> slices(SqlClient client, List<Slice> slices);

  /// Removes what an attempt that died has left, so many segments at most.
  ///
  /// @return how many it removed
  Future<Integer> remove(SqlClient client, LocalDate day, UUID attempt, int most);

  /// Removes the bytes of an attempt for one destination, with the caller's transaction.
  Future<Void> removeOf(SqlConnection connection, LocalDate day, UUID attempt, int destination);

  /// Forgets all bytes of days before this one.
  ///
  /// @return how many days it forgot
  Future<Integer> dropDays(SqlConnection connection, LocalDate firstKept);
}
