package godwit.store.outgoing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;

/// What waits for authorities that nobody is known to answer for.
public final class Unclaimed {
  private static final String RECORDS = """
      select coalesce(sum(p.records), 0)::bigint from portion p join outbox o using (destination_id)
      where p.destination_id = any($1) and (p.position > o.cut_position
        or (p.position = o.cut_position and p.segments > o.cut_ordinal))""";

  private final Pool pool;

  public Unclaimed(Pool pool) {
    this.pool = pool;
  }

  /// The exposures of these destinations that are in no batch yet.
  public Future<Long> records(Collection<Integer> destinations) {
    if (destinations.isEmpty()) return Future.succeededFuture(0L);
    return pool.preparedQuery(RECORDS)
        .execute(Tuple.of(destinations.toArray(Integer[]::new)))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
