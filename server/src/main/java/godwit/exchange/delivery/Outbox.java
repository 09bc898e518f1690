package godwit.exchange.delivery;

import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.exchange.Seal;
import godwit.exchange.TroubleLog;
import godwit.exchange.Wakeup;
import godwit.exchange.WorkLoop;
import godwit.store.Connections;
import godwit.store.Destinations;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Remaking;
import godwit.store.outgoing.Unclaimed;
import godwit.store.outgoing.Undelivered;
import godwit.store.venue.VenueRelease;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what was committed for others into batches, and has a [DeliveryWorker] a peer deliver
/// them; what
/// was committed for this authority's own users becomes pages of its list.
///
/// One a node, a verticle of virtual threads. It looks when woken, and otherwise every second, more
/// rarely while nobody wakes it: for what other nodes commit, and for what is due again. A look is
/// a few cheap queries: nothing is done for a destination that has nothing new and nothing due.
public final class Outbox extends WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
  /* Between two looks, however often it is woken: many small uploads make one batch, not many. */
  private static final Duration GATHER = Duration.ofMillis(200);
  private static final int STORE_SECONDS = 20;
  /* Between two looks; what is left is cut with the next, so that nobody waits for one's many. */
  private static final int CUTS_AT_ONCE = 16;

  private final PgConnectOptions database;
  private final Settings settings;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Destinations destinations = new Destinations();
  private final Runnable made;
  private final TroubleLog troubles;
  private final MeterRegistry registry;
  private final DeliveryMeters meters;
  private final UnknownAuthorities unknown;
  private final Map<Route, Deployed> deliverers = new HashMap<>();
  private Optional<Pool> pool = Optional.empty();
  private Optional<Reissue> reissue = Optional.empty();
  private volatile Optional<DeliveryWatch> watching = Optional.empty();
  private Optional<Federation> known = Optional.empty();
  private Duration flushIn = LONGEST_LOOK;

  /// What it is told by the configuration.
  ///
  /// @param node whose leases it takes
  /// @param withoutCentralised whether what only the server can resolve stays off the list
  /// @param workers batches of one peer that are under way at once
  /// @param patience how long a stop waits for what is under way
  public record Settings(
      UUID node,
      FederationSource federation,
      boolean withoutCentralised,
      int workers,
      Duration patience) {
    /// Workers of a peer where the configuration does not say.
    public static final int WORKERS = 2;

    private static final int MAX_WORKERS = 4;

    public Settings {
      if (workers < 1 || workers > MAX_WORKERS) {
        throw new IllegalArgumentException("workers=" + workers + " of 1 to " + MAX_WORKERS);
      }
    }
  }

  /// @param made is run when batches were cut
  /// @param metrics where deliveries are counted
  public Outbox(
      PgConnectOptions database,
      Settings settings,
      InstantSource clock,
      RandomGenerator random,
      Runnable made,
      MeterRegistry metrics) {
    this.made = made;
    this.unknown = new UnknownAuthorities(clock, metrics);
    this.registry = metrics;
    this.meters = new DeliveryMeters(metrics, settings.federation(), clock);
    this.troubles = new TroubleLog(LOG, clock, "the outbox");
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /* A worker at work, and what it is undeployed by. */
  private record Deployed(DeliveryWorker worker, String id) {}

  /// Says that something was committed. From any thread, as often as anybody likes.
  public void wake() {
    signal.raise();
  }

  /// What is to be worried about of what has not been delivered, in sentences.
  public List<String> warnings() {
    return watching.map(DeliveryWatch::warnings).orElse(List.of());
  }

  @Override
  public Future<?> start() {
    /* Nobody holds a connection while a peer is slow, so few serve all deliverers. */
    Pool opened = Connections.pool(vertx, database, settings.workers() + 2);
    pool = Optional.of(opened);
    Deliveries deliveries = new Deliveries(opened, settings.node());
    Remaking remaking = new Remaking(
        opened,
        deliveries,
        settings.node(),
        clock,
        digest -> settings.federation().current().keys().sign(digest));
    reissue = Optional.of(new Reissue(deliveries, remaking, settings.federation()));
    DeliveryWatch watch =
        new DeliveryWatch(new Undelivered(opened), settings.federation(), clock, registry);
    watching = Optional.of(watch);
    settings.federation().watch(_ -> {
      wake();
      return Future.succeededFuture();
    });
    Cutter cutter = new Cutter(
        opened, clock, digest -> settings.federation().current().keys().sign(digest));
    VenueRelease venues = new VenueRelease(opened, clock);
    begin(() -> run(opened, venues, cutter, deliveries, watch));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    halt();
    return ended(settings.patience())
        .transform(_ -> pool.map(Pool::close).orElse(Future.succeededFuture()));
  }

  private void run(
      Pool opened, VenueRelease venues, Cutter cutter, Deliveries deliveries, DeliveryWatch watch) {
    CutOrders orders =
        new CutOrders(opened, settings.federation(), destinations, settings.withoutCentralised());
    boolean resting = false;
    Duration look = LOOK;
    while (!isStopping()) {
      try {
        if (resting) {
          new Wakeup().await(gather());
          Duration until = flushIn.compareTo(look) < 0 ? flushIn : look;
          look = signal.await(until) ? LOOK : longer(look);
        }
        resting = true;
        matchWorkers(deliveries);
        resting = !release(venues);
        resting &= !cut(opened, orders, cutter, watch);
        wakeWorkers(deliveries);
        watch.look();
        troubles.succeeded("cutting batches");
      } catch (Exception fault) {
        if (isStopping() || Thread.currentThread().isInterrupted()) return;
        troubles.failed("cutting batches", fault.getClass().getSimpleName());
        LOG.debug("the outbox pauses", fault);
      }
    }
  }

  /* A worker for each peer that batches are sent to, as the federation is now. What one that
   * leaves had under way is cut off after a while, as when a node stops. */
  private void matchWorkers(Deliveries deliveries) throws TimeoutException {
    Federation current = settings.federation().current();
    if (known.filter(current::equals).isPresent()) return;
    List<Route> pushed = current.pushed().toList();
    for (Route left : List.copyOf(deliverers.keySet())) {
      if (pushed.contains(left)) continue;
      Deployed leaving = deliverers.remove(left);
      if (leaving != null) vertx.undeploy(leaving.id());
    }
    for (Route route : pushed) {
      Deployed staying = deliverers.get(route);
      if (staying != null) {
        staying.worker().forgetDestinations(); // another may answer for them now
        continue;
      }
      var shared = new DeliveryTurn.Shared(
          deliveries,
          reissue.orElseThrow(),
          settings.federation(),
          clock,
          new Backoff(random),
          meters);
      var worker = new DeliveryWorker(route, shared, settings.workers(), settings.patience());
      String id = BoundedWait.atMost(
          vertx.deployVerticle(worker, virtualThreads()), STORE_SECONDS, TimeUnit.SECONDS);
      deliverers.put(route, new Deployed(worker, id));
    }
    known = Optional.of(current);
  }

  private static Duration longer(Duration look) {
    Duration twice = look.multipliedBy(2);
    return twice.compareTo(LONGEST_LOOK) < 0 ? twice : LONGEST_LOOK;
  }

  /* Whether there may be more to release right away. What goes wrong here holds up no delivery. */
  private boolean release(VenueRelease venues) {
    try {
      LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
      int steps = 0;
      while (!isStopping()
          && steps < CUTS_AT_ONCE
          && BoundedWait.atMost(venues.step(today), STORE_SECONDS, TimeUnit.SECONDS)) {
        steps++;
      }
      troubles.succeeded("releasing venues");
      return steps == CUTS_AT_ONCE;
    } catch (Exception fault) {
      if (!isStopping()) troubles.failed("releasing venues", fault.getClass().getSimpleName());
      LOG.debug("exposures of venues wait on", fault);
      return false;
    }
  }

  /* Whether there may be more to cut right away. */
  private boolean cut(Pool opened, CutOrders orders, Cutter cutter, DeliveryWatch watch)
      throws TimeoutException {
    boolean more = false;
    flushIn = LONGEST_LOOK;
    Map<Integer, RoutingCode> uncut =
        BoundedWait.atMost(cutter.uncut(), STORE_SECONDS, TimeUnit.SECONDS);
    unknown.look(new Unclaimed(opened), settings.federation().directory(), uncut);
    for (var entry : uncut.entrySet()) {
      Optional<Cutter.Order> order = BoundedWait.atMost(
          orders.of(entry.getKey(), entry.getValue()), STORE_SECONDS, TimeUnit.SECONDS);
      if (order.isEmpty()) sayWhatWaits(entry.getValue());
      if (order.isEmpty() || isGathering(cutter, entry.getKey(), entry.getValue())) continue;
      boolean list = order.get().magic() == Magic.LIST;
      if (list) watch.beforePages(entry.getKey());
      int cuts = 0;
      while (!isStopping()
          && cuts < CUTS_AT_ONCE
          && BoundedWait.atMost(cutter.cut(order.get()), STORE_SECONDS, TimeUnit.SECONDS)) {
        cuts++;
      }
      if (cuts > 0) made.run();
      if (cuts > 0 && list) watch.published(entry.getKey());
      more |= cuts == CUTS_AT_ONCE;
      LOG.debug("for {}: {} cut", entry.getValue(), cuts);
    }
    return more;
  }

  /* What has to be sealed and cannot be; what nobody is known for is said elsewhere. */
  private void sayWhatWaits(RoutingCode code) {
    if (settings.federation().directory().resolve(code)
            instanceof Directory.Resolution.Other(var peer)
        && Seal.of(settings.federation(), peer.code()) instanceof Seal.Waits(String why)) {
      troubles.failed("sealing for " + peer.code(), why);
      settings.federation().addressees().seek(peer.code());
    }
  }

  /* Whether more is waited for. Most peers get what there is at each look. */
  private boolean isGathering(Cutter cutter, int destination, RoutingCode code)
      throws TimeoutException {
    if (!(settings.federation().directory().resolve(code)
        instanceof Directory.Resolution.Other(var peer))) {
      return false;
    }
    Federation.Flush flush = settings.federation().current().flush(peer.code());
    if (flush.equals(Federation.Flush.DEFAULT)) return false;
    Cutter.Gathered gathered =
        BoundedWait.atMost(cutter.gathered(destination), STORE_SECONDS, TimeUnit.SECONDS);
    Duration left = flush.atMost().minus(gathered.age());
    if (gathered.bytes() >= flush.bytes() || !left.isPositive()) return false;
    if (left.compareTo(flushIn) < 0) flushIn = left;
    return true;
  }

  /* As short as the most impatient peer asks for. */
  private Duration gather() {
    return settings.federation().current().peerings().stream()
        .map(peering -> peering.flush().atMost())
        .min(Duration::compareTo)
        .filter(shortest -> shortest.compareTo(GATHER) < 0)
        .orElse(GATHER);
  }

  private void wakeWorkers(Deliveries deliveries) throws TimeoutException {
    Map<Integer, RoutingCode> due =
        BoundedWait.atMost(deliveries.due(), STORE_SECONDS, TimeUnit.SECONDS);
    Directory directory = settings.federation().directory();
    due.forEach((destination, code) -> {
      if (directory.resolve(code) instanceof Directory.Resolution.Other(var peer)) {
        deliverers.forEach((route, deployed) -> {
          if (route.peer().equals(peer.code())) deployed.worker().wake(destination);
        });
      }
    });
  }

  private static DeploymentOptions virtualThreads() {
    return new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
  }
}
