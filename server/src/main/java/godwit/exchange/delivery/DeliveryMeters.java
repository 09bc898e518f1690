package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.FederationSource;
import godwit.store.outgoing.Outgoing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what came of tries to deliver a batch.
///
/// - shape: `godwit.deliveries` by outcome
/// - units: tries, each through all endpoints that it went to
/// - errors: none
/// - source: docs/operating.md, "Metrics"
final class DeliveryMeters {
  private final Counter delivered;
  private final Counter nothingAccepted;
  private final Counter relayed;
  private final Counter refused;
  private final Counter again;
  private final Counter remade;
  private final Counter disbelieved;

  private final MeterRegistry registry;
  private final InstantSource time;
  private final Map<RoutingCode, ClockSkew> skews = new ConcurrentHashMap<>();
  private final DeliveryClock clock;

  DeliveryMeters(MeterRegistry registry, FederationSource federation, InstantSource clock) {
    this.registry = registry;
    this.time = clock;
    this.clock = new DeliveryClock(registry, federation);
    refusal("none");
    federation.current().peerings().forEach(each -> skew(each.route().peer()));
    delivered = outcome(registry, "delivered");
    nothingAccepted = outcome(registry, "nothing-accepted");
    relayed = outcome(registry, "relayed");
    refused = outcome(registry, "refused");
    again = outcome(registry, "again");
    remade = outcome(registry, "remade");
    disbelieved = registry.counter("godwit.deliveries.disbelieved");
  }

  void ended(Delivery.End end) {
    Counter counter = switch (end) {
      case Delivery.Delivered done -> done.nothingAccepted() ? nothingAccepted : delivered;
      case Delivery.Refused _ -> refused;
      case Delivery.Remade _ -> remade;
      case Delivery.Unfit _ -> again;
      case Delivery.Resting rest -> isWithAHub(rest) ? relayed : again;
    };
    counter.increment();
    if (end instanceof Delivery.Refused(var problem))
      refusal(DeliveryLog.word(problem)).increment();
  }

  /// Counts an answer that claimed what it did not prove.
  void disbelieved() {
    disbelieved.increment();
  }

  /// How long a batch took that its destination has confirmed.
  void arrived(RoutingCode peer, Duration time) {
    clock.arrived(peer, time);
  }

  /// By how much the clock of a peer differs.
  ClockSkew skew(RoutingCode peer) {
    return skews.computeIfAbsent(peer, code -> new ClockSkew(registry, code, time));
  }

  private Counter refusal(String problem) {
    return registry.counter("godwit.deliveries.refused", "problem", problem);
  }

  private static boolean isWithAHub(Delivery.Resting rest) {
    return rest.state() == Outgoing.State.RELAYED && rest.problem().isEmpty();
  }

  private static Counter outcome(MeterRegistry registry, String outcome) {
    return registry.counter("godwit.deliveries", "outcome", outcome);
  }
}
