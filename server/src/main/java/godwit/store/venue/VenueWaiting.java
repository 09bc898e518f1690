package godwit.store.venue;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// Notes, with the commit of an upload, which venues its exposures are of.
/*
 * Whether a venue is registered is looked up under a lock that commits share and the registry takes
 * alone. So whoever commits first, the other sees it: either the note says that the venue is
 * registered, or the registry finds the note.
 */
public final class VenueWaiting {
  private static final String INSERT = """
      insert into venue_waiting (destination_id, position, code, venue, state)
      select t.destination_id, t.position, t.code, t.venue,
        case when r.venue is null then 'waiting' else 'ready' end
      from unnest($1::int[], $2::bigint[], $3::int[], $4::bigint[])
          as t (destination_id, position, code, venue)
        left join venue r on r.code = t.code and r.venue = t.venue""";
  private static final String INSERT_MANY = """
      insert into venue_waiting (destination_id, position, code, venue, state)
      select t.destination_id, t.position, r.code, r.venue, 'ready'
      from unnest($1::int[], $2::bigint[]) as t (destination_id, position) cross join venue r
      union all
      select t.destination_id, t.position, 0, -1, 'many'
      from unnest($1::int[], $2::bigint[]) as t (destination_id, position)""";

  private VenueWaiting() {}

  /// A portion, where it was placed, and the venues of its exposures.
  public record Placed(int destination, long position, VenueKeys venues) {}

  /// Keeps the registry as it is until the transaction ends.
  public static Future<Void> lock(SqlClient client) {
    return client
        .preparedQuery("select pg_advisory_xact_lock_shared($1)")
        .execute(Tuple.of(Venues.LOCK))
        .mapEmpty();
  }

  /// Notes the venues of portions. The registry has to be locked.
  public static Future<Void> insert(SqlConnection connection, List<Placed> portions) {
    return named(connection, portions).compose(_ -> many(connection, portions));
  }

  private static Future<Void> named(SqlConnection connection, List<Placed> portions) {
    List<Integer> destinations = new ArrayList<>();
    List<Long> positions = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    List<Long> venues = new ArrayList<>();
    for (Placed portion : portions) {
      for (long key : portion.venues().keys()) {
        destinations.add(portion.destination());
        positions.add(portion.position());
        codes.add(VenueKeys.authority(key));
        venues.add(VenueKeys.venue(key));
      }
    }
    if (venues.isEmpty()) return Future.succeededFuture();
    return connection
        .preparedQuery(INSERT)
        .execute(Tuple.tuple()
            .addArrayOfInteger(destinations.toArray(Integer[]::new))
            .addArrayOfLong(positions.toArray(Long[]::new))
            .addArrayOfInteger(codes.toArray(Integer[]::new))
            .addArrayOfLong(venues.toArray(Long[]::new)))
        .mapEmpty();
  }

  private static Future<Void> many(SqlConnection connection, List<Placed> portions) {
    List<Placed> unnamed =
        portions.stream().filter(each -> each.venues().many()).toList();
    if (unnamed.isEmpty()) return Future.succeededFuture();
    return connection
        .preparedQuery(INSERT_MANY)
        .execute(Tuple.tuple()
            .addArrayOfInteger(unnamed.stream().map(Placed::destination).toArray(Integer[]::new))
            .addArrayOfLong(unnamed.stream().map(Placed::position).toArray(Long[]::new)))
        .mapEmpty();
  }
}
