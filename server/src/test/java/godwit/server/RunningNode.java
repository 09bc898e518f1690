package godwit.server;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Limits;
import godwit.http.NodeContext;
import godwit.store.Attempts;
import godwit.store.TestDatabases;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// Norway's node, running in this JVM: real TLS, a database of its own, and a clock that tests set.
///
/// It relays as well, so that one node shows both sides. France and Denmark are its peers; two hubs
/// speak for Sweden, one of them exempt from signatures and allowed to fetch for France; Austria
/// has
/// a certificate and no entry.
public final class RunningNode implements AutoCloseable {
  public static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  /// An operator that Norway's node answers for as well.
  public static final RoutingCode OPERATOR = RoutingCode.custom(0x033a0001);

  public static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  public static final RoutingCode DENMARK = RoutingCode.nation(208, 0);
  public static final RoutingCode SWEDEN = RoutingCode.nation(752, 0);
  public static final RoutingCode HUB = RoutingCode.custom(0xc0ffee01);
  public static final RoutingCode STRICT_HUB = RoutingCode.custom(0xc0ffee02);
  public static final RoutingCode AUSTRIA = RoutingCode.nation(40, 0);

  /// What the clock says until a test sets it.
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static final int DAYS = 30;
  private static final String COUNT = """
      select (select count(*) from batch), (select count(*) from portion),
        (select count(*) from segment),
        (select count(*) from attempt where removing_since is null)""";
  private static final long PATIENCE_SECONDS = 40;
  private static final long LOOK_MILLIS = 10;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Instant> time = new AtomicReference<>(NOON);
  private final Map<RoutingCode, Pki.Issued> identities = new TreeMap<>();
  private final Pool pool;
  private final Node node;
  private final LoopWatch loops;

  private RunningNode(Path folder, Limits limits) throws IOException {
    Pki pki = new Pki(InstantSource.system());
    pki.init(folder);
    for (var code : List.of(NORWAY, FRANCE, DENMARK, HUB, STRICT_HUB, AUSTRIA)) {
      identities.put(code, pki.authority(folder, code, List.of(), DAYS));
    }
    PgConnectOptions database = TestDatabases.fresh();
    pool = PgBuilder.pool()
        .with(new PoolOptions().setMaxSize(2))
        .connectingTo(database)
        .using(vertx)
        .build();
    node = Node.start(config(folder), time::get, limits, database);
    loops = LoopWatch.over(this);
  }

  /// Starts a node whose certificates lie in an empty folder.
  public static RunningNode start(Path folder) throws IOException {
    return start(folder, Limits.DEFAULT);
  }

  public static RunningNode start(Path folder, Limits limits) throws IOException {
    return new RunningNode(folder, limits);
  }

  /// What is in the tables that an upload leaves rows in.
  ///
  /// @param attempts those that nobody has given up
  public record Rows(long batches, long portions, long segments, long attempts) {}

  public Node.Ports ports() {
    return node.ports();
  }

  public NodeContext context() {
    return node.context();
  }

  /// Who watches its event loops.
  public LoopWatch loops() {
    return loops;
  }

  public Vertx vertx() {
    return vertx;
  }

  public Pool pool() {
    return pool;
  }

  public Pki.Issued identity(RoutingCode code) {
    return Optional.ofNullable(identities.get(code)).orElseThrow();
  }

  public void setTime(Instant instant) {
    time.set(instant);
  }

  public Rows rows() {
    Row row = await(pool.query(COUNT).execute()).iterator().next();
    return new Rows(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
  }

  /// Waits until no upload is under way and all that died has been swept, then counts.
  public Rows rowsAtRest() {
    Attempts attempts = new Attempts(UUID.randomUUID());
    until(() -> {
      /* Looked at before: what ends while others are swept is left to the next round. */
      boolean over = rows().attempts() == 0;
      return await(attempts.sweep(pool)) == 0 && over;
    });
    return rows();
  }

  /// Waits for a condition.
  public void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("not in time");
      await(vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  @Override
  public void close() {
    loops.close();
    node.close();
    await(pool.close());
    await(vertx.close());
    if (!loops.waits().isEmpty()) throw new AssertionError("a loop waited: " + loops.waits());
  }

  private ServerConfig config(Path folder) {
    Pki.Issued own = identity(NORWAY);
    var loopback = new ServerConfig.Address("127.0.0.1", 0);
    return new ServerConfig(
        new ServerConfig.Authority(NORWAY, "Norway"),
        List.of(NORWAY, OPERATOR),
        true,
        new ServerConfig.Listen(loopback, Optional.of(loopback), loopback),
        new ServerConfig.Tls(own.certificate(), own.key(), own.trust()),
        new ServerConfig.Database.Embedded(), // not looked at: a database is given
        folder,
        ServerConfig.Retention.DEFAULT,
        List.of(
            peer(FRANCE, List.of(), List.of(), false),
            peer(DENMARK, List.of(), List.of(), false),
            peer(HUB, List.of(SWEDEN), List.of(FRANCE), true),
            peer(STRICT_HUB, List.of(SWEDEN), List.of(), false)),
        ServerConfig.Risk.DEFAULT,
        Optional.empty(),
        new ServerConfig.ExposureList(false));
  }

  private static ServerConfig.Peer peer(
      RoutingCode code, List<RoutingCode> relays, List<RoutingCode> pulls, boolean unsigned) {
    return new ServerConfig.Peer(
        code,
        code.path(),
        List.of(),
        ServerConfig.Delivery.PULL,
        Optional.empty(),
        relays,
        pulls,
        !relays.isEmpty(),
        unsigned,
        false);
  }
}
