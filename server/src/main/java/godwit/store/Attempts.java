package godwit.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Uploads under way that have written segments ahead, and the removal of those that died.
///
/// One a node, used from all its event loops.
/*
 * An attempt is alive while its node says so every 10 s. Whoever finds one silent for 60 s marks
 * it first, in a transaction of its own: from then on its upload can't be committed, and its
 * segments go in small steps.
 */
public final class Attempts {
  /// How often a node says which of its attempts live.
  public static final long HEARTBEAT_MILLIS = 10_000;

  private static final int SILENT_SECONDS = 60;
  private static final int SWEPT_AT_ONCE = 64;
  private static final int SEGMENTS_A_STEP = 64;

  private final UUID node;
  private final Set<UUID> alive = ConcurrentHashMap.newKeySet();

  public Attempts(UUID node) {
    this.node = node;
  }

  /// Makes an attempt known, before its first segment.
  public Future<Void> begin(SqlClient client, UUID attempt, LocalDate day) {
    alive.add(attempt);
    return client
        .preparedQuery("insert into attempt (attempt_id, node_id, day) values ($1, $2, $3)")
        .execute(Tuple.of(attempt, node, day))
        .mapEmpty();
  }

  /// Says that the attempt has ended: committed, or to be removed now.
  public Future<Void> end(SqlClient client, UUID attempt, boolean committed) {
    alive.remove(attempt);
    if (committed) return Future.succeededFuture();
    return client
        .preparedQuery("update attempt set removing = true where attempt_id = $1")
        .execute(Tuple.of(attempt))
        .mapEmpty();
  }

  /// Says that this node's attempts live.
  public Future<Void> heartbeat(SqlClient client) {
    UUID[] mine = alive.toArray(UUID[]::new);
    if (mine.length == 0) return Future.succeededFuture();
    return client
        .preparedQuery("update attempt set heartbeat = now() where attempt_id = any($1)")
        .execute(Tuple.of(mine))
        .mapEmpty();
  }

  /// Removes what dead attempts of any node left, a bounded number of them a call.
  ///
  /// @return how many attempts were removed
  public Future<Integer> sweep(SqlClient client) {
    return client
        .preparedQuery("update attempt set removing = true"
            + " where not removing and heartbeat < now() - make_interval(secs => $1)")
        .execute(Tuple.of((double) SILENT_SECONDS))
        .compose(_ -> client
            .preparedQuery("select attempt_id, day from attempt where removing limit $1")
            .execute(Tuple.of(SWEPT_AT_ONCE)))
        .compose(rows -> {
          Future<Void> removed = Future.succeededFuture();
          for (Row row : rows) {
            removed = removed.compose(_ -> remove(client, row.getUUID(0), row.getLocalDate(1)));
          }
          return removed.map(rows.size());
        });
  }

  private static Future<Void> remove(SqlClient client, UUID attempt, LocalDate day) {
    return client
        .preparedQuery("""
            delete from segment where day = $1 and attempt_id = $2
              and (destination_id, ordinal) in (
                select destination_id, ordinal from segment
                where day = $1 and attempt_id = $2 limit $3)""")
        .execute(Tuple.of(day, attempt, SEGMENTS_A_STEP))
        .compose(step -> step.rowCount() == SEGMENTS_A_STEP
            ? remove(client, attempt, day)
            : client
                .preparedQuery("delete from attempt where attempt_id = $1")
                .execute(Tuple.of(attempt))
                .<Void>mapEmpty());
  }
}
