package godwit.exchange.delivery;

import static godwit.store.TestDatabases.await;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Receipt;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.store.Destinations;
import godwit.store.Schema;
import godwit.store.TestDatabases;
import godwit.store.commit.BatchKey;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Committer;
import godwit.store.commit.Upload;
import godwit.store.segment.StoredSegment;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import godwit.trust.Pki;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A node's database with exposures in it, and outboxes that work on it.
public final class OutboxFixture implements AutoCloseable {
  public static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  public static final RoutingCode BRITAIN = RoutingCode.nation(826, 0);
  static final RoutingCode WALES = RoutingCode.nation(826, 77);
  public static final RoutingCode HUB = RoutingCode.custom(0xc0ffee01);

  private static final int RECORDS = 10_000;
  private static final long PATIENCE_SECONDS = 40;
  public static final Duration PATIENCE = Duration.ofSeconds(1);

  public final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final PgConnectOptions database = TestDatabases.fresh();
  private final Pool pool = PgBuilder.pool()
      .connectingTo(database)
      .with(new PoolOptions().setMaxSize(2))
      .using(vertx)
      .build();
  /// Whether all payloads that are committed are the same.
  boolean alike;
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Committer committer = new Committer(vertx, pool, new SimpleMeterRegistry());
  private final Destinations destinations = new Destinations();
  private final InstantSource clock = InstantSource.system();
  private final LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
  private final Random random = new Random(7);
  private final Path folder;
  private final Pki pki = new Pki(clock);
  private final Map<RoutingCode, Pki.Issued> identities = new HashMap<>();
  private final List<Outbox> outboxes = new ArrayList<>();

  public OutboxFixture(Path folder) throws Exception {
    this.folder = folder;
    pki.init(folder);
    await(Schema.migrate(pool, today, random));
  }

  public PeerServer server(RoutingCode code) throws Exception {
    return new PeerServer(vertx, identity(code));
  }

  Pki.Issued identity(RoutingCode code) throws IOException {
    Pki.Issued known = identities.get(code);
    if (known != null) return known;
    Pki.Issued issued = pki.authority(folder, code, List.of(), 30);
    identities.put(code, issued);
    return issued;
  }

  /// An outbox of France that knows Britain by this route; the clock may be another.
  Outbox outbox(Route route, InstantSource time) throws Exception {
    return outbox(route, time, Federation.Flush.DEFAULT);
  }

  Outbox outbox(Route route, InstantSource time, Federation.Flush flush) throws Exception {
    var directory = new Directory(
        FRANCE, Set.of(), List.of(new Directory.Peer(BRITAIN, "Britain", Set.of(), false)), false);
    var settings = new Outbox.Settings(
        UUID.randomUUID(),
        federation(directory, route, flush),
        true,
        Outbox.Settings.WORKERS,
        PATIENCE);
    var outbox = new Outbox(database, settings, time, new Random(11), () -> {}, metrics);
    outboxes.add(outbox);
    return outbox;
  }

  private FederationSource federation(Directory directory, Route route, Federation.Flush flush)
      throws Exception {
    var peering = new Federation.Peering(route, true, false, List.of(), flush);
    return new FederationSource(
        new Federation(credentials(FRANCE), directory, List.of(), List.of(peering)));
  }

  /// The federation of a node that knows its own credentials alone.
  FederationSource federation(RoutingCode code) throws Exception {
    var directory = new Directory(code, Set.of(), List.of(), false);
    return new FederationSource(new Federation(credentials(code), directory, List.of(), List.of()));
  }

  private Credentials credentials(RoutingCode code) throws Exception {
    Pki.Issued own = identity(code);
    return Credentials.read(own.certificate(), own.key(), own.trust(), TimeSource.system());
  }

  public Pool pool() {
    return pool;
  }

  /// Tries to deliver that ended so.
  int ended(String outcome) {
    return (int) metrics.counter("godwit.deliveries", "outcome", outcome).count();
  }

  public RowSet<Row> query(String query) {
    return await(pool.query(query).execute());
  }

  /// The one row of a query.
  public Row row(String query) {
    return query(query).iterator().next();
  }

  String start(Route route) throws Exception {
    return await(outbox(route, clock).deploy(vertx));
  }

  public void stop(String outbox) {
    await(vertx.undeploy(outbox));
  }

  static Route direct(PeerServer... servers) {
    return new Route(BRITAIN, endpoints(servers), Optional.empty());
  }

  public static List<URI> endpoints(PeerServer... servers) {
    return Arrays.stream(servers).map(PeerServer::endpoint).toList();
  }

  /// Commits one upload with exposures for a destination, in so many segments, and wakes outboxes.
  ///
  /// @return the blocks, as a batch must carry them
  Buffer commit(RoutingCode code, int payloadType, int segments) throws Exception {
    int destination = await(destinations.id(pool, code));
    Buffer all = Buffer.buffer();
    List<StoredSegment> stored = new ArrayList<>();
    for (int ordinal = 0; ordinal < segments; ordinal++) {
      BlockBuilder builder =
          BlockBuilder.exposures(payloadType, code.code(), (int) today.toEpochDay(), 1, 0, 16);
      byte[] data = new byte[16];
      for (int record = 0; record < RECORDS; record++) {
        if (!alike) random.nextBytes(data);
        if (!builder.addExposure(record, data, 0, 16)) throw new AssertionError("full");
      }
      byte[] block = builder.finish();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(block);
      all.appendBytes(block);
      boolean filtered = payloadType >= 0x88 && payloadType <= 0x97;
      stored.add(new StoredSegment(
          destination, ordinal, RECORDS, filtered, Buffer.buffer(hash), Buffer.buffer(block)));
    }
    long records = (long) RECORDS * segments;
    UUID batch = new UUID(random.nextLong(), random.nextLong());
    var upload = new Upload(
        BatchKey.of(FRANCE, batch),
        new Preamble(Magic.CONTACTS, 0, batch, FRANCE, FRANCE, clock.millis()),
        "test",
        new Receipt(
            batch, Receipt.State.STORED, records, records, List.of(), 0, new byte[32], false),
        UUID.randomUUID(),
        today,
        false,
        stored,
        List.of(new Upload.Portion(destination, segments, records, all.length())),
        Optional.empty());
    Promise<CommitResult> result = Promise.promise();
    vertx.runOnContext(_ -> committer.commit(upload).onComplete(result));
    if (!(await(result.future()) instanceof CommitResult.Committed)) throw new AssertionError();
    outboxes.forEach(Outbox::wake);
    return all;
  }

  /// The rows of `outgoing`, in order.
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    await(pool.query("select * from outgoing order by id").execute()).forEach(rows::add);
    return rows;
  }

  /// Waits until there is one row for good, and gives it.
  Row settled(String state) {
    until(() -> rows().stream().anyMatch(row -> row.getString("state").equals(state)));
    return rows().getFirst();
  }

  void until(BooleanSupplier condition) {
    until(Duration.ofSeconds(PATIENCE_SECONDS), condition);
  }

  void until(Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("not in time: " + summary());
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    }
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    for (Row row : rows()) {
      text.append(row.getString("state")).append(' ').append(row.getInteger("attempts"));
      text.append(' ').append(row.getString("problem")).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() {
    await(pool.close());
    await(vertx.close());
  }
}
