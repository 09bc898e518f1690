package godwit.bridge.venue;

import godwit.bridge.feed.gateway.Product;
import java.util.Arrays;
import java.util.OptionalLong;

/// What is known of how one gateway does. Safe for several threads.
public final class GatewayHealth {
  private static final int MINUTES = 60;
  private static final int GAPS = 32;
  private static final long COUNTED_GAP_MILLIS = 1_000;
  private static final long FLOWING_MILLIS = 30_000;

  private final Gateway gateway;
  private final GatewayClock clock = new GatewayClock();
  private final long[] minute = new long[MINUTES];
  private final long[] tracing = new long[MINUTES];
  private final long[] messagesOf = new long[MINUTES];
  private final long[] gaps = new long[GAPS];
  private int gapCount;
  private int connections;
  private long lastMillis = Long.MIN_VALUE;
  private long messages;
  private long reports;
  private long allTracing;
  private long malformed;
  private long duplicates;
  private long stale;
  private long refused;
  private long impostors;
  private double tokens = GatewayIntake.BURST;
  private long tokensNanos;

  /// Figures of one gateway.
  ///
  /// @param lastMillis when it last sent anything
  /// @param cadenceMillis between two of its messages, those in a burst not counted
  /// @param offsetMillis by how much its clock is behind ours
  public record Figures(
      int connections,
      OptionalLong lastMillis,
      long cadenceMillis,
      OptionalLong offsetMillis,
      long messages,
      long reports,
      long tracing,
      long malformed,
      long duplicates,
      long stale,
      long refused,
      long impostors,
      long clockSteps) {}

  public GatewayHealth(Gateway gateway) {
    this.gateway = gateway;
  }

  public Gateway gateway() {
    return gateway;
  }

  public synchronized Figures figures() {
    return new Figures(
        connections,
        lastMillis == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(lastMillis),
        cadence(),
        clock.offsetMillis(),
        messages,
        reports,
        allTracing,
        malformed,
        duplicates,
        stale,
        refused,
        impostors,
        clock.steps() + clock.impossible());
  }

  public synchronized void connected() {
    connections++;
  }

  public synchronized void disconnected() {
    connections--;
  }

  synchronized GatewayClock.Stamp stamp(long arrival, OptionalLong said, boolean wholeSeconds) {
    return clock.stamp(arrival, said, wholeSeconds);
  }

  /// A message came; gives since when the gateway has listened.
  synchronized long message(long arrival, int observations, int broken) {
    messages++;
    reports += observations;
    malformed += broken;
    messagesOf[slot(arrival)]++;
    long before = lastMillis;
    lastMillis = arrival;
    if (before == Long.MIN_VALUE || arrival < before) return arrival;
    long gap = arrival - before;
    if (gap >= COUNTED_GAP_MILLIS) gaps[gapCount++ % GAPS] = gap;
    return gap <= Math.max(FLOWING_MILLIS, 2 * cadence()) ? before : arrival;
  }

  /// So many of its reports were of contact tracing.
  synchronized void tracing(long arrival, int count) {
    allTracing += count;
    tracing[slot(arrival)] += count;
  }

  synchronized void duplicate() {
    duplicates++;
  }

  synchronized void stale() {
    stale++;
  }

  synchronized void refused() {
    refused++;
  }

  public synchronized void impostor() {
    impostors++;
  }

  public synchronized void malformed() {
    malformed++;
  }

  /// Whether so many reports are within what one gateway may send.
  synchronized boolean isWithinRate(int count, long nanos) {
    if (tokensNanos != 0) {
      double more = (nanos - tokensNanos) / 1e9 * GatewayIntake.REPORTS_PER_SECOND;
      tokens = Math.min(GatewayIntake.BURST, tokens + more);
    }
    tokensNanos = nanos;
    if (tokens < count) return false;
    tokens -= count;
    return true;
  }

  /// Reports of contact tracing in the last minutes.
  synchronized long tracingSince(long now, int minutes) {
    return sum(tracing, now, minutes);
  }

  /// In how many of the last minutes it sent anything.
  synchronized int activeMinutes(long now, int minutes) {
    int active = 0;
    for (int back = 0; back < minutes; back++) {
      long at = now / 60_000 - back;
      int index = (int) (at % MINUTES);
      if (minute[index] == at && messagesOf[index] > 0) active++;
    }
    return active;
  }

  synchronized long cadence() {
    int known = Math.min(gapCount, GAPS);
    // A controller's own stream rests only where there is nothing to hear.
    if (known == 0 || gateway.product() == Product.HCI) return COUNTED_GAP_MILLIS;
    long[] sorted = Arrays.copyOf(gaps, known);
    Arrays.sort(sorted);
    return sorted[known / 2];
  }

  private long sum(long[] of, long now, int minutes) {
    long sum = 0;
    for (int back = 0; back < minutes; back++) {
      long at = now / 60_000 - back;
      int index = (int) (at % MINUTES);
      if (minute[index] == at) sum += of[index];
    }
    return sum;
  }

  private int slot(long millis) {
    long at = millis / 60_000;
    int index = (int) Math.floorMod(at, (long) MINUTES);
    if (minute[index] != at) {
      minute[index] = at;
      tracing[index] = 0;
      messagesOf[index] = 0;
    }
    return index;
  }
}
