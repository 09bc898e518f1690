package godwit.bridge.venue;

import godwit.bridge.detection.Report;
import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.Observation;
import godwit.bridge.time.Clocks;
import godwit.bridge.time.SteadyClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/// The stage between a gateway's message and the pipeline: whose is it, was it there before, when
/// was what it says.
///
/// Safe for several threads.
public final class GatewayIntake {
  /// What one gateway may send.
  public static final int REPORTS_PER_SECOND = 2_000;

  static final int BURST = 20_000;
  static final int REMEMBERED = 1_024;

  private static final long LATE_MILLIS = 86_400_000;

  private final Pipeline pipeline;
  private final Clocks clocks;
  private final SteadyClock steady;
  private final Map<String, GatewayHealth> gateways;
  private final Map<String, Set<Long>> remembered = new HashMap<>();

  /// What became of a message. Only what was taken has an outcome later.
  public enum Taken {
    TAKEN,
    /// It was there before: acknowledged, and nothing more.
    DUPLICATE,
    /// It is old, and does not say how old: acknowledged, and no sighting.
    STALE,
    /// It says that it is of another gateway than who sent it.
    IMPOSTOR,
    /// More than one gateway may send.
    OVER_RATE,
    /// No room now.
    BUSY
  }

  public GatewayIntake(Pipeline pipeline, Clocks clocks, Map<String, GatewayHealth> gateways) {
    this.pipeline = pipeline;
    this.clocks = clocks;
    this.steady = new SteadyClock(clocks);
    this.gateways = Map.copyOf(gateways);
  }

  /// Takes a message.
  ///
  /// @param again whether who delivers it says that it may have been delivered before
  /// @param bytes of the message, by which a repeated one is known
  public Taken take(
      GatewayHealth from,
      GatewayMessage message,
      boolean again,
      byte[] bytes,
      Pipeline.Outcome outcome) {
    if (!isOwn(from.gateway(), message.gateway())) {
      from.impostor();
      return Taken.IMPOSTOR;
    }
    if (again && message.observations().stream().allMatch(each -> each.millis().isEmpty())) {
      from.stale();
      return Taken.STALE;
    }
    long mark = message
        .nonce()
        .map(nonce -> mark(nonce.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> mark(bytes));
    boolean marked = message.nonce().isPresent() || isTimed(message);
    if (marked && isRemembered(from.gateway().name(), mark)) {
      from.duplicate();
      return Taken.DUPLICATE;
    }
    if (!from.isWithinRate(message.observations().size(), clocks.nanoTime())) {
      from.refused();
      return Taken.OVER_RATE;
    }
    long arrival = arrival();
    List<Report> reports = reports(from, message.observations(), arrival);
    long since = from.message(arrival, message.observations().size(), message.malformed());
    boolean taken =
        pipeline.offer(from.gateway().receiver(), since, arrival, reports, (durable, tracing) -> {
          if (durable && marked) remember(from.gateway().name(), mark);
          if (durable) from.tracing(arrival, tracing);
          outcome.done(durable, tracing);
        });
    if (taken) return Taken.TAKEN;
    from.refused();
    return Taken.BUSY;
  }

  /// Wall time that passes evenly.
  public synchronized long arrival() {
    return steady.millis();
  }

  /// How often this machine's clock was set.
  public synchronized long clockJumps() {
    return steady.jumps();
  }

  private List<Report> reports(GatewayHealth from, List<Observation> observations, long arrival) {
    List<Report> reports = new ArrayList<>(observations.size());
    for (Observation seen : observations) {
      GatewayClock.Stamp stamp = from.stamp(arrival, seen.millis(), seen.wholeSeconds());
      if (stamp.millis() < arrival - LATE_MILLIS) {
        from.stale();
        continue;
      }
      reports.add(new Report(
          from.gateway().receiver(),
          stamp.millis(),
          stamp.quality(),
          seen.sender(),
          seen.rssi(),
          seen.heard()));
    }
    return reports;
  }

  private boolean isOwn(Gateway gateway, Optional<String> said) {
    if (said.isEmpty()) return true;
    if (gateway.address().isPresent()) return gateway.address().equals(said);
    return gateways.values().stream()
        .noneMatch(other -> other.gateway().address().equals(said));
  }

  private static boolean isTimed(GatewayMessage message) {
    return !message.observations().isEmpty()
        && message.observations().stream().allMatch(each -> each.millis().isPresent());
  }

  /* Stands for a message; two that differ have the same once in 2^64. */
  private static long mark(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue() << Integer.SIZE | Integer.toUnsignedLong(Arrays.hashCode(bytes));
  }

  private synchronized boolean isRemembered(String gateway, long mark) {
    Set<Long> marks = remembered.get(gateway);
    return marks != null && marks.contains(mark);
  }

  private synchronized void remember(String gateway, long mark) {
    Set<Long> marks = remembered.computeIfAbsent(gateway, each -> new LinkedHashSet<>());
    if (marks.size() == REMEMBERED) marks.remove(marks.iterator().next());
    marks.add(mark);
  }
}
