package godwit.codec.keys;

import java.time.Duration;
import java.time.Instant;

/// The ten minutes for which Exposure Notification sends one rolling id: their numbers and times.
///
/// - shape: an interval number is the Unix time divided by 600
/// - units: intervals of 600 s since 1970-01-01T00:00Z, from 0
/// - errors: [IllegalArgumentException] for a time that has no number
/// - source: Exposure Notification, Cryptography Specification 1.2
public final class GaenInterval {
  /// Seconds of an interval.
  public static final int SECONDS = 600;

  /// How far the time of hearing may be from the time of sending.
  public static final Duration TOLERANCE = Duration.ofHours(2);

  private GaenInterval() {}

  /// The interval of a time.
  public static int at(Instant time) {
    long number = Math.floorDiv(time.getEpochSecond(), (long) SECONDS);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("interval=" + number);
    }
    return (int) number;
  }

  /// When an interval begins.
  public static Instant start(int interval) {
    return Instant.ofEpochSecond((long) interval * SECONDS);
  }

  /// Whether an id of this interval may have been heard then: within it, or 2 h before or after.
  /// What was heard at another time was played back, or a clock was wrong.
  public static boolean isPlausible(int interval, Instant heard) {
    Instant start = start(interval);
    return !heard.isBefore(start.minus(TOLERANCE))
        && heard.isBefore(start.plusSeconds(SECONDS).plus(TOLERANCE));
  }
}
