package godwit.store.segment;

import godwit.store.Columns;
import godwit.store.Schema;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Where the bytes of blocks live: appended once, never changed.
///
/// What is read by its place is asked of its day's own partition: a plan over all of them costs by
/// their number, and more than the reading.
public final class Segments {
  private static final String INSERT =
      "insert into segment (day, attempt_id, destination_id, ordinal, records, centralised,"
          + " headers, hashes, bytes) select * from unnest($1::date[], $2::uuid[], $3::int[],"
          + " $4::int[], $5::bigint[], $6::boolean[], $7::bytea[], $8::bytea[], $9::bytea[])";
  /* Rows of one statement: it is encoded into one piece of memory. */
  private static final int INSERTED_BYTES = 256 * 1024;
  /* Nothing is written for an attempt that is being removed. */
  private static final String APPEND =
      "insert into segment (day, attempt_id, destination_id, ordinal, records, centralised,"
          + " headers, hashes, bytes) select $1, $2, $3, $4, $5, $6, $7, $8, $9 where exists ("
          + " select from attempt where attempt_id = $2 and removing_since is null)";

  /* Of a portion p. What a planner believes of a table that grows by millions of rows between two
   * looks is worth little: the offset keeps it from reading all of a day for some rows of it. */
  public static final String OF_PORTION = """
      select * from segment s where s.day = p.day and s.attempt_id = p.attempt_id
        and s.destination_id = p.destination_id offset 0""";
  /* Of one query: its rows are held at once. */
  private static final int READ_BYTES = 256 * 1024;
  private static final int READ_SEGMENTS = 256;

  private final SqlClient client;

  public Segments(SqlClient client) {
    this.client = client;
  }

  /// The attempt had seemed dead, and is being removed: the upload is to be sent again.
  public static final class AttemptLost extends RuntimeException {
    AttemptLost(UUID attempt) {
      super("attempt " + attempt + " was removed", null, false, false);
    }
  }

  /// Where one segment lies.
  ///
  /// @param centralised whether some of its blocks may have to be left out of a list
  /// @param bytes how many it has
  public record Place(
      LocalDate day, UUID attempt, int destination, int ordinal, boolean centralised, int bytes) {}

  /// Segments of one day that are read with one query: one large one, or many small ones.
  public record Stretch(List<Place> places) {
    public Stretch {
      places = List.copyOf(places);
    }

    private LocalDate day() {
      return places.getFirst().day();
    }

    /// All these places, in their order, in stretches of little memory.
    public static List<Stretch> of(List<Place> places) {
      return of(places, READ_BYTES);
    }

    /// All these places, in their order, in as few stretches as memory allows.
    ///
    /// @param most bytes of a stretch, unless one segment alone has more
    public static List<Stretch> of(List<Place> places, int most) {
      List<Stretch> stretches = new ArrayList<>();
      int first = 0;
      int bytes = 0;
      for (int index = 0; index < places.size(); index++) {
        int more = places.get(index).bytes();
        boolean full = bytes + more > most || index - first == READ_SEGMENTS;
        boolean over = !places.get(index).day().equals(places.get(first).day());
        if (over || (full && index > first)) {
          stretches.add(new Stretch(places.subList(first, index)));
          first = index;
          bytes = 0;
        }
        bytes += more;
      }
      if (first < places.size()) stretches.add(new Stretch(places.subList(first, places.size())));
      return stretches;
    }
  }

  /// Hashes of a segment's blocks, and their headers; empty where they are not stored by
  /// themselves.
  public record Outline(Buffer hashes, Buffer headers) {}

  /// A segment that is written together with those of other uploads.
  public record OfUpload(LocalDate day, UUID attempt, StoredSegment segment) {}

  /// Writes a segment ahead of its upload's end. Its memory may be used again afterwards.
  public Future<Void> append(LocalDate day, UUID attempt, StoredSegment segment) {
    return client
        .preparedQuery(APPEND)
        .execute(row(day, attempt, segment))
        .compose(rows -> rows.rowCount() == 1
            ? Future.succeededFuture()
            : Future.failedFuture(new AttemptLost(attempt)));
  }

  /// Reads the blocks of one segment.
  public Future<Buffer> read(Place place) {
    return row("bytes", place).map(row -> row.getBuffer(0));
  }

  /// Reads the blocks of each of a stretch's segments, in its order.
  public Future<List<Buffer>> read(Stretch stretch) {
    List<Place> places = stretch.places();
    return client
        .preparedQuery(select(stretch.day()))
        .execute(Tuple.tuple()
            .addValue(Columns.of(places, Place::attempt, UUID[]::new))
            .addValue(Columns.of(places, Place::destination, Integer[]::new))
            .addValue(Columns.of(places, Place::ordinal, Integer[]::new))
            .addLocalDate(stretch.day()))
        .map(rows -> {
          if (rows.size() != places.size()) {
            throw new IllegalStateException(rows.size() + " segments of " + places.size());
          }
          List<Buffer> segments = new ArrayList<>(places.size());
          rows.forEach(row -> segments.add(row.getBuffer(0)));
          return segments;
        });
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
      order by w.place""".formatted(Schema.partition(day));
  }

  /// Reads what a digest is made of: the SHA-256 of each block of one segment, end to end, and the
  /// headers where the segment has them beside its blocks.
  public Future<Outline> outline(Place place) {
    return row("hashes, headers", place)
        .map(row -> new Outline(row.getBuffer(0), row.getBuffer(1)));
  }

  private Future<Row> row(String columns, Place place) {
    return client
        .preparedQuery("select " + columns + " from " + Schema.partition(place.day())
            + " where day = $1 and attempt_id = $2 and destination_id = $3 and ordinal = $4")
        .execute(Tuple.of(place.day(), place.attempt(), place.destination(), place.ordinal()))
        .map(rows -> {
          if (rows.size() != 1) throw new IllegalStateException("no segment at " + place);
          return rows.iterator().next();
        });
  }

  public static List<Place> places(Iterable<Row> rows) {
    List<Place> places = new ArrayList<>();
    rows.forEach(row -> places.add(place(row)));
    return places;
  }

  public static Place place(Row row) {
    return new Place(
        row.getLocalDate("day"),
        row.getUUID("attempt_id"),
        row.getInteger("destination_id"),
        row.getInteger("ordinal"),
        row.getBoolean("centralised"),
        row.getInteger("bytes"));
  }

  private static Tuple row(LocalDate day, UUID attempt, StoredSegment segment) {
    return Tuple.tuple()
        .addLocalDate(day)
        .addUUID(attempt)
        .addInteger(segment.destination())
        .addInteger(segment.ordinal())
        .addLong(segment.records())
        .addBoolean(segment.centralised())
        .addBuffer(segment.headers())
        .addBuffer(segment.hashes())
        .addBuffer(segment.bytes());
  }

  /// Writes segments in the caller's transaction, many small ones in one statement.
  public static Future<Void> insert(SqlConnection connection, List<OfUpload> segments) {
    Future<Void> inserted = Future.succeededFuture();
    List<OfUpload> group = new ArrayList<>();
    int bytes = 0;
    for (OfUpload each : segments) {
      int length = each.segment().bytes().length() + each.segment().hashes().length();
      if (!group.isEmpty() && bytes + length > INSERTED_BYTES) {
        List<OfUpload> full = List.copyOf(group);
        inserted = inserted.compose(_ -> insertOnce(connection, full));
        group.clear();
        bytes = 0;
      }
      group.add(each);
      bytes += length;
    }
    return group.isEmpty() ? inserted : inserted.compose(_ -> insertOnce(connection, group));
  }

  private static Future<Void> insertOnce(SqlConnection connection, List<OfUpload> group) {
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.tuple()
            .addValue(Columns.of(group, OfUpload::day, LocalDate[]::new))
            .addValue(Columns.of(group, OfUpload::attempt, UUID[]::new))
            .addValue(Columns.of(group, each -> each.segment().destination(), Integer[]::new))
            .addValue(Columns.of(group, each -> each.segment().ordinal(), Integer[]::new))
            .addValue(Columns.of(group, each -> each.segment().records(), Long[]::new))
            .addValue(Columns.of(group, each -> each.segment().centralised(), Boolean[]::new))
            .addValue(Columns.of(group, each -> each.segment().headers(), Buffer[]::new))
            .addValue(Columns.of(group, each -> each.segment().hashes(), Buffer[]::new))
            .addValue(Columns.of(group, each -> each.segment().bytes(), Buffer[]::new)))
        .mapEmpty();
  }
}
