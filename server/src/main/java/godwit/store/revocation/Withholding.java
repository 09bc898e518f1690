package godwit.store.revocation;

import godwit.codec.payload.RoutingCode;
import godwit.store.segment.GatheredSegments;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentIndex;
import godwit.store.venue.VenueKeys;
import godwit.store.venue.VenueWaiting;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// What waits for its place on the list, oldest first, and how it gets one.
public final class Withholding {
  /* Any number, the same in every node; another than those of migrations and of venues. */
  private static final long LOCK = 0x60D319;

  private static final String NEXT = """
      select w.*, pg_snapshot_xmax(pg_current_snapshot())::text as seen_at,
        coalesce(r.last_created_millis > w.created_millis, false) as late
      from withheld w left join revoker r using (destination_id, origin_custom, origin_code)
      where state = 'waiting' order by id limit 1""";
  private static final String PLACES = "select " + SegmentIndex.PLACE + """
      from segment s where s.day = $1 and s.attempt_id = $2 and s.destination_id = $3
      order by s.ordinal""";
  private static final String SETTLE =
      "update withheld set state = $2 where id = $1 and state = 'waiting'";
  private static final String POSITIONS = """
      update destination set next_position = next_position + $2 where id = $1
      returning next_position - $2""";
  private static final String PORTION = """
      insert into portion (destination_id, position, attempt_id, day, segments, records, bytes,
        origin_custom, origin_code, batch_id, created_millis, revokes, relists)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""";

  private Withholding() {}

  /// One that waits.
  ///
  /// @param late whether its origin has taken something back since it was made
  /// @param seenAt after which transaction it was there
  public record Waiting(long id, Withheld upload, boolean late, String seenAt) {}

  /// Segments that become a portion.
  public record Portion(UUID attempt, LocalDate day, int segments, long records, long bytes) {
    /// What was gathered, once all of it was taken.
    public static Portion of(GatheredSegments gathered) {
      return new Portion(
          gathered.attempt(),
          gathered.day(),
          gathered.segments(),
          gathered.records(),
          gathered.bytes());
    }
  }

  /// Keeps all other nodes from placing, as long as the connection lives or until [#unlock].
  public static Future<Boolean> lock(SqlConnection connection) {
    return connection
        .preparedQuery("select pg_try_advisory_lock($1)")
        .execute(Tuple.of(LOCK))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  public static Future<Void> unlock(SqlConnection connection) {
    return connection
        .preparedQuery("select pg_advisory_unlock($1)")
        .execute(Tuple.of(LOCK))
        .mapEmpty();
  }

  public static Future<Optional<Waiting>> next(SqlClient client) {
    return client.preparedQuery(NEXT).execute().map(rows -> {
      if (rows.size() == 0) return Optional.empty();
      Row row = rows.iterator().next();
      return Optional.of(new Waiting(
          row.getLong("id"), upload(row), row.getBoolean("late"), row.getString("seen_at")));
    });
  }

  /// Whether all transactions have ended that may have looked before it was there.
  public static Future<Boolean> isAlone(SqlClient client, Waiting waiting) {
    return client
        .preparedQuery("select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8")
        .execute(Tuple.of(waiting.seenAt()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  public static Future<List<Place>> places(SqlClient client, Withheld upload) {
    return client
        .preparedQuery(PLACES)
        .execute(Tuple.of(upload.day(), upload.attempt(), upload.destination()))
        .map(Place::all);
  }

  /// Keeps commits for this list out until the transaction ends.
  public static Future<Void> lockList(SqlConnection connection, Withheld upload) {
    Future<Void> venues =
        upload.venues().isEmpty() ? Future.succeededFuture() : VenueWaiting.lock(connection);
    return venues.compose(_ -> connection
        .preparedQuery("select from destination where id = $1 for no key update")
        .execute(Tuple.of(upload.destination()))
        .mapEmpty());
  }

  /// Gives it its place, and behind it what is listed again. The list has to be locked.
  ///
  /// @param listed what is listed of it; nothing if none of it is
  /// @param whole whether that is all of it, as it lies
  /// @param again what is listed again, if anything is
  public static Future<Void> place(
      SqlConnection connection,
      Waiting waiting,
      Optional<Portion> listed,
      boolean whole,
      Optional<Portion> again) {
    Withheld upload = waiting.upload();
    long amount = listed.stream().count() + again.stream().count();
    return connection
        .preparedQuery(SETTLE)
        .execute(Tuple.of(waiting.id(), whole ? "listed" : "kept"))
        .compose(settled -> {
          if (settled.rowCount() != 1) {
            throw new IllegalStateException("placed by another: " + waiting.id());
          }
          return connection
              .preparedQuery(POSITIONS)
              .execute(Tuple.of(upload.destination(), amount));
        })
        .compose(rows -> {
          long position = rows.iterator().next().getLong(0);
          Future<Void> placed = Future.succeededFuture();
          if (listed.isPresent()) {
            placed = connection
                .preparedQuery(PORTION)
                .execute(row(upload.destination(), position, listed.get())
                    .addBoolean(upload.origin().custom())
                    .addInteger(upload.origin().code())
                    .addUUID(upload.batch())
                    .addLong(upload.createdMillis())
                    .addBoolean(upload.revokes() && upload.applies())
                    .addBoolean(false))
                .compose(_ -> venues(connection, upload, position));
          }
          if (again.isEmpty()) return placed;
          Tuple row = row(upload.destination(), position + amount - 1, again.get())
              .addBoolean(null)
              .addInteger(null)
              .addUUID(null)
              .addLong(null)
              .addBoolean(false)
              .addBoolean(true);
          return placed.compose(
              _ -> connection.preparedQuery(PORTION).execute(row).mapEmpty());
        });
  }

  private static Future<Void> venues(SqlConnection connection, Withheld upload, long position) {
    return upload.venues().isEmpty()
        ? Future.succeededFuture()
        : VenueWaiting.insert(
            connection,
            List.of(new VenueWaiting.Placed(upload.destination(), position, upload.venues())));
  }

  private static Tuple row(int destination, long position, Portion portion) {
    return Tuple.tuple()
        .addInteger(destination)
        .addLong(position)
        .addUUID(portion.attempt())
        .addLocalDate(portion.day())
        .addInteger(portion.segments())
        .addLong(portion.records())
        .addLong(portion.bytes());
  }

  private static Withheld upload(Row row) {
    Long[] venues = Objects.requireNonNull(row.getArrayOfLongs("venues"));
    return new Withheld(
        row.getInteger("destination_id"),
        row.getBoolean("revokes"),
        row.getBoolean("applies"),
        row.getUUID("attempt_id"),
        row.getLocalDate("day"),
        row.getInteger("segments"),
        row.getLong("records"),
        row.getLong("bytes"),
        new RoutingCode(row.getBoolean("origin_custom"), row.getInteger("origin_code")),
        row.getUUID("batch_id"),
        row.getLong("created_millis"),
        new VenueKeys(
            Arrays.stream(venues).mapToLong(Long::longValue).toArray(),
            row.getBoolean("many_venues")));
  }
}
