package godwit.store.segment;

import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Where one segment lies: the key of its row in the index, and of its bytes.
///
/// @param ordinal among the segments that the attempt has for this destination, from 0
/// @param filtered whether some of its blocks may have to be left out of a list or a batch
/// @param bytes of its blocks
public record Place(
    LocalDate day, UUID attempt, int destination, int ordinal, boolean filtered, int bytes) {
  /// Reads rows that have [SegmentIndex#PLACE].
  public static List<Place> all(Iterable<Row> rows) {
    List<Place> places = new ArrayList<>();
    rows.forEach(row -> places.add(of(row)));
    return places;
  }

  /// Reads a row that has [SegmentIndex#PLACE].
  public static Place of(Row row) {
    return new Place(
        row.getLocalDate("day"),
        row.getUUID("attempt_id"),
        row.getInteger("destination_id"),
        row.getInteger("ordinal"),
        row.getBoolean("filtered"),
        row.getInteger("length"));
  }
}
