package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Route;
import godwit.log.RareLines;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// By how much the clock of a peer differs from this node's, as the `Date` of its answers says.
///
/// - shape: `godwit.peer.clock.skew` by peer; a line in the log, at most one an hour of an endpoint
/// - units: seconds, more than 0 where the peer's is ahead; a date has whole seconds
/// - errors: none: an answer without a date says nothing
/// - source: RFC 9110, 6.6.1
final class ClockSkew {
  private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);

  /// Beyond which it is warned of.
  static final Duration WARNED = Duration.ofSeconds(60);

  private static final Duration BETWEEN_LINES = Duration.ofHours(1);

  private final InstantSource clock;
  private final RareLines lines;
  private volatile double seconds;

  ClockSkew(MeterRegistry registry, RoutingCode peer, InstantSource clock) {
    this.clock = clock;
    this.lines = new RareLines(LOG, clock, BETWEEN_LINES);
    Gauge.builder("godwit.peer.clock.skew", this, each -> each.seconds)
        .baseUnit("seconds")
        .tag("peer", peer.path())
        .strongReference(true)
        .register(registry);
  }

  /// An answer has come just now.
  void saw(Route.Target target, Optional<Instant> date) {
    if (date.isEmpty()) return;
    Duration skew = Duration.between(clock.instant(), date.get());
    seconds = skew.toSeconds();
    if (skew.abs().compareTo(WARNED) <= 0) return;
    lines
        .due(target.toString())
        .ifPresent(_ -> LOG.warn(
            "the clock of {} is {} s {} this node's",
            target,
            skew.abs().toSeconds(),
            skew.isNegative() ? "behind" : "ahead of"));
  }
}
