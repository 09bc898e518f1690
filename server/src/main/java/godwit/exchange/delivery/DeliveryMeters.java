package godwit.exchange.delivery;

import godwit.store.outgoing.Outgoing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

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

  DeliveryMeters(MeterRegistry registry) {
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
  }

  /// Counts an answer that claimed what it did not prove.
  void disbelieved() {
    disbelieved.increment();
  }

  private static boolean isWithAHub(Delivery.Resting rest) {
    return rest.state() == Outgoing.State.RELAYED && rest.problem().isEmpty();
  }

  private static Counter outcome(MeterRegistry registry, String outcome) {
    return registry.counter("godwit.deliveries", "outcome", outcome);
  }
}
