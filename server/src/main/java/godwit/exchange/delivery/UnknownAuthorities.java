package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.exchange.BoundedWait;
import godwit.store.outgoing.Unclaimed;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts the authorities that exposures wait for because nobody is known to answer for them.
///
/// - shape: `godwit.unknown.authorities`, `godwit.unknown.authorities.records`
/// - units: routing codes; exposures, counted once a minute and whenever the codes are others
/// - errors: none; a count that fails is made again with the next look
/// - source: docs/operating.md, "Authorities that nobody answers for"
final class UnknownAuthorities {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownAuthorities.class);
  private static final Duration RECOUNT = Duration.ofMinutes(1);
  private static final int COUNT_SECONDS = 20;

  private final InstantSource clock;
  private List<Integer> counted = List.of();
  private Instant due = Instant.MIN;
  private volatile int codes;
  private volatile long records;

  UnknownAuthorities(InstantSource clock, MeterRegistry metrics) {
    this.clock = clock;
    Gauge.builder("godwit.unknown.authorities", this, each -> each.codes).register(metrics);
    Gauge.builder("godwit.unknown.authorities.records", this, each -> each.records)
        .register(metrics);
  }

  /// Looks who waits.
  ///
  /// @param uncut destinations that have exposures in no batch
  void look(Unclaimed unclaimed, Directory directory, Map<Integer, RoutingCode> uncut)
      throws TimeoutException {
    List<Integer> unknown = new ArrayList<>();
    uncut.forEach((destination, code) -> {
      if (directory.resolve(code) instanceof Resolution.Unknown) unknown.add(destination);
    });
    Instant now = clock.instant();
    if (unknown.equals(counted) && now.isBefore(due)) return;
    long waiting = BoundedWait.atMost(unclaimed.records(unknown), COUNT_SECONDS, TimeUnit.SECONDS);
    boolean begins = codes == 0 && !unknown.isEmpty();
    if (begins) LOG.info("exposures wait for authorities that no peer answers for");
    if (codes > 0 && unknown.isEmpty()) LOG.info("no exposure waits for an unknown authority");
    codes = unknown.size();
    records = waiting;
    counted = List.copyOf(unknown);
    due = now.plus(RECOUNT);
  }
}
