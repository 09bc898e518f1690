package godwit.node;

import godwit.config.ServerConfig;
import godwit.http.NodeContext;
import godwit.store.Connections;
import godwit.store.retention.Retention;
import godwit.store.segment.Attempts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does beside its requests: heartbeats, sweeping, forgetting.
///
/// Every job runs again later, whatever became of it; none runs twice at once.
final class Maintenance extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);
  private static final long SWEEP_MILLIS = 10_000;
  private static final long FORGET_MILLIS = TimeUnit.MINUTES.toMillis(15);

  private final NodeContext node;
  private final ServerConfig.Retention retention;
  private final PgConnectOptions database;

  Maintenance(NodeContext node, ServerConfig.Retention retention, PgConnectOptions database) {
    this.node = node;
    this.retention = retention;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, 2);
    repeat(
        "heartbeat", Attempts.HEARTBEAT_MILLIS, () -> node.intake().attempts().heartbeat(pool));
    repeat("sweep", SWEEP_MILLIS, () -> node.intake().attempts().sweep(pool));
    repeat("forgetting what is old", FORGET_MILLIS, () -> forget(pool));
    return Future.succeededFuture();
  }

  private Future<?> forget(Pool pool) {
    return new Retention(pool)
        .forget(
            LocalDate.ofInstant(node.clock().instant(), ZoneOffset.UTC),
            Math.toIntExact(retention.exposures().toDays()),
            Math.toIntExact(retention.receipts().toDays()))
        .onSuccess(forgotten -> log.info("forgotten: {}", forgotten));
  }

  private void repeat(String name, long millis, Supplier<Future<?>> job) {
    vertx.setTimer(
        millis,
        _ -> job.get()
            .onFailure(e -> log.warn("{} failed, will be tried again: {}", name, e.toString()))
            .onComplete(_ -> repeat(name, millis, job)));
  }
}
