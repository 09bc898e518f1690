package godwit.bridge.spool;

import java.time.Duration;

/// How much the spool keeps: what passes a bound is dropped, the oldest first, and counted.
///
/// @param bytes of events and batches
/// @param age since an event ended
public record SpoolBounds(long bytes, Duration age) {
  /// How late sightings may come: so long a stay is kept for them.
  public static final long LATE_SECONDS = 86_400;

  public SpoolBounds {
    if (bytes < 1 || age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("bytes=" + bytes + " age=" + age);
    }
  }
}
