package godwit.store;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The rows of those whom exposures are for. A row, once made, stays.
///
/// One a node, used from all its event loops.
public final class Destinations {
  /* Codes that a phone may name: every country, and as many states as anybody has. */
  private static final int CACHED = 65_536;

  private final Map<RoutingCode, Integer> ids = new ConcurrentHashMap<>();

  /// The row of a code, made if there is none.
  public Future<Integer> id(SqlClient client, RoutingCode code) {
    Optional<Integer> known = Optional.ofNullable(ids.get(code));
    if (known.isPresent()) return Future.succeededFuture(known.get());
    return client
        .preparedQuery(
            "insert into destination (custom, code) values ($1, $2) on conflict do nothing")
        .execute(Tuple.of(code.custom(), code.code()))
        .compose(_ -> client.preparedQuery("""
                        insert into outbox (destination_id)
                        select id from destination where custom = $1 and code = $2
                        on conflict do nothing""").execute(Tuple.of(code.custom(), code.code())))
        .compose(_ -> client
            .preparedQuery("select id from destination where custom = $1 and code = $2")
            .execute(Tuple.of(code.custom(), code.code())))
        .map(rows -> {
          int id = rows.iterator().next().getInteger(0);
          if (ids.size() < CACHED) ids.put(code, id);
          return id;
        });
  }

  /// All that there are, by id.
  public Future<Map<Integer, RoutingCode>> all(SqlClient client) {
    return client
        .query("select id, custom, code from destination")
        .execute()
        .map(Destinations::codes);
  }

  public static Map<Integer, RoutingCode> codes(Iterable<Row> rows) {
    Map<Integer, RoutingCode> codes = new TreeMap<>();
    for (Row row : rows) {
      codes.put(row.getInteger(0), new RoutingCode(row.getBoolean(1), row.getInteger(2)));
    }
    return codes;
  }
}
