package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/// How long exposures take: from their upload to the destination's receipt, and from a peer's batch
/// to this authority's list.
///
/// - shape: `godwit.delivery.time` and `godwit.publication.time`, a histogram for each peer
/// - units: seconds, of the oldest exposure of a batch or page
/// - errors: none
/// - source: docs/operating.md, "Metrics"
public final class DeliveryClock {
  /// Within which exposures are to be where they can be acted on.
  public static final Duration BOUND = Duration.ofHours(4);

  private static final Duration[] BUCKETS = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(2),
    Duration.ofMinutes(10),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(2),
    BOUND
  };
  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final FederationSource federation;

  /// Makes a series for each peer at once, so that one that never delivers is seen too.
  public DeliveryClock(MeterRegistry registry, FederationSource federation) {
    this.registry = registry;
    this.federation = federation;
    for (Federation.Peering peering : federation.current().peerings()) {
      arrival(label(peering.route().peer()));
      publication(label(peering.route().peer()));
    }
  }

  /// A batch has been confirmed by its destination.
  public void arrived(RoutingCode peer, Duration time) {
    arrival(label(peer)).record(time);
  }

  /// Exposures of a peer are on the list.
  public void published(RoutingCode peer, Duration time) {
    publication(label(peer)).record(time);
  }

  /* Only peers have a series of their own: there are as many as the configuration says. */
  String label(RoutingCode code) {
    return federation.current().route(code).isPresent() ? code.path() : OTHER;
  }

  private Timer arrival(String peer) {
    return timer("godwit.delivery.time", peer);
  }

  private Timer publication(String peer) {
    return timer("godwit.publication.time", peer);
  }

  private Timer timer(String name, String peer) {
    return Timer.builder(name).tag("peer", peer).serviceLevelObjectives(BUCKETS).register(registry);
  }
}
