package godwit.store.segment;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Writes segments, their bytes and their rows in the index.
/*
 * Both are sent one behind the other, and take one way to the database and back. Bytes go first: a
 * row of the index always finds its bytes, also where each statement is a transaction of its own.
 */
public final class SegmentAppender {
  /* Rows of one statement: hashes are most of them. */
  private static final int INSERTED_BYTES = 256 * 1024;

  private final Pool ahead;

  /// @param ahead connections for what is written ahead of an upload's end
  public SegmentAppender(Pool ahead) {
    this.ahead = ahead;
  }

  /// Writes a segment ahead of its upload's end. Its memory may be used again afterwards.
  ///
  /// Fails with [AttemptLost] where the attempt is being removed.
  public Future<Void> append(UploadSegment segment) {
    return ahead
        .withConnection(connection -> {
          Future<Void> bytes = SegmentBytes.KEPT.appendAhead(connection, segment);
          Future<Boolean> row = SegmentIndex.insertAhead(connection, segment);
          return Future.join(bytes, row).map(_ -> row.result());
        })
        .map(Objects::requireNonNull)
        .compose(alive -> alive
            ? Future.succeededFuture()
            : Future.failedFuture(new AttemptLost(segment.attempt())));
  }

  /// Writes segments in the caller's transaction, many small ones in one statement.
  public static Future<Void> insert(SqlConnection connection, List<UploadSegment> segments) {
    if (segments.isEmpty()) return Future.succeededFuture();
    List<Future<Void>> sent = new ArrayList<>();
    sent.add(SegmentBytes.KEPT.append(connection, segments));
    List<UploadSegment> group = new ArrayList<>();
    int bytes = 0;
    for (UploadSegment each : segments) {
      int length = each.segment().hashes().length();
      if (!group.isEmpty() && bytes + length > INSERTED_BYTES) {
        sent.add(SegmentIndex.insert(connection, group));
        group.clear();
        bytes = 0;
      }
      group.add(each);
      bytes += length;
    }
    sent.add(SegmentIndex.insert(connection, group));
    return Future.join(sent).mapEmpty();
  }
}
