package godwit.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Since when this authority lists each of its own keys, the same for all nodes of a database.
public final class OwnKeyTimes {
  private OwnKeyTimes() {}

  /// Takes note of the keys that are listed from now on.
  ///
  /// @param keys by their names, 64 hex digits
  /// @return since when each of them is, by the database's clock
  public static Future<Map<String, Instant>> listed(Pool pool, Collection<String> keys) {
    String[] names = keys.toArray(String[]::new);
    return pool.preparedQuery(
            "insert into own_key (id) select unnest($1::text[]) on conflict do nothing")
        .execute(Tuple.tuple().addArrayOfString(names))
        .compose(_ -> pool.preparedQuery("select id, published from own_key where id = any($1)")
            .execute(Tuple.tuple().addArrayOfString(names)))
        .map(rows -> {
          Map<String, Instant> times = new HashMap<>();
          for (Row row : rows) {
            times.put(row.getString("id"), row.getOffsetDateTime("published").toInstant());
          }
          return times;
        });
  }
}
