package godwit.server;

import godwit.http.NodeContext;
import godwit.store.Attempts;
import godwit.store.Connections;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does beside its requests: heartbeats, sweeping, forgetting.
///
/// Every job runs again later, whatever became of it; none runs twice at once.
final class Maintenance extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final long SWEEP_MILLIS = 10_000;

  private final NodeContext node;
  private final PgConnectOptions database;

  Maintenance(NodeContext node, PgConnectOptions database) {
    this.node = node;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, 2);
    repeat("heartbeat", Attempts.HEARTBEAT_MILLIS, () -> node.attempts().heartbeat(pool));
    repeat("sweep", SWEEP_MILLIS, () -> node.attempts().sweep(pool));
    return Future.succeededFuture();
  }

  private void repeat(String name, long millis, Supplier<Future<?>> job) {
    vertx.setTimer(
        millis,
        _ -> job.get()
            .onFailure(e -> log.warn("{} failed, will be tried again: {}", name, e.toString()))
            .onComplete(_ -> repeat(name, millis, job)));
  }
}
