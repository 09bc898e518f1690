package godwit.domain;

import java.time.Duration;
import java.time.Instant;

/// When exposures of this authority's own users leave, and with how many others.
///
/// Each destination's wait in a pool, and leave together as a set, at a tick: a multiple of `every`
/// in UTC. Never is a set made early for the number of its records: whoever could count them would
/// learn when somebody uploads.
///
/// @param every from one tick to the next; zero: nothing waits
/// @param cases a set leaves at the first tick at which it is of so many
/// @param atMost how long an exposure waits where there are fewer
/// @param padding whether sets of fewer cases are filled with records that match nobody
public record MixPolicy(Duration every, int cases, Duration atMost, boolean padding) {
  public static final MixPolicy DEFAULT =
      new MixPolicy(Duration.ofMinutes(5), 5, Duration.ofMinutes(60), false);

  /// Nothing waits.
  public static final MixPolicy NONE = new MixPolicy(Duration.ZERO, 1, Duration.ZERO, false);

  public MixPolicy {
    if (every.isNegative() || cases < 1 || atMost.compareTo(every) < 0) {
      throw new IllegalArgumentException("every=" + every + " cases=" + cases + " " + atMost);
    }
  }

  /// Whether exposures wait for those of others at all.
  public boolean isOn() {
    return !every.isZero();
  }

  /// The last tick up to a time.
  public Instant tick(Instant now) {
    long step = every.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), step) * step);
  }

  /// Whether what waits at a tick leaves: it is of enough cases, or the next tick would be too late
  /// for the one that has waited longest.
  public boolean leaves(long waitingCases, Instant oldest, Instant tick) {
    boolean enough = waitingCases >= cases;
    return waitingCases > 0 && (enough || oldest.plus(atMost).isBefore(tick.plus(every)));
  }
}
