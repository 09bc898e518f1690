package godwit.store.mixing;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.UUID;

/// What one upload has put into the pool of one destination.
///
/// @param ground the case that it stands on
/// @param attempt of the upload, and the day of its segments
/// @param ahead segments of the attempt and destination that were written ahead of the commit
/// @param records of both
/// @param bytes of both
/// @param blocks that were not written ahead, end to end
/// @param again whether it is no upload's: what takes back, or is sent again behind that
public record PoolRow(
    int destination,
    UUID ground,
    UUID attempt,
    LocalDate day,
    int ahead,
    long records,
    long bytes,
    Buffer blocks,
    boolean again) {
  static PoolRow of(Row row) {
    return new PoolRow(
        row.getInteger("destination_id"),
        row.getUUID("case_id"),
        row.getUUID("attempt_id"),
        row.getLocalDate("day"),
        row.getInteger("ahead"),
        row.getLong("records"),
        row.getLong("bytes"),
        row.getBuffer("blocks"),
        row.getBoolean("again"));
  }

  @Override
  public String toString() {
    return "PoolRow[destination=" + destination + ", records=" + records + "]";
  }
}
