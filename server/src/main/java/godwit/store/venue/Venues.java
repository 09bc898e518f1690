package godwit.store.venue;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The registry of venues: exposures of a venue are listed once it is in it.
///
/// What came before stays where it is and is marked: a [VenueRelease] gives it positions. To take a
/// venue out again keeps what comes from then on off the list; what is listed stays.
public final class Venues {
  /* Any number, the same in every node; another than that of migrations. */
  static final long LOCK = 0x60D318;

  /// Venues of one answer.
  public static final int AT_ONCE = 1_000;

  private static final String ENTER = """
      insert into venue (code, venue, name) values ($1, $2, $3)
      on conflict (code, venue) do update set name = excluded.name
      returning xmax = 0""";
  private static final String MARK =
      "update venue_waiting set state = $3 where code = $1 and venue = $2 and state = $4";
  private static final String MARK_AMONG_MANY = """
      insert into venue_waiting (destination_id, position, code, venue, state)
      select destination_id, position, $1, $2, 'ready' from venue_waiting where state = 'many'
      on conflict do nothing""";

  private final Pool pool;

  public Venues(Pool pool) {
    this.pool = pool;
  }

  /// A venue that is registered.
  ///
  /// @param authority that registers it: a nation, or a state of one
  /// @param code its own, 0 to 4,294,967,295
  public record Venue(RoutingCode authority, long code, String name, Instant registered) {}

  /// Enters a venue, or gives it another name.
  ///
  /// @return whether it is new
  public Future<Boolean> add(RoutingCode authority, long venue, String name) {
    return alone(connection -> connection
        .preparedQuery(ENTER)
        .execute(Tuple.of(authority.code(), venue, name))
        .compose(entered -> connection
            .preparedQuery(MARK)
            .execute(Tuple.of(authority.code(), venue, "ready", "waiting"))
            .compose(_ -> connection
                .preparedQuery(MARK_AMONG_MANY)
                .execute(Tuple.of(authority.code(), venue)))
            .map(_ -> entered.iterator().next().getBoolean(0))));
  }

  /// Takes a venue out.
  ///
  /// @return whether it was there
  public Future<Boolean> remove(RoutingCode authority, long venue) {
    return alone(connection -> connection
        .preparedQuery("delete from venue where code = $1 and venue = $2")
        .execute(Tuple.of(authority.code(), venue))
        .compose(gone -> connection
            .preparedQuery(MARK)
            .execute(Tuple.of(authority.code(), venue, "waiting", "ready"))
            .map(_ -> gone.rowCount() > 0)));
  }

  /// Whether a venue is registered.
  public static Future<Boolean> isRegistered(SqlClient client, RoutingCode authority, long venue) {
    return client
        .preparedQuery("select from venue where code = $1 and venue = $2")
        .execute(Tuple.of(authority.code(), venue))
        .map(rows -> rows.size() > 0);
  }

  /// Those that follow a venue, by authority and code: at most [#AT_ONCE].
  ///
  /// @param authority code of the authority; with `venue`, that after which to go on
  /// @param venue -1 to begin with the first of the authority
  public Future<List<Venue>> after(int authority, long venue) {
    return pool.preparedQuery("""
            select code, venue, name, registered_at from venue
            where (code, venue) > ($1, $2) order by code, venue limit $3""").execute(Tuple.of(authority, venue, AT_ONCE)).map(rows -> {
      List<Venue> venues = new ArrayList<>();
      for (Row row : rows) {
        venues.add(new Venue(
            new RoutingCode(false, row.getInteger("code")),
            row.getLong("venue"),
            row.getString("name"),
            row.getOffsetDateTime("registered_at").toInstant()));
      }
      return venues;
    });
  }

  private interface Change {
    Future<Boolean> on(SqlConnection connection);
  }

  /* No upload that has exposures of venues commits meanwhile. */
  private Future<Boolean> alone(Change change) {
    return pool.withTransaction(connection -> connection
            .preparedQuery("select pg_advisory_xact_lock($1)")
            .execute(Tuple.of(LOCK))
            .compose(_ -> change.on(connection)))
        .map(Objects::requireNonNull);
  }
}
