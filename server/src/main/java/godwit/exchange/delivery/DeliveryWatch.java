package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.BoundedWait;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.log.RareLines;
import godwit.store.outgoing.Undelivered;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at what has not been delivered: how much, and for how long the oldest of it has waited.
///
/// - shape: `godwit.undelivered.age` by peer, `godwit.undelivered.batches` by peer and state; a
///   warning in the log, and in health, from one hour on
/// - units: seconds since the upload; a look every 15 s
/// - errors: those of the store, which the next look may be spared
/// - source: docs/operating.md, "Metrics"
final class DeliveryWatch {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryWatch.class);

  static final Duration WARNED = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofSeconds(15);
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(30);
  private static final int STORE_SECONDS = 20;
  private static final List<String> STATES = List.of("waiting", "relayed", "quarantined");

  private final Undelivered undelivered;
  private final FederationSource federation;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final DeliveryClock deliveryClock;
  private final RareLines lines;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private volatile List<String> warnings = List.of();
  private Instant next = Instant.MIN;
  private long page = -1;

  DeliveryWatch(
      Undelivered undelivered,
      FederationSource federation,
      InstantSource clock,
      MeterRegistry registry) {
    this.undelivered = undelivered;
    this.federation = federation;
    this.clock = clock;
    this.registry = registry;
    this.deliveryClock = new DeliveryClock(registry, federation);
    this.lines = new RareLines(LOG, clock, BETWEEN_LINES);
    for (Federation.Peering peering : federation.current().peerings()) {
      seen(peering.route().peer().path());
    }
  }

  /* Of one peer, as the gauges show it. */
  private static final class Seen {
    private volatile double seconds;
    private final Map<String, Long> batches = new ConcurrentHashMap<>();
  }

  /// What is to be worried about, for health.
  List<String> warnings() {
    return warnings;
  }

  /// Looks, if it is time to.
  void look() throws TimeoutException {
    Instant now = clock.instant();
    if (now.isBefore(next) && next.isBefore(now.plus(LOOK.multipliedBy(2)))) return;
    next = now.plus(LOOK);
    List<Undelivered.Held> held =
        BoundedWait.atMost(undelivered.held(), STORE_SECONDS, TimeUnit.SECONDS);
    for (Seen each : seen.values()) {
      each.seconds = 0;
      each.batches.clear();
    }
    List<String> found = new ArrayList<>();
    Directory directory = federation.directory();
    for (Undelivered.Held each : held) {
      if (!(directory.resolve(each.receiver()) instanceof Directory.Resolution.Other(var peer))) {
        continue;
      }
      count(peer.code(), each);
      warn(peer.code(), each, found);
    }
    warnings = List.copyOf(found);
  }

  /// Says that pages may be made now: what is there already is not measured.
  void beforePages(int list) throws TimeoutException {
    if (page >= 0) return;
    page = BoundedWait.atMost(undelivered.newestPage(list), STORE_SECONDS, TimeUnit.SECONDS);
  }

  /// Measures what has come onto the list since the last look at it.
  void published(int list) throws TimeoutException {
    for (Undelivered.Published each :
        BoundedWait.atMost(undelivered.published(list, page), STORE_SECONDS, TimeUnit.SECONDS)) {
      page = Math.max(page, each.page());
      if (!each.origin().equals(federation.directory().self())) {
        deliveryClock.published(each.origin(), each.time());
      }
    }
  }

  private void count(RoutingCode peer, Undelivered.Held held) {
    Seen of = seen(deliveryClock.label(peer));
    if (held.state().equals("refused")) {
      of.batches.merge("quarantined", held.batches(), Long::sum);
      return;
    }
    of.seconds = Math.max(of.seconds, held.age().toMillis() / 1_000.0);
    if (!held.state().equals("gathering")) {
      of.batches.merge(held.state(), held.batches(), Long::sum);
    }
  }

  private void warn(RoutingCode peer, Undelivered.Held held, List<String> found) {
    if (held.state().equals("refused") || held.age().compareTo(WARNED) < 0) return;
    boolean fetches = federation.current().peerings().stream()
        .noneMatch(each -> each.route().peer().equals(peer) && each.push());
    String why = held.state().equals("gathering")
        ? "and no batch is made of it"
        : held.state().equals("relayed")
            ? "at a hub"
            : fetches ? "and the peer does not fetch it" : "and is not delivered";
    String line =
        "the oldest exposure for %s has waited for %d min %s; it is to be there within %d h"
            .formatted(peer, held.age().toMinutes(), why, DeliveryClock.BOUND.toHours());
    found.add(line);
    lines.due(peer.path() + held.state()).ifPresent(_ -> {
      if (held.age().compareTo(DeliveryClock.BOUND) >= 0) LOG.error("{}", line);
      else LOG.warn("{}", line);
    });
  }

  private Seen seen(String peer) {
    return seen.computeIfAbsent(peer, label -> {
      Seen made = new Seen();
      Gauge.builder("godwit.undelivered.age", made, each -> each.seconds)
          .baseUnit("seconds")
          .tag("peer", label)
          .register(registry);
      for (String state : STATES) {
        Gauge.builder(
                "godwit.undelivered.batches", made, each -> each.batches.getOrDefault(state, 0L))
            .tag("peer", label)
            .tag("state", state)
            .register(registry);
      }
      return made;
    });
  }
}
