package godwit.store.revocation;

import godwit.codec.payload.RoutingCode;
import godwit.store.venue.VenueKeys;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// An upload for the own list that has to do with a revocation, and waits for its place.
///
/// @param revokes whether it has revocations
/// @param applies whether they count: they came from their origin itself
/// @param venues that it has exposures of
public record Withheld(
    int destination,
    boolean revokes,
    boolean applies,
    UUID attempt,
    LocalDate day,
    int segments,
    long records,
    long bytes,
    RoutingCode origin,
    UUID batch,
    long createdMillis,
    VenueKeys venues) {
  private static final String INSERT = """
      insert into withheld (destination_id, revokes, applies, attempt_id, day, segments, records,
        bytes, origin_custom, origin_code, batch_id, created_millis, venues, many_venues)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""";
  private static final String NOTE = """
      insert into revoker (destination_id, origin_custom, origin_code, last_created_millis)
      values ($1, $2, $3, $4)
      on conflict (destination_id, origin_custom, origin_code) do update
        set last_created_millis = greatest(revoker.last_created_millis, excluded.last_created_millis)""";
  private static final String REVOKERS = """
      select destination_id, origin_custom, origin_code, last_created_millis from revoker
      where destination_id = any($1)""";

  /// Whose exposures of which destination.
  public record Origin(int destination, RoutingCode origin) {}

  /// Until when each origin has taken back what it sent. Who looks before it places an upload
  /// misses
  /// nothing: a revocation is placed only once all have ended that were under way when it came.
  public static Future<Map<Origin, Long>> revokers(
      SqlConnection connection, List<Integer> destinations) {
    return connection
        .preparedQuery(REVOKERS)
        .execute(Tuple.tuple().addArrayOfInteger(destinations.toArray(Integer[]::new)))
        .map(rows -> {
          Map<Origin, Long> revokers = new HashMap<>();
          for (Row row : rows) {
            RoutingCode origin = new RoutingCode(row.getBoolean(1), row.getInteger(2));
            revokers.put(new Origin(row.getInteger(0), origin), row.getLong(3));
          }
          return revokers;
        });
  }

  /// Keeps uploads back, in the transaction that stores them.
  public static Future<Void> insert(SqlConnection connection, List<Withheld> all) {
    if (all.isEmpty()) return Future.succeededFuture();
    List<Tuple> rows = new ArrayList<>();
    List<Tuple> notes = new ArrayList<>();
    for (Withheld each : all) {
      rows.add(each.row());
      if (each.revokes && each.applies) {
        notes.add(Tuple.of(
            each.destination, each.origin.custom(), each.origin.code(), each.createdMillis));
      }
    }
    return connection
        .preparedQuery(INSERT)
        .executeBatch(rows)
        .compose(_ -> notes.isEmpty()
            ? Future.succeededFuture()
            : connection.preparedQuery(NOTE).executeBatch(notes).mapEmpty());
  }

  private Tuple row() {
    return Tuple.tuple()
        .addInteger(destination)
        .addBoolean(revokes)
        .addBoolean(applies)
        .addUUID(attempt)
        .addLocalDate(day)
        .addInteger(segments)
        .addLong(records)
        .addLong(bytes)
        .addBoolean(origin.custom())
        .addInteger(origin.code())
        .addUUID(batch)
        .addLong(createdMillis)
        .addArrayOfLong(Arrays.stream(venues.keys()).boxed().toArray(Long[]::new))
        .addBoolean(venues.many());
  }
}
