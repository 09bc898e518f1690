package godwit.bridge.venue;

import godwit.bridge.detection.TimeQuality;
import java.util.OptionalLong;

/// One gateway's clock, and how far it is off.
///
/// - shape: [#stamp] puts a reported time into ours
/// - units: milliseconds since 1970-01-01T00:00Z; the offset is ours minus the gateway's
/// - errors: none; a time that cannot be is replaced by that of arrival, and says so
/// - source: our own
/*
 * Between a sighting and its arrival there is only ever delay, so the least difference that was
 * seen
 * lately is how far the clock is off. A larger difference is a report that waited somewhere, as
 * long
 * as the gateway's times go on: after an outage they do, and their own time is the right one. Times
 * that go backwards by more than a minute are a clock that was set: until it has shown for eight
 * reports that it keeps to its new time, the time of arrival is taken. (1) A first report that
 * waited cannot be told from a clock that is behind; where a start finds a backlog, its offset
 * comes
 * from the first one that did not wait.
 */
public final class GatewayClock {
  private static final long FIRST_MILLIS = 1_577_836_800_000L; // 2020-01-01
  private static final long END_MILLIS = 1000L << 32;
  private static final long LATE_MILLIS = 86_400_000;
  private static final long AGREES_MILLIS = 2_000;
  private static final long STEP_MILLIS = 60_000;
  private static final long WINDOW_MILLIS = 300_000;
  private static final int CONFIRMING = 8;

  private boolean known;
  private long offset;
  private long least = Long.MAX_VALUE;
  private long windowSince;
  private long lastSaid = Long.MIN_VALUE;
  private int confirmations;
  private long candidate;
  private long steps;
  private long impossible;

  /// A time in ours.
  public record Stamp(long millis, TimeQuality quality) {}

  /// @param arrival when the report came
  /// @param said what the gateway wrote, if anything
  /// @param wholeSeconds whether its clock cuts off what is less than a second
  public Stamp stamp(long arrival, OptionalLong said, boolean wholeSeconds) {
    if (said.isEmpty()) return new Stamp(arrival, TimeQuality.ARRIVAL);
    long time = said.getAsLong() + (wholeSeconds ? 500 : 0);
    if (time < FIRST_MILLIS || time >= END_MILLIS) {
      impossible++;
      return new Stamp(arrival, TimeQuality.DOUBTFUL);
    }
    long difference = arrival - time;
    if (lastSaid != Long.MIN_VALUE && time < lastSaid - STEP_MILLIS) {
      return afterStep(arrival, time, difference);
    }
    confirmations = 0;
    lastSaid = Math.max(lastSaid, time);
    learn(arrival, difference);
    boolean agrees = Math.abs(offset) <= AGREES_MILLIS;
    long ours = Math.min(arrival, agrees ? time : time + offset);
    if (ours < arrival - LATE_MILLIS) return new Stamp(ours, TimeQuality.DOUBTFUL);
    return new Stamp(ours, agrees ? TimeQuality.RECEIVER : TimeQuality.CORRECTED);
  }

  /// How far the clock is off.
  public OptionalLong offsetMillis() {
    return known ? OptionalLong.of(offset) : OptionalLong.empty();
  }

  /// How often it was set.
  public long steps() {
    return steps;
  }

  /// Times that could not be.
  public long impossible() {
    return impossible;
  }

  private void learn(long arrival, long difference) {
    if (!known || difference < offset - STEP_MILLIS) {
      if (known) steps++;
      known = true;
      offset = difference;
      least = difference;
      windowSince = arrival;
      return;
    }
    if (difference > offset + STEP_MILLIS) return; // it waited
    least = Math.min(least, difference);
    offset = Math.min(offset, difference);
    if (arrival - windowSince < WINDOW_MILLIS) return;
    offset = least;
    least = Long.MAX_VALUE;
    windowSince = arrival;
  }

  private Stamp afterStep(long arrival, long time, long difference) {
    boolean same = confirmations > 0 && Math.abs(difference - candidate) <= STEP_MILLIS / 12;
    if (confirmations == 0) steps++;
    candidate = same ? Math.min(candidate, difference) : difference;
    confirmations = same ? confirmations + 1 : 1;
    if (confirmations >= CONFIRMING) {
      lastSaid = time;
      offset = candidate;
      least = candidate;
      windowSince = arrival;
      confirmations = 0;
    }
    return new Stamp(arrival, TimeQuality.DOUBTFUL);
  }
}
