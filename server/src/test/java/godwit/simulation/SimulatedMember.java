package godwit.simulation;

import static godwit.store.TestDatabases.await;

import godwit.codec.BigEndian;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.payload.RoutingCode;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.store.Connections;
import godwit.store.DatabaseTime;
import godwit.store.Destinations;
import godwit.store.Schema;
import godwit.store.TestDatabases;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import godwit.store.segment.Stretch;
import godwit.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/// An authority or a hub of a simulation: a database, and two nodes that share it.
final class SimulatedMember {
  private static final int NODES = 2;
  private static final int CONNECTIONS = 2;
  private static final int NUMBER = 8; // where a record's data has its number
  private static final String TABLES = """
      select string_agg(quote_ident(relname), ', ') from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
        and not relispartition and relname not in ('schema_version', 'epoch', 'destination',
          'outbox', 'maintenance', 'partition_progress', 'test_time', 'first_destination',
          'first_outbox', 'audit')""";

  private final RoutingCode code;
  private final TimeSource time;
  private final FederationSource federation;
  private final PgConnectOptions database;
  private final Pool admin;
  private final DatabaseTime databaseTime;
  private final Destinations destinations = new Destinations();
  private final long epoch;
  private final String truncated;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private volatile Duration skew = Duration.ZERO;
  private Instant back = Instant.MIN;

  SimulatedMember(Vertx vertx, Federation federation, TimeSource time, Optional<Protection> off) {
    this.code = federation.directory().self();
    this.time = time;
    this.federation = new FederationSource(federation);
    /* What a crash of the machine does is not simulated: nobody waits for a disk. */
    this.database = TestDatabases.fresh()
        .addProperty("synchronous_commit", "off")
        .addProperty("plan_cache_mode", "force_generic_plan");
    this.admin = Connections.pool(vertx, database, CONNECTIONS);
    LocalDate today = LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
    await(Schema.migrate(admin, today, new Random(7)));
    this.epoch = await(Schema.epoch(admin));
    this.databaseTime = DatabaseTime.of(admin, time.instant());
    for (RoutingCode known : codes(federation)) await(destinations.id(admin, known));
    await(admin
        .query("create table first_destination as table destination;"
            + " create table first_outbox as table outbox")
        .execute());
    this.truncated = await(admin.query(TABLES).execute()).iterator().next().getString(0);
    if (off.filter(Protection.DEDUPLICATION::equals).isPresent()) {
      await(admin.query("alter table batch drop constraint batch_pkey").execute());
    }
    for (int index = 0; index < NODES; index++) nodes.add(new SimulatedNode(vertx, this, off));
  }

  private static List<RoutingCode> codes(Federation federation) {
    List<RoutingCode> codes = new ArrayList<>(List.of(federation.directory().self()));
    federation.directory().peers().forEach(peer -> codes.add(peer.code()));
    return codes;
  }

  /// Begins a run: with an empty database.
  void begin(Simulation run) {
    skew = Duration.ZERO;
    reconnect();
    await(admin
        .query("truncate " + truncated + " restart identity;"
            + " update destination d set next_position = f.next_position"
            + " from first_destination f where f.id = d.id;"
            + " delete from outbox; insert into outbox select * from first_outbox")
        .execute());
    databaseTime.set(time.instant());
    for (SimulatedNode node : nodes) {
      node.store().begin(run.choices()::happened);
      node.begin(run);
    }
  }

  RoutingCode code() {
    return code;
  }

  FederationSource federation() {
    return federation;
  }

  PgConnectOptions database() {
    return database;
  }

  Pool admin() {
    return admin;
  }

  Destinations destinations() {
    return destinations;
  }

  long epoch() {
    return epoch;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  boolean isHolding() {
    return nodes.stream().anyMatch(node -> node.store().isHolding());
  }

  /// Its wall clock, and nanoseconds.
  TimeSource clock() {
    return new TimeSource() {
      @Override
      public Instant instant() {
        return time.instant().plus(skew);
      }

      @Override
      public long nanoTime() {
        return time.nanoTime();
      }
    };
  }

  void set(Duration ahead) {
    skew = ahead;
  }

  /// Has its database know what time it is.
  void tell() {
    databaseTime.set(time.instant());
  }

  void cutOff(Duration length) {
    back = time.instant().plus(length);
  }

  boolean isCutOff() {
    return time.instant().isBefore(back);
  }

  void reconnect() {
    back = Instant.MIN;
  }

  /// Whom a path of a batch names.
  RoutingCode addressee(String path) {
    return federation.directory().peers().stream()
        .map(peer -> peer.code())
        .filter(each -> path.equals("/exposure/" + each.path()))
        .findFirst()
        .orElse(code);
  }

  long number(String query) {
    return await(admin.query(query).execute()).iterator().next().getLong(0);
  }

  /// Statements that wait for a lock.
  long waiters() {
    return number("select count(*) from pg_stat_activity"
        + " where datname = current_database() and wait_event_type = 'Lock'");
  }

  /// How often each exposure is on the pages that its users are given.
  Map<Long, Integer> listed() {
    int own = await(destinations.id(admin, code));
    Pages pages = new Pages(admin);
    Deliveries deliveries = new Deliveries(admin, UUID.randomUUID());
    Map<Long, Integer> numbers = new HashMap<>();
    long sequence = 0;
    while (true) {
      Optional<Outgoing> page = await(pages.after(own, sequence));
      if (page.isEmpty()) return numbers;
      sequence = page.get().sequence();
      count(await(blocks(deliveries, page.get())), numbers);
    }
  }

  private static Future<List<byte[]>> blocks(Deliveries deliveries, Outgoing page) {
    return deliveries.places(page).compose(places -> {
      List<Future<byte[]>> all = new ArrayList<>();
      for (var stretch : Stretch.of(places, 1 << 20)) {
        all.add(deliveries.blocks(page, stretch).map(each -> each.getBytes()));
      }
      return Future.all(all).map(_ -> all.stream().map(Future::result).toList());
    });
  }

  private static void count(List<byte[]> several, Map<Long, Integer> numbers) {
    ExposureCursor cursor = new ExposureCursor();
    for (byte[] blocks : several) {
      for (int offset = 0; offset < blocks.length; ) {
        BlockHeader header = BlockHeader.read(blocks, offset);
        cursor.wrap(blocks, offset, header);
        while (cursor.next()) {
          numbers.merge(BigEndian.int64(blocks, cursor.dataOffset() + NUMBER), 1, Integer::sum);
        }
        offset += header.blockBytes();
      }
    }
  }

  /// What is not settled of what it has to deliver, for a run that failed.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(code.toString());
    for (Row row : await(admin
        .query("select id, state, attempts, problem from outgoing"
            + " where state not in ('delivered', 'listed') order by id limit 5")
        .execute())) {
      text.append("\n  ").append(row.deepToString());
    }
    return text.toString();
  }
}
