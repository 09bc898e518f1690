package godwit.node;

import godwit.config.ServerConfig;
import godwit.exchange.delivery.PauseSwitch;
import godwit.exchange.reconcile.Reconciler;
import godwit.exchange.reconcile.ReconciliationJob;
import godwit.http.NodeContext;
import godwit.store.Connections;
import godwit.store.PausedTraffic;
import godwit.store.Schema;
import godwit.store.audit.AuditTrail;
import godwit.store.embedded.DiskRoom;
import godwit.store.held.Holding;
import godwit.store.outgoing.ExchangedBatches;
import godwit.store.outgoing.Reconciled;
import godwit.store.retention.ClockAgreement;
import godwit.store.retention.Retention;
import godwit.store.segment.Attempts;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
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
  private static final long RECONCILIATION_MILLIS = 15_000;
  private static final long PAUSES_MILLIS = 2_000;
  /* A look at the clock; while it has jumped uploads are sent away. */
  private static final long ROOM_MILLIS = 1_000;
  /* After a restore nothing leaves for a peer until both have compared. */
  private static final long FIRST_RECONCILIATION_MILLIS = 1_000;
  private static final long AUDIT_MILLIS = 10_000;
  private static final long DISK_MILLIS = 2_000;
  private static final long CERTIFICATES_MILLIS = 60_000;
  private static final long FORGET_MILLIS = TimeUnit.MINUTES.toMillis(15);

  private final NodeContext node;
  private final ServerConfig.Retention retention;
  private final PgConnectOptions database;
  private final Optional<DiskRoom> room;
  private final CertificateWatch certificates;
  private volatile LocalDate madeFor;
  private volatile Optional<String> disagreement = Optional.empty();

  /// @param room on the database's disk, where this node can see it
  Maintenance(
      NodeContext node,
      ServerConfig.Retention retention,
      PgConnectOptions database,
      Optional<DiskRoom> room) {
    this.room = room;
    this.node = node;
    this.retention = retention;
    this.database = database;
    this.certificates = new CertificateWatch(node.federation(), node.clock(), node.metrics());
    this.madeFor = today(); // by the migration, just before
  }

  /// Why uploads are better sent to another node, or none.
  Optional<String> trouble() {
    LocalDate today = today();
    if (!Schema.hasRoom(madeFor, today)) return Optional.of("no partition for " + today + " yet");
    return disagreement.map(what -> "clocks disagree: " + what);
  }

  /// What should be seen to while the node works.
  List<String> warnings() {
    return certificates.warnings();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(node.clock().instant(), ZoneOffset.UTC);
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, 2);
    ClockAgreement clocks = new ClockAgreement(pool, node.clock());
    repeat(
        "heartbeat", Attempts.HEARTBEAT_MILLIS, () -> node.intake().attempts().heartbeat(pool));
    repeat("sweep", SWEEP_MILLIS, () -> node.intake().attempts().sweep(pool));
    repeat("forgetting what is old", FORGET_MILLIS, () -> forget(pool, clocks));
    Reconciler reconciler = new Reconciler(
        node.federation(),
        node.calls(),
        new ExchangedBatches(pool),
        new Reconciled(pool),
        node.clock());
    ReconciliationJob job = new ReconciliationJob(reconciler, node.clock());
    PauseSwitch pauses = new PauseSwitch(node.federation(), new PausedTraffic(pool));
    repeat("looking what is paused", PAUSES_MILLIS, pauses::refresh);
    repeat("reconciliation", FIRST_RECONCILIATION_MILLIS, RECONCILIATION_MILLIS, job::step);
    room.ifPresent(disk -> repeat("looking for room on the disk", DISK_MILLIS, () -> look(disk)));
    AuditTrail trail = new AuditTrail(pool);
    repeat("chaining the audit", AUDIT_MILLIS, trail::seal);
    repeat("looking at the audit's last entry", FORGET_MILLIS, () -> tellHead(trail));
    certificates.look();
    repeat("looking at certificates", CERTIFICATES_MILLIS, () -> {
      certificates.look();
      return Future.succeededFuture();
    });
    repeat("making room for today", ROOM_MILLIS, () -> makeRoom(pool));
    return Future.succeededFuture();
  }

  /* In a log that is kept elsewhere it shows later that nothing was taken away or written anew. */
  private static Future<?> tellHead(AuditTrail trail) {
    return trail
        .head()
        .onSuccess(last ->
            last.forEach(entry -> log.info("audit: up to {}:{}", entry.place(), entry.hash())));
  }

  /* A disk over a network may take its time. */
  private Future<?> look(DiskRoom disk) {
    return vertx.executeBlocking(() -> {
      disk.look();
      return disk.isShort();
    });
  }

  private Future<?> forget(Pool pool, ClockAgreement clocks) {
    return clocks.begin().compose(wrong -> {
      disagreement = wrong;
      wrong.ifPresent(what ->
          log.error("clocks disagree, nothing is forgotten or sent until they agree: {}", what));
      return wrong.isPresent() ? Future.succeededFuture() : forgetOld(pool);
    });
  }

  private Future<?> forgetOld(Pool pool) {
    return new Retention(pool)
        .forget(
            today(),
            Math.toIntExact(retention.exposures().toDays()),
            Math.toIntExact(retention.receipts().toDays()))
        .onSuccess(forgotten -> log.info("forgotten: {}", forgotten))
        .compose(_ -> forgetHeld(pool));
  }

  /* First the keys: whatever else fails, nobody can read it any more. */
  private Future<?> forgetHeld(Pool pool) {
    if (node.intake().holding().isEmpty()) return Future.succeededFuture();
    Holding holding = node.intake().holding().get();
    LocalDate firstKept = today().minusDays(holding.lasts().toDays());
    return vertx
        .executeBlocking(() -> holding.keys().forgetBefore(firstKept))
        .compose(_ -> new Retention(pool).forgetHeld(firstKept));
  }

  /* Also where the clock has jumped since the last look: uploads would find no partition. */
  private Future<?> makeRoom(Pool pool) {
    LocalDate today = today();
    if (today.equals(madeFor)) return Future.succeededFuture();
    return Schema.ensurePartitions(pool, today).onSuccess(_ -> madeFor = today);
  }

  private void repeat(String name, long millis, Supplier<Future<?>> job) {
    repeat(name, millis, millis, job);
  }

  private void repeat(String name, long first, long millis, Supplier<Future<?>> job) {
    vertx.setTimer(
        first,
        _ -> job.get()
            .onFailure(e -> log.warn("{} failed, will be tried again: {}", name, e.toString()))
            .onComplete(_ -> repeat(name, millis, job)));
  }
}
