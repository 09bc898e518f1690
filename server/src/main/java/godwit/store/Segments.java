package godwit.store;

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
public final class Segments {
  private static final String INSERT =
      "insert into segment (day, attempt_id, destination_id, ordinal, records, centralised,"
          + " hashes, bytes) values ($1, $2, $3, $4, $5, $6, $7, $8)";
  private static final String READ = "select bytes from segment"
      + " where day = $1 and attempt_id = $2 and destination_id = $3 and ordinal = $4";

  private final SqlClient client;

  public Segments(SqlClient client) {
    this.client = client;
  }

  /// Where one segment lies.
  ///
  /// @param centralised whether some of its blocks may have to be left out of a list
  /// @param bytes how many it has
  public record Place(
      LocalDate day, UUID attempt, int destination, int ordinal, boolean centralised, int bytes) {}

  /// Writes a segment ahead of its upload's end. Its memory may be used again afterwards.
  public Future<Void> append(LocalDate day, UUID attempt, StoredSegment segment) {
    return client.preparedQuery(INSERT).execute(row(day, attempt, segment)).mapEmpty();
  }

  /// Reads the blocks of one segment.
  public Future<Buffer> read(Place place) {
    return client
        .preparedQuery(READ)
        .execute(Tuple.of(place.day(), place.attempt(), place.destination(), place.ordinal()))
        .map(rows -> {
          if (rows.size() != 1) throw new IllegalStateException("no segment at " + place);
          return rows.iterator().next().getBuffer(0);
        });
  }

  /// The places of a relayed batch's segments, in order.
  Future<List<Place>> places(LocalDate day, UUID attempt) {
    return client
        .preparedQuery(
            "select day, attempt_id, destination_id, ordinal, centralised, length(bytes) as bytes"
                + " from segment where day = $1 and attempt_id = $2 order by ordinal")
        .execute(Tuple.of(day, attempt))
        .map(Segments::places);
  }

  static List<Place> places(Iterable<Row> rows) {
    List<Place> places = new ArrayList<>();
    for (Row row : rows) {
      places.add(new Place(
          row.getLocalDate("day"),
          row.getUUID("attempt_id"),
          row.getInteger("destination_id"),
          row.getInteger("ordinal"),
          row.getBoolean("centralised"),
          row.getInteger("bytes")));
    }
    return places;
  }

  static Tuple row(LocalDate day, UUID attempt, StoredSegment segment) {
    return Tuple.tuple()
        .addLocalDate(day)
        .addUUID(attempt)
        .addInteger(segment.destination())
        .addInteger(segment.ordinal())
        .addLong(segment.records())
        .addBoolean(segment.centralised())
        .addBuffer(segment.hashes())
        .addBuffer(segment.bytes());
  }

  static Future<Void> insert(SqlConnection connection, List<Tuple> rows) {
    if (rows.isEmpty()) return Future.succeededFuture();
    return connection.preparedQuery(INSERT).executeBatch(rows).mapEmpty();
  }
}
