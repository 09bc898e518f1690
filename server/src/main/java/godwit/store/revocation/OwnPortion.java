package godwit.store.revocation;

import godwit.codec.payload.RoutingCode;
import godwit.store.venue.VenueKeys;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/// Revocations of this authority's own, with what is sent again, as a portion of their destination.
public final class OwnPortion {
  private static final String LOCK =
      "select next_position, custom, code from destination where id = $1 for no key update";
  private static final String TAKE =
      "update destination set next_position = next_position + 1 where id = $1";
  private static final String PLACE = """
      insert into portion (destination_id, position, attempt_id, day, segments, records, bytes,
        origin_custom, origin_code, batch_id, created_millis, revokes)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $3, $10, true)""";

  private OwnPortion() {}

  /// Keeps all others from adding to a destination until the transaction ends.
  public static Future<Void> lock(SqlConnection connection, int destination) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(destination)).mapEmpty();
  }

  /// Gives it a position, or leaves it to be placed where it is for the own list: what it takes
  /// back
  /// is what has a lower position by now.
  public static Future<Void> insert(
      SqlConnection connection,
      int destination,
      RoutingCode self,
      long createdMillis,
      Withholding.Portion portion) {
    return connection.preparedQuery(LOCK).execute(Tuple.of(destination)).compose(rows -> {
      Row row = rows.iterator().next();
      long position = row.getLong(0);
      boolean own = self.equals(new RoutingCode(row.getBoolean(1), row.getInteger(2)));
      return own
          ? withhold(connection, destination, self, position, portion)
          : place(connection, destination, self, position, createdMillis, portion);
    });
  }

  private static Future<Void> place(
      SqlConnection connection,
      int destination,
      RoutingCode self,
      long position,
      long createdMillis,
      Withholding.Portion portion) {
    return connection
        .preparedQuery(TAKE)
        .execute(Tuple.of(destination))
        .compose(_ -> connection
            .preparedQuery(PLACE)
            .execute(Tuple.tuple()
                .addInteger(destination)
                .addLong(position)
                .addUUID(portion.attempt())
                .addLocalDate(portion.day())
                .addInteger(portion.segments())
                .addLong(portion.records())
                .addLong(portion.bytes())
                .addBoolean(self.custom())
                .addInteger(self.code())
                .addLong(createdMillis)))
        .mapEmpty();
  }

  private static Future<Void> withhold(
      SqlConnection connection,
      int destination,
      RoutingCode self,
      long position,
      Withholding.Portion portion) {
    return Withheld.insert(
        connection,
        List.of(new Withheld(
            destination,
            true,
            true,
            portion.attempt(),
            portion.day(),
            portion.segments(),
            portion.records(),
            portion.bytes(),
            self,
            UUID.randomUUID(),
            position,
            VenueKeys.NONE)));
  }
}
