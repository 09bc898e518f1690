package godwit.store.mixing;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/// A set as the portion of its destination.
///
/// @param attempt under which its segments are written
/// @param day partition of its segments
/// @param oldest when the first of it was uploaded
public record SetPortion(
    int destination,
    UUID attempt,
    LocalDate day,
    int segments,
    long records,
    long bytes,
    Instant oldest) {
  private static final String POSITION = """
      update destination set next_position = next_position + 1 where id = $1
      returning next_position - 1""";
  private static final String INSERT = """
      insert into portion (destination_id, position, attempt_id, day, segments, records, bytes,
        origin_custom, origin_code, batch_id, created_millis, uploaded_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $3, $10, $11)""";

  /// Gives it the destination's next position, in the transaction that has written its segments.
  ///
  /// @param self whose exposures they are
  public static Future<Void> insert(
      SqlConnection connection, RoutingCode self, long createdMillis, SetPortion set) {
    return connection
        .preparedQuery(POSITION)
        .execute(Tuple.of(set.destination()))
        .compose(rows -> connection
            .preparedQuery(INSERT)
            .execute(Tuple.tuple()
                .addInteger(set.destination())
                .addLong(rows.iterator().next().getLong(0))
                .addUUID(set.attempt())
                .addLocalDate(set.day())
                .addInteger(set.segments())
                .addLong(set.records())
                .addLong(set.bytes())
                .addBoolean(self.custom())
                .addInteger(self.code())
                .addLong(createdMillis)
                .addOffsetDateTime(set.oldest().atOffset(ZoneOffset.UTC))))
        .mapEmpty();
  }
}
