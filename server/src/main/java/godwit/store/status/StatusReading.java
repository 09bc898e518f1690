package godwit.store.status;

import godwit.codec.payload.RoutingCode;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentIndex;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// How far a destination's portions were read for what concerns users of centralised systems, and
/// what comes next.
///
/// They are read in the order of their positions, each segment once: who reads 8 has read 7. What a
/// revocation takes back lies before it, and what still counts behind it, as on the list.
public record StatusReading(int destination) {
  /// Portions, and segments, of one look.
  static final int AT_ONCE = 256;

  private static final String NEXT = """
      select p.position, p.origin_custom, p.origin_code, p.batch_id, s.*
      from (
        select * from portion where destination_id = $1 and position >= $2
        order by position limit $4
      ) p left join lateral (
        select\s""" + SegmentIndex.PLACE + """
        from (""" + SegmentIndex.OF_PORTION + """
        ) s
        where s.filtered and (p.position > $2 or s.ordinal > $3)
      ) s on true
      order by p.position, s.ordinal limit $4""";

  /// Where a reader stands: behind this segment of this portion.
  public record Mark(long position, int ordinal) {}

  /// A batch, as its origin named it.
  public record Source(RoutingCode origin, UUID batch) {}

  /// A segment, and the batch that it came with; own users' uploads are mixed and have none.
  public record Piece(long position, Optional<Source> source, Place place) {}

  /// Pieces that come next.
  ///
  /// @param mark where the reader stands behind them
  /// @param more whether there may be others
  public record Look(List<Piece> pieces, Mark mark, boolean more) {}

  /// Locks the reader's place until the transaction ends; empty while another node has it.
  public Future<Optional<Mark>> lock(SqlConnection connection) {
    return connection
        .preparedQuery("insert into status_reading values ($1) on conflict do nothing")
        .execute(Tuple.of(destination))
        .compose(_ -> connection
            .preparedQuery("select position, ordinal from status_reading"
                + " where destination_id = $1 for update skip locked")
            .execute(Tuple.of(destination)))
        .map(rows -> rows.rowCount() == 0
            ? Optional.empty()
            : Optional.of(mark(rows.iterator().next())));
  }

  /// The last position that was read; what is behind it waits.
  public Future<Long> read(SqlClient client) {
    return client
        .preparedQuery("select position from status_reading where destination_id = $1")
        .execute(Tuple.of(destination))
        .map(rows -> rows.rowCount() == 0 ? 0 : rows.iterator().next().getLong(0));
  }

  /// What comes next.
  public Future<Look> next(SqlClient client, Mark mark) {
    return client
        .preparedQuery(NEXT)
        .execute(Tuple.of(destination, mark.position(), mark.ordinal(), AT_ONCE))
        .map(rows -> {
          List<Piece> pieces = new ArrayList<>();
          Mark behind = mark;
          for (Row row : rows) {
            long position = row.getLong("position");
            boolean hasSegment = row.getValue("ordinal") != null;
            if (hasSegment) pieces.add(new Piece(position, source(row), Place.of(row)));
            int ordinal = hasSegment
                ? row.getInteger("ordinal")
                : position == mark.position() ? mark.ordinal() : -1;
            behind = new Mark(position, ordinal);
          }
          return new Look(pieces, behind, rows.size() == AT_ONCE);
        });
  }

  /// Says that all up to a mark was read.
  public Future<Void> through(SqlConnection connection, Mark mark) {
    return connection
        .preparedQuery(
            "update status_reading set position = $2, ordinal = $3 where destination_id = $1")
        .execute(Tuple.of(destination, mark.position(), mark.ordinal()))
        .mapEmpty();
  }

  /// Counts records of a batch that turned out not to be valid.
  public static Future<Void> invalid(SqlConnection connection, Source source, long records) {
    return connection
        .preparedQuery("update batch set invalid = invalid + $3 where scope = $1 and batch_id = $2")
        .execute(Tuple.of(source.origin().path(), source.batch(), records))
        .mapEmpty();
  }

  private static Mark mark(Row row) {
    return new Mark(row.getLong(0), row.getInteger(1));
  }

  private static Optional<Source> source(Row row) {
    return Optional.ofNullable(row.getBoolean("origin_custom"))
        .map(custom -> new Source(
            new RoutingCode(custom, row.getInteger("origin_code")), row.getUUID("batch_id")));
  }
}
