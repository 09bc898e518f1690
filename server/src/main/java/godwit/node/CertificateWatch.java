package godwit.node;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.log.RareLines;
import godwit.trust.CertificateEnd;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at how long this node's certificate still counts, and those that its peers showed last.
///
/// - shape: `godwit.certificate.left`, `godwit.peer.certificate.left` by peer; a warning in health,
///   and in the log once a day
/// - units: seconds until the first of a chain expires; not a number for a peer that has shown none
/// - errors: none
/// - source: docs/operating.md, "Certificates that expire"
final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration BETWEEN_LINES = Duration.ofDays(1);
  private static final double MILLIS = 1_000;

  private final FederationSource federation;
  private final InstantSource clock;
  private final MeterRegistry registry;
  private final RareLines lines;
  private final Map<RoutingCode, CertificateEnd> peers = new ConcurrentHashMap<>();
  private final Set<RoutingCode> measured = ConcurrentHashMap.newKeySet();
  private volatile List<String> warnings = List.of();

  CertificateWatch(FederationSource federation, InstantSource clock, MeterRegistry registry) {
    this.federation = federation;
    this.clock = clock;
    this.registry = registry;
    this.lines = new RareLines(LOG, clock, BETWEEN_LINES);
    Gauge.builder("godwit.certificate.left", this, watch -> watch.seconds(watch.own()))
        .baseUnit("seconds")
        .register(registry);
  }

  /// What somebody has to have renewed, for health.
  List<String> warnings() {
    return warnings;
  }

  /// Looks. What a peer has shown is kept over changes of this node's own credentials, and until
  /// it shows another.
  void look() {
    Federation current = federation.current();
    Set<RoutingCode> known = current.peerings().stream()
        .map(peering -> peering.route().peer())
        .collect(Collectors.toSet());
    peers.putAll(current.credentials().shown());
    peers.keySet().retainAll(known);
    known.stream().filter(measured::add).forEach(this::measure);
    Instant now = clock.instant();
    List<String> found = new ArrayList<>();
    own()
        .filter(end -> end.isWithin(CertificateEnd.OWN_WARNED, now))
        .ifPresent(end -> warn("own", "this node's certificate " + end.text(now), end, found));
    peers.forEach((peer, end) -> {
      if (!end.isWithin(CertificateEnd.PEER_WARNED, now)) return;
      warn(peer.path(), "the certificate of %s %s".formatted(peer, end.text(now)), end, found);
    });
    warnings = List.copyOf(found);
  }

  private Optional<CertificateEnd> own() {
    return federation.current().credentials().end();
  }

  private void warn(String kind, String line, CertificateEnd end, List<String> found) {
    found.add(line);
    boolean urgent = end.isWithin(CertificateEnd.URGENT, clock.instant());
    lines.due(kind + urgent).ifPresent(_ -> {
      if (urgent) LOG.error("{}: without a new one, the exchange ends", line);
      else LOG.warn("{}", line);
    });
  }

  private void measure(RoutingCode peer) {
    Gauge.builder(
            "godwit.peer.certificate.left",
            this,
            watch -> watch.seconds(Optional.ofNullable(watch.peers.get(peer))))
        .baseUnit("seconds")
        .tag("peer", peer.path())
        .register(registry);
  }

  private double seconds(Optional<CertificateEnd> end) {
    return end.map(each -> each.left(clock.instant()).toMillis() / MILLIS).orElse(Double.NaN);
  }
}
