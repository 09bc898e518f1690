package godwit.store.segment;

import godwit.store.Columns;
import godwit.store.DayPartitions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// What is known of segments beside their bytes: place, records, length, hashes, headers.
///
/// Batches and pages are made of it alone; [SegmentBytes] has the blocks.
public final class SegmentIndex {
  /// The columns of a [Place], of a segment `s`.
  public static final String PLACE =
      "s.day, s.attempt_id, s.destination_id, s.ordinal, s.filtered, s.length ";

  /* Of a portion p. What a planner believes of a table that grows by millions of rows between two
   * looks is worth little: the offset keeps it from reading all of a day for some rows of it. */
  /// The segments of a portion `p`, as a lateral query.
  public static final String OF_PORTION = """
      select * from segment s where s.day = p.day and s.attempt_id = p.attempt_id
        and s.destination_id = p.destination_id offset 0""";

  private static final DayPartitions DAYS = new DayPartitions("segment");
  private static final String INSERT = """
      insert into segment (day, attempt_id, destination_id, ordinal, records, filtered, length,
        headers, hashes)
      select * from unnest($1::date[], $2::uuid[], $3::int[], $4::int[], $5::bigint[],
        $6::boolean[], $7::int[], $8::bytea[], $9::bytea[])""";
  /* Nothing is written for an attempt that is being removed. */
  private static final String INSERT_AHEAD = """
      insert into segment (day, attempt_id, destination_id, ordinal, records, filtered, length,
        headers, hashes)
      select $1, $2, $3, $4, $5, $6, $7, $8, $9 where exists (
        select from attempt where attempt_id = $2 and removing_since is null)""";
  private static final String OF_ATTEMPT = "select " + PLACE + """
      from segment s where s.day = $1 and s.attempt_id = $2 and s.destination_id = $3
      order by s.ordinal""";
  private static final String REMOVE_OF = """
      delete from segment where day = $1 and attempt_id = $2 and destination_id = $3""";
  private static final String REMOVE = """
      delete from segment where day = $1 and attempt_id = $2
        and (destination_id, ordinal) in (
          select destination_id, ordinal from segment
          where day = $1 and attempt_id = $2 limit $3)""";

  private SegmentIndex() {}

  /// Reads what a digest is made of.
  public static Future<Outline> outline(SqlClient client, Place place) {
    return client
        .preparedQuery("select hashes, headers from " + DAYS.name(place.day())
            + " where day = $1 and attempt_id = $2 and destination_id = $3 and ordinal = $4")
        .execute(Tuple.of(place.day(), place.attempt(), place.destination(), place.ordinal()))
        .map(rows -> {
          if (rows.size() != 1) throw new IllegalStateException("no segment at " + place);
          var row = rows.iterator().next();
          return new Outline(row.getBuffer(0), row.getBuffer(1));
        });
  }

  /// Where the segments of an attempt for one destination lie, in their order.
  public static Future<List<Place>> places(
      SqlClient client, LocalDate day, UUID attempt, int destination) {
    return client
        .preparedQuery(OF_ATTEMPT)
        .execute(Tuple.of(day, attempt, destination))
        .map(Place::all);
  }

  /// Removes the segments of an attempt for one destination, in the caller's transaction: what they
  /// hold has been written elsewhere.
  public static Future<Void> remove(
      SqlConnection connection, LocalDate day, UUID attempt, int destination) {
    return connection
        .preparedQuery(REMOVE_OF)
        .execute(Tuple.of(day, attempt, destination))
        .compose(_ -> SegmentBytes.KEPT.removeOf(connection, day, attempt, destination));
  }

  static Future<Void> insert(SqlConnection connection, List<UploadSegment> group) {
    Columns columns = Columns.of(
        group.size(),
        LocalDate.class,
        UUID.class,
        Integer.class,
        Integer.class,
        Long.class,
        Boolean.class,
        Integer.class,
        Buffer.class,
        Buffer.class);
    for (UploadSegment each : group) {
      StoredSegment segment = each.segment();
      columns.row(
          each.day(),
          each.attempt(),
          segment.destination(),
          segment.ordinal(),
          segment.records(),
          segment.filtered(),
          segment.bytes().length(),
          segment.headers(),
          segment.hashes());
    }
    return connection.preparedQuery(INSERT).execute(columns.tuple()).mapEmpty();
  }

  /// @return whether the attempt is alive; nothing happens else
  static Future<Boolean> insertAhead(SqlConnection connection, UploadSegment each) {
    StoredSegment segment = each.segment();
    return connection
        .preparedQuery(INSERT_AHEAD)
        .execute(Tuple.tuple()
            .addLocalDate(each.day())
            .addUUID(each.attempt())
            .addInteger(segment.destination())
            .addInteger(segment.ordinal())
            .addLong(segment.records())
            .addBoolean(segment.filtered())
            .addInteger(segment.bytes().length())
            .addBuffer(segment.headers())
            .addBuffer(segment.hashes()))
        .map(rows -> rows.rowCount() == 1);
  }

  static Future<Integer> remove(SqlClient client, LocalDate day, UUID attempt, int most) {
    return client
        .preparedQuery(REMOVE)
        .execute(Tuple.of(day, attempt, most))
        .map(removed -> removed.rowCount());
  }

  /// Forgets days before this one, with their bytes.
  ///
  /// @return how many days it forgot
  public static Future<Integer> dropDays(SqlConnection connection, LocalDate firstKept) {
    return DAYS.drop(connection, firstKept)
        .compose(days -> SegmentBytes.KEPT.dropDays(connection, firstKept).map(days));
  }
}
