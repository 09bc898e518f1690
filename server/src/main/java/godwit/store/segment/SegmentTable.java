package godwit.store.segment;

import godwit.store.Columns;
import godwit.store.DayPartitions;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The bytes of segments in a table of the database, by day: nothing else knows of it.
///
/// What is read by its place is asked of its day's own partition: a plan over all of them costs by
/// their number, and more than the reading.
final class SegmentTable implements SegmentBytes {
  private static final DayPartitions DAYS = new DayPartitions("segment_bytes");
  /* Rows of one statement: it is encoded into one piece of memory. */
  private static final int INSERTED_BYTES = 256 * 1024;

  private static final String INSERT = """
      insert into segment_bytes (day, attempt_id, destination_id, ordinal, bytes)
      select * from unnest($1::date[], $2::uuid[], $3::int[], $4::int[], $5::bytea[])""";
  private static final String INSERT_AHEAD = """
      insert into segment_bytes (day, attempt_id, destination_id, ordinal, bytes)
      select $1, $2, $3, $4, $5 where exists (
        select from attempt where attempt_id = $2 and removing_since is null)""";
  private static final String REMOVE_OF = """
      delete from segment_bytes where day = $1 and attempt_id = $2 and destination_id = $3""";
  private static final String REMOVE = """
      delete from segment_bytes where day = $1 and attempt_id = $2
        and (destination_id, ordinal) in (
          select destination_id, ordinal from segment_bytes
          where day = $1 and attempt_id = $2 limit $3)""";

  @Override
  public Future<Void> append(SqlConnection connection, List<UploadSegment> segments) {
    List<Future<Void>> inserted = new ArrayList<>();
    List<UploadSegment> group = new ArrayList<>();
    int bytes = 0;
    for (UploadSegment each : segments) {
      int length = each.segment().bytes().length();
      if (!group.isEmpty() && bytes + length > INSERTED_BYTES) {
        inserted.add(insert(connection, group));
        group.clear();
        bytes = 0;
      }
      group.add(each);
      bytes += length;
    }
    if (!group.isEmpty()) inserted.add(insert(connection, group));
    return Future.join(inserted).mapEmpty();
  }

  private static Future<Void> insert(SqlConnection connection, List<UploadSegment> group) {
    Columns columns = Columns.of(
        group.size(), LocalDate.class, UUID.class, Integer.class, Integer.class, Buffer.class);
    for (UploadSegment each : group) {
      StoredSegment segment = each.segment();
      columns.row(
          each.day(), each.attempt(), segment.destination(), segment.ordinal(), segment.bytes());
    }
    return connection.preparedQuery(INSERT).execute(columns.tuple()).mapEmpty();
  }

  @Override
  public Future<Void> appendAhead(SqlConnection connection, UploadSegment each) {
    return connection
        .preparedQuery(INSERT_AHEAD)
        .execute(Tuple.tuple()
            .addLocalDate(each.day())
            .addUUID(each.attempt())
            .addInteger(each.segment().destination())
            .addInteger(each.segment().ordinal())
            .addBuffer(each.segment().bytes()))
        .mapEmpty();
  }

  @Override
  public Future<List<Buffer>> read(SqlClient client, Stretch stretch) {
    List<Place> places = stretch.places();
    Columns columns = Columns.of(places.size(), UUID.class, Integer.class, Integer.class);
    for (Place each : places) columns.row(each.attempt(), each.destination(), each.ordinal());
    return client
        .preparedQuery(select(stretch.day()))
        .execute(columns.tuple().addLocalDate(stretch.day()))
        .map(rows -> {
          if (rows.size() != places.size()) {
            throw new IllegalStateException(rows.size() + " segments of " + places.size());
          }
          List<Buffer> segments = new ArrayList<>(places.size());
          rows.forEach(row -> segments.add(row.getBuffer(0)));
          return segments;
        });
  }

  @Override
  public Future<Buffer> slices(SqlClient client, List<Slice> slices) {
    Buffer bytes = Buffer.buffer();
    Future<Void> read = Future.succeededFuture();
    for (List<Slice> some : Slice.queries(slices)) {
      read = read.compose(_ -> query(client, some)).map(rows -> {
        if (rows.rowCount() != some.size()) {
          throw new IllegalStateException(rows.rowCount() + " slices of " + some.size());
        }
        rows.forEach(row -> bytes.appendBuffer(row.getBuffer(0)));
        return null;
      });
    }
    return read.map(bytes);
  }

  private static Future<RowSet<Row>> query(SqlClient client, List<Slice> slices) {
    Columns columns = Columns.of(
        slices.size(), UUID.class, Integer.class, Integer.class, Integer.class, Integer.class);
    for (Slice each : slices) {
      columns.row(
          each.attempt(), each.destination(), each.ordinal(), each.first() + 1, each.length());
    }
    LocalDate day = slices.getFirst().day();
    return client.preparedQuery(selectSlices(day)).execute(columns.tuple().addLocalDate(day));
  }

  /* Of bytes that are stored aside, the database reads what is asked for alone. */
  private static String selectSlices(LocalDate day) {
    return """
      select s.bytes
      from unnest((select $1::uuid[]), (select $2::int[]), (select $3::int[]),
          (select $4::int[]), (select $5::int[]))
          with ordinality as w (attempt_id, destination_id, ordinal, first, length, place)
        cross join lateral (
          select substring(bytes from w.first for w.length) as bytes
          from %s s where s.day = $6 and s.attempt_id = w.attempt_id
            and s.destination_id = w.destination_id and s.ordinal = w.ordinal limit 1) s
      order by w.place""".formatted(DAYS.name(day));
  }

  /* The limit keeps this a look at the key for each place, whatever the planner believes. Arrays
   * whose length it saw, it would plan for anew each time; so they come out of a select. */
  private static String select(LocalDate day) {
    return """
      select s.bytes
      from unnest((select $1::uuid[]), (select $2::int[]), (select $3::int[]))
          with ordinality as w (attempt_id, destination_id, ordinal, place)
        cross join lateral (
          select bytes from %s s where s.day = $4 and s.attempt_id = w.attempt_id
            and s.destination_id = w.destination_id and s.ordinal = w.ordinal limit 1) s
      order by w.place""".formatted(DAYS.name(day));
  }

  @Override
  public Future<Integer> remove(SqlClient client, LocalDate day, UUID attempt, int most) {
    return client
        .preparedQuery(REMOVE)
        .execute(Tuple.of(day, attempt, most))
        .map(removed -> removed.rowCount());
  }

  @Override
  public Future<Void> removeOf(
      SqlConnection connection, LocalDate day, UUID attempt, int destination) {
    return connection
        .preparedQuery(REMOVE_OF)
        .execute(Tuple.of(day, attempt, destination))
        .mapEmpty();
  }

  @Override
  public Future<Integer> dropDays(SqlConnection connection, LocalDate firstKept) {
    return DAYS.drop(connection, firstKept);
  }
}
