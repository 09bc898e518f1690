package godwit.store.held;

import godwit.codec.payload.RoutingCode;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.UUID;

/// An upload that is held: where its sealed blocks lie.
///
/// @param day of its key, and of its segments
/// @param app whose batch it was
/// @param destination of its segments: this authority's own row
public record HeldUpload(
    UUID subject,
    RoutingCode app,
    LocalDate day,
    UUID attempt,
    int destination,
    int segments,
    long records) {
  /// What [#read] reads of `held` under the name `h`, in front of all else.
  static final String COLUMNS = """
      h.subject, h.app_custom, h.app_code, h.day, h.attempt_id, h.destination_id, h.segments, \
      h.records""";

  /// How many columns that are.
  static final int WIDTH = 8;

  static HeldUpload read(Row row) {
    return new HeldUpload(
        row.getUUID(0),
        new RoutingCode(row.getBoolean(1), row.getInteger(2)),
        row.getLocalDate(3),
        row.getUUID(4),
        row.getInteger(5),
        row.getInteger(6),
        row.getLong(7));
  }
}
