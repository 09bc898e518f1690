package godwit.store.revocation;

import godwit.codec.payload.RoutingCode;
import godwit.domain.revocation.Sightings;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentIndex;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The portions of one list in their order, but for those that list again what is listed.
///
/// @param self whose list it is: what counts of its own is their position, whatever phones say of
///     when they made their batches; what it revokes is up to the position that stands for
/// `created`
public record ListedPortions(int destination, RoutingCode self) {
  /// Segments of one look.
  public static final int AT_ONCE = 512;

  private static final String AFTER =
      """
      select p.position, p.origin_custom, p.origin_code, p.created_millis, p.revokes,\s""" + SegmentIndex.PLACE + """
      from portion p cross join lateral (""" + SegmentIndex.OF_PORTION + """
        ) s
      where p.destination_id = $1 and p.position >= $2 and p.position <= $4 and not p.relists
        and p.day >= $5 and (p.position > $2 or s.ordinal > $3)
      order by p.position, s.ordinal limit $6""";
  private static final String REVOKING =
      """
      select p.position, p.origin_custom, p.origin_code, p.created_millis, p.revokes,\s""" + SegmentIndex.PLACE + """
      from portion p cross join lateral (""" + SegmentIndex.OF_PORTION + """
        ) s
      where p.destination_id = $1 and p.revokes and p.origin_custom = $2 and p.origin_code = $3
        and p.created_millis > $4
      order by p.position, s.ordinal""";

  /// A segment, and the batch that it is of.
  public record Piece(long position, Sightings.Batch batch, Place place) {}

  /// The next pieces behind one, up to a position.
  ///
  /// @param position of the piece before, and `ordinal` of its segment
  /// @param firstDay before which nothing can be of interest
  public Future<List<Piece>> after(
      SqlClient client, long position, int ordinal, long last, LocalDate firstDay) {
    return client
        .preparedQuery(AFTER)
        .execute(Tuple.of(destination, position, ordinal, last, firstDay, AT_ONCE))
        .map(this::pieces);
  }

  /// The pieces of an origin's batches that take something back, made after a time.
  public Future<List<Piece>> revoking(SqlClient client, RoutingCode origin, long createdMillis) {
    return client
        .preparedQuery(REVOKING)
        .execute(Tuple.of(destination, origin.custom(), origin.code(), createdMillis))
        .map(this::pieces);
  }

  /// The last position that is taken.
  public Future<Long> last(SqlClient client) {
    return client
        .preparedQuery("select next_position - 1 from destination where id = $1")
        .execute(Tuple.of(destination))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private List<Piece> pieces(Iterable<Row> rows) {
    List<Piece> pieces = new ArrayList<>();
    for (Row row : rows) {
      long position = row.getLong("position");
      Optional<RoutingCode> origin = Optional.ofNullable(row.getBoolean("origin_custom"))
          .map(custom -> new RoutingCode(custom, row.getInteger("origin_code")));
      boolean own = origin.filter(self::equals).isPresent();
      boolean placed = origin.isEmpty() || (own && !row.getBoolean("revokes"));
      long created = placed ? position : row.getLong("created_millis");
      pieces.add(
          new Piece(position, new Sightings.Batch(origin, created, position), Place.of(row)));
    }
    return pieces;
  }
}
