package godwit.node;

import static godwit.node.Starting.all;
import static godwit.node.Starting.await;
import static godwit.node.Starting.result;

import godwit.config.RobertSection;
import godwit.config.ServerConfig;
import godwit.domain.Limits;
import godwit.domain.RobertCountries;
import godwit.domain.home.HomeSystem;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.PeerCalls;
import godwit.exchange.Wakeup;
import godwit.exchange.delivery.Outbox;
import godwit.exchange.mixing.Mixer;
import godwit.exchange.resolver.Resolvers;
import godwit.exchange.revoking.Revoking;
import godwit.http.Bind;
import godwit.http.CodeTries;
import godwit.http.LongPolls;
import godwit.http.LoopDelays;
import godwit.http.NodeContext;
import godwit.http.ops.OpsListener;
import godwit.intake.IntakeContext;
import godwit.intake.MemoryBudget;
import godwit.list.ExposureList;
import godwit.store.Connections;
import godwit.store.Destinations;
import godwit.store.Schema;
import godwit.store.commit.Committer;
import godwit.store.embedded.DiskRoom;
import godwit.store.embedded.EmbeddedPostgres;
import godwit.store.segment.Attempts;
import godwit.time.TimeSource;
import godwit.trust.keys.SignerKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One authority or hub, running: its database, its listeners, its deliveries.
///
/// Nodes keep nothing that their database does not hold: any number of them may share one.
public final class Node implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration DELIVERY_PATIENCE = Duration.ofSeconds(5);
  /* As long as any statement of it may take. */
  private static final Duration MIGRATION = Duration.ofMinutes(30);
  private static final String DATABASE = "godwit";

  private final ServerConfig config;
  private final TimeSource clock;
  private final Limits limits;
  private final Optional<RobertCountries> robert;
  private final UUID id = UUID.randomUUID();
  private final Vertx vertx = Vertx.builder()
      .with(new VertxOptions().setPreferNativeTransport(true))
      .withTransport(KeepAliveTransport.best())
      .build();
  private Optional<EmbeddedPostgres> embedded = Optional.empty();
  private Optional<DiskRoom> room = Optional.empty(); // where this node can see it
  private Optional<NodeContext> context = Optional.empty();
  private Optional<Thread> control = Optional.empty();
  private volatile int peersPort;
  private volatile int devicesPort;
  private volatile int opsPort;
  private volatile Phase phase = Phase.STARTING;
  private Optional<Maintenance> maintenance = Optional.empty();
  private volatile Optional<Outbox> outbox = Optional.empty();
  private Optional<Reloading> reloading = Optional.empty();
  private Optional<String> listeners = Optional.empty(); // their deployment

  enum Phase {
    STARTING,
    RUNNING,
    STOPPING
  }

  private Node(
      ServerConfig config, TimeSource clock, Limits limits, Optional<RobertCountries> robert) {
    this.config = config;
    this.robert = robert;
    this.clock = clock;
    this.limits = limits;
  }

  /// The TCP ports that were bound; 0 for a listener that is not configured.
  public record Ports(int peers, int devices, int ops) {}

  /// Starts a node with the database that its configuration names. Blocks until it accepts.
  public static Node start(ServerConfig config, TimeSource clock) throws IOException {
    Optional<RobertCountries> robert = config.robert().map(RobertSection::open);
    /* PostgreSQL starts beside what this process loads: neither waits for the other. */
    var postgres = new FutureTask<>(() -> Starting.embedded(config));
    Thread.ofPlatform().name("start-postgres").start(postgres);
    Node node = new Node(config, clock, Limits.DEFAULT, robert);
    try {
      Federation federation;
      try {
        federation = ConfiguredFederation.of(config, clock);
      } finally {
        node.embedded = result(postgres); // whatever failed: close() has to stop it
      }
      node.start(node.database(), federation, clock);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
    return node;
  }

  /// Starts a node on a database that somebody else runs.
  public static Node start(ServerConfig config, TimeSource clock, PgConnectOptions database)
      throws IOException {
    return start(config, clock, clock, Limits.DEFAULT, database);
  }

  /// The same with bounds of its own, so that small bodies can reach them, and with certificates
  /// that may count at another time than the data.
  ///
  /// @param dates whose wall clock peers' certificates have to be valid by
  public static Node start(
      ServerConfig config,
      TimeSource clock,
      TimeSource dates,
      Limits limits,
      PgConnectOptions database)
      throws IOException {
    Node node = new Node(config, clock, limits, config.robert().map(RobertSection::open));
    try {
      node.start(database, ConfiguredFederation.of(config, dates), dates);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
    return node;
  }

  /// Has the configuration of this file, which it was started with, count whenever it changes.
  public void follow(Path file) {
    reloading.orElseThrow().follow(file);
  }

  /// Reads that file again.
  public void reload() {
    reloading.orElseThrow().reload();
  }

  public Ports ports() {
    return new Ports(peersPort, devicesPort, opsPort);
  }

  /// What its listeners share, for whoever watches over its memory.
  public NodeContext context() {
    return context.orElseThrow();
  }

  @Override
  public void close() {
    if (phase == Phase.STOPPING) return;
    phase = Phase.STOPPING;
    control.ifPresent(Thread::interrupt);
    context.ifPresent(shared -> shared.polls().close());
    try {
      /* First those who ask: what they have asked needs all the rest. */
      if (listeners.isPresent()) await(vertx.undeploy(listeners.get()), STOP);
    } catch (IOException e) {
      log.warn("requests under way did not end in time: {}", e.getMessage());
    }
    try {
      await(vertx.close(), STOP);
    } catch (IOException e) {
      log.warn("the node did not stop in time: {}", e.getMessage());
    }
    embedded.ifPresent(Starting::stop);
  }

  private void start(PgConnectOptions database, Federation first, TimeSource dates)
      throws IOException {
    FederationSource federation = new FederationSource(first);
    Pool pool = Connections.pool(vertx, database, 1);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    long epoch = await(
        Schema.migrate(pool, today, new SecureRandom()).compose(_ -> Schema.epoch(pool)),
        MIGRATION);
    await(federation.replace(await(KeyListing.noted(pool, first), START)), START);
    LongPolls polls = new LongPolls();
    PrometheusMeterRegistry metrics = NodeMeters.registry();
    Outbox outbox = outbox(federation, database, polls::ring, metrics);
    this.outbox = Optional.of(outbox);
    PeerCalls calls = new PeerCalls(federation, clock);
    Resolvers resolvers = new Resolvers(federation, clock);
    Wakeup pooled = new Wakeup();
    HomeUsers users = HomeUsers.of(config, robert);
    await(users.deploy(vertx, database, federation, clock, metrics), START);
    Runnable placed = all(outbox::wake, users::wake);
    Revoking revoking =
        new Revoking(database, federation, clock, config.mix().isOn(), all(placed, pooled::raise));
    Runnable leaving = all(placed, revoking::wake);
    Runnable committed = all(leaving, polls::ring);
    IntakeContext intake =
        intake(federation, resolvers, database, committed, pooled::raise, users.system(), metrics);
    PhoneList phones = new PhoneList(config, federation, clock, metrics);
    ExposureList list = await(phones.deploy(vertx, database, epoch), START);
    NodeContext shared = new NodeContext(
        id,
        config.authority().name(),
        federation,
        epoch,
        intake,
        new LoopDelays(clock, metrics),
        polls,
        calls,
        revoking,
        new CodeTries(clock),
        CodeTries.ofRegistrations(clock),
        metrics,
        config.risk().guidance(),
        list);
    context = Optional.of(shared);
    control = Optional.of(shared.delays().startControl());
    await(outbox.deploy(vertx), START);
    await(mixer(database, pooled, leaving, metrics).deploy(vertx), START);
    await(revoking.deploy(vertx), START);
    await(calls.deploy(vertx), START);
    await(resolvers.deploy(vertx), START);
    await(vertx.deployVerticle(new Fetching(shared, federation, database)), START);
    await(HeldEvents.deploy(vertx, intake, database), START);
    maintain(shared, database, metrics);
    reloadLater(federation, dates, database);
    listen(shared, database);
    await(pool.close(), STOP);
    phase = Phase.RUNNING;
    log.info("{}", StartLine.of(config, ports()));
  }

  private void maintain(NodeContext shared, PgConnectOptions database, MeterRegistry metrics)
      throws IOException {
    Maintenance jobs = new Maintenance(shared, config.retention(), database, room);
    maintenance = Optional.of(jobs);
    NodeMeters.clocks(metrics, jobs);
    await(vertx.deployVerticle(jobs), START);
  }

  private void reloadLater(FederationSource federation, TimeSource dates, PgConnectOptions database)
      throws IOException {
    Reloading again = new Reloading(config, federation, dates, database);
    reloading = Optional.of(again);
    await(vertx.deployVerticle(again), START);
  }

  private IntakeContext intake(
      FederationSource federation,
      SignerKeys signers,
      PgConnectOptions database,
      Runnable committed,
      Runnable pooled,
      Optional<HomeSystem> home,
      MeterRegistry metrics)
      throws IOException {
    Pool ahead = Connections.ahead(vertx, database);
    Pool commits = Connections.pool(vertx, database, 1);
    MemoryBudget memory = new MemoryBudget(limits.streamBytes(), clock);
    NodeMeters.pools(metrics, ahead, commits);
    NodeMeters.memory(metrics, memory, limits.streamBytes());
    NodeMeters.disk(metrics, room);
    return new IntakeContext(
        federation::directory,
        federation::pauses,
        signers,
        () -> federation.current().keys().opening(),
        limits,
        config.risk().scoring(),
        robert,
        config.byteOrders(),
        config.mix(),
        HeldEvents.holding(config),
        home,
        clock,
        new Attempts(id),
        new Destinations(),
        ahead,
        new Committer(vertx, commits, metrics),
        committed,
        pooled,
        memory,
        () -> room.filter(DiskRoom::isShort).isPresent(),
        metrics);
  }

  private void listen(NodeContext shared, PgConnectOptions database) throws IOException {
    Bind peers = bind("listen.peers", config.listen().peers(), port -> peersPort = port);
    Optional<Bind> devices = config
        .listen()
        .devices()
        .map(address -> bind("listen.devices", address, port -> devicesPort = port));
    Doors doors = Doors.of(config);
    listeners = Optional.of(await(
        vertx.deployVerticle(
            () -> new Listener(shared, database, peers, devices, doors),
            new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors())),
        START));
    await(
        vertx.deployVerticle(new OpsListener(
            shared,
            database,
            bind("listen.ops", config.listen().ops(), port -> opsPort = port),
            new Life(
                () -> phase,
                () -> embedded,
                () -> maintenance,
                () -> outbox,
                () -> room,
                reloading.orElseThrow()),
            reloading.orElseThrow(),
            doors.ops())),
        START);
  }

  private PgConnectOptions database() throws IOException {
    return switch (config.database()) {
      case ServerConfig.Database.Embedded() -> {
        EmbeddedPostgres started = embedded.orElseThrow();
        await(started.createDatabase(vertx, DATABASE), START);
        room = Optional.of(DiskRoom.of(config.data()));
        yield started.connectOptions(DATABASE);
      }
      case ServerConfig.Database.External external -> options(external);
    };
  }

  /// How to connect to a PostgreSQL that somebody else runs.
  public static PgConnectOptions options(ServerConfig.Database.External database)
      throws IOException {
    PgConnectOptions options = PgConnectOptions.fromUri(database.url().toString());
    if (database.passwordFile().isPresent()) {
      options.setPassword(Files.readString(database.passwordFile().get()).strip());
    }
    return options;
  }

  /// @param made is run when batches were cut
  private Outbox outbox(
      FederationSource federation,
      PgConnectOptions database,
      Runnable made,
      MeterRegistry metrics) {
    Outbox.Settings settings = new Outbox.Settings(
        id,
        federation,
        !config.exposureList().centralisedFamilies(),
        Outbox.Settings.WORKERS,
        DELIVERY_PATIENCE);
    return new Outbox(database, settings, clock, new SecureRandom(), made, metrics);
  }

  private Mixer mixer(
      PgConnectOptions database, Wakeup pooled, Runnable made, MeterRegistry metrics) {
    return new Mixer(
        database,
        config.authority().code(),
        config.mix(),
        clock,
        new SecureRandom(),
        pooled,
        made,
        metrics);
  }

  private static Bind bind(String key, ServerConfig.Address address, IntConsumer bound) {
    return new Bind(key, address.host(), address.port(), bound);
  }
}
