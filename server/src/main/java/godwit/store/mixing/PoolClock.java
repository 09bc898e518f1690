package godwit.store.mixing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;

/// The clock that ticks are counted by.
///
/// @param held whether clocks disagree, so that nothing may leave for its age
public record PoolClock(Instant now, boolean held) {
  public static Future<PoolClock> read(SqlClient client) {
    return client
        .query("select godwit_now(), held_since is not null from maintenance")
        .execute()
        .map(rows -> {
          Row row = rows.iterator().next();
          return new PoolClock(row.getOffsetDateTime(0).toInstant(), row.getBoolean(1));
        });
  }
}
