package godwit.bridge.detection;

import java.time.Duration;

/// When sightings make one contact event.
///
/// @param gap silence after which an event ends
/// @param maxLength longest event; a longer stay becomes several
/// @param binSeconds length of the bins that samples are taken from; divides a day
public record EventRules(Duration gap, Duration maxLength, int binSeconds) {
  /// A minute of silence, a quarter of an hour, 10 s bins.
  public static final EventRules STANDARD =
      new EventRules(Duration.ofSeconds(60), Duration.ofMinutes(15), 10);

  private static final int DAY_SECONDS = 86_400;
  private static final int MAX_BIN_SECONDS = 15;

  public EventRules {
    if (gap.isNegative() || gap.isZero()) throw new IllegalArgumentException("gap=" + gap);
    if (maxLength.compareTo(gap.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException("maxLength=" + maxLength + " below twice gap=" + gap);
    }
    if (binSeconds < 1 || binSeconds > MAX_BIN_SECONDS || DAY_SECONDS % binSeconds != 0) {
      throw new IllegalArgumentException("binSeconds=" + binSeconds);
    }
  }

  /// The same with another silence.
  public EventRules withGap(Duration other) {
    return new EventRules(other, maxLength, binSeconds);
  }

  int binMillis() {
    return binSeconds * 1000;
  }
}
