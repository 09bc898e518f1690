package godwit.http.ops;

import godwit.log.FaultText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Whether a node can store something now. The database is asked by having it write.
///
/// One on one event loop. However many ask, one question is under way at a time, and its answer
/// holds for a second.
/*
 * A commit shows that the log can be written and flushed. A sort that does not fit its memory shows
 * that files can grow, which a full disk refuses while the log still has room. Neither leaves
 * anything behind.
 */
final class Readiness {
  private static final String WRITE = """
      select set_config('work_mem', '64kB', true);
      select count(*) from (select random() from generate_series(1, 8192) order by 1) as sorted;
      select pg_logical_emit_message(true, 'godwit', 'ready')""";

  private static final long PATIENCE_MILLIS = 2_000;
  private static final long KEPT_MILLIS = 1_000;
  private static final String SILENT =
      "the database did not write anything within " + PATIENCE_MILLIS + " ms";

  private final Vertx vertx;
  private final Pool pool;
  private final Vitals vitals;
  private Optional<Future<List<String>>> known = Optional.empty();
  private boolean writing;

  /// @param pool of one connection that nobody else uses
  Readiness(Vertx vertx, Pool pool, Vitals vitals) {
    this.vertx = vertx;
    this.pool = pool;
    this.vitals = vitals;
  }

  /// Why nothing can be stored; empty if something can. Never fails.
  Future<List<String>> reasons() {
    Optional<String> own = vitals.unready();
    if (own.isPresent()) return Future.succeededFuture(List.of(own.get()));
    return known.orElseGet(this::ask);
  }

  private Future<List<String>> ask() {
    if (writing) return Future.succeededFuture(List.of(SILENT)); // since more than its time
    writing = true;
    Future<List<String>> answer = pool.query(WRITE)
        .execute()
        .onComplete(_ -> writing = false)
        .map(List.<String>of())
        .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .otherwise(
            failure -> List.of(writing ? SILENT : "the database: " + FaultText.line(failure)));
    known = Optional.of(answer);
    answer.onComplete(_ -> vertx.setTimer(KEPT_MILLIS, _ -> known = Optional.empty()));
    return answer;
  }
}
