package godwit.store.cases;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The keys of cases, under which what they have shared is kept.
public final class CaseKeys {
  private CaseKeys() {}

  /// Those of cases that are there.
  public static Future<Map<UUID, byte[]>> of(SqlClient client, List<UUID> cases) {
    return client
        .preparedQuery("select id, key from confirmed_case where id = any($1)")
        .execute(Tuple.tuple().addArrayOfUUID(cases.toArray(UUID[]::new)))
        .map(rows -> {
          Map<UUID, byte[]> keys = new HashMap<>();
          for (Row row : rows) keys.put(row.getUUID(0), row.getBuffer(1).getBytes());
          return keys;
        });
  }
}
