package godwit.bridge.detection;

import java.time.Duration;

/// When sightings make one contact event, and how many may be open.
///
/// @param gap silence after which an event ends; also how far times may run backwards
/// @param maxLength longest event; a longer stay becomes several
/// @param binSeconds length of the bins that samples are taken from; divides a day
/// @param maxOpen events open at once; sightings that would open more are dropped and counted
public record EventRules(Duration gap, Duration maxLength, int binSeconds, int maxOpen) {
  /// A minute of silence, a quarter of an hour, 10 s bins, 50,000 open events.
  public static final EventRules STANDARD =
      new EventRules(Duration.ofSeconds(60), Duration.ofMinutes(15), 10, 50_000);

  private static final int DAY_SECONDS = 86_400;

  public EventRules {
    if (gap.isNegative() || gap.isZero()) throw new IllegalArgumentException("gap=" + gap);
    if (maxLength.compareTo(gap.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException("maxLength=" + maxLength + " below twice gap=" + gap);
    }
    if (binSeconds < 1 || DAY_SECONDS % binSeconds != 0) {
      throw new IllegalArgumentException("binSeconds=" + binSeconds + " does not divide a day");
    }
    if (maxOpen < 1) throw new IllegalArgumentException("maxOpen=" + maxOpen);
  }
}
