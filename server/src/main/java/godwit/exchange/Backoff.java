package godwit.exchange;

import godwit.peer.RetryAfter;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait between tries, and when to stop trying.
///
/// - shape: anything from 1 s up to a bound that doubles with each try, to 5 min: batches and nodes
///   that failed together do not come back together
/// - units: a wait is never under 1 s, never over 5 min, also where the peer asks for more
/// - errors: none: a Retry-After that cannot be read is as none
/// - source: docs/protocol.md, "Relay"; RFC 9110, 10.2.3
public final class Backoff {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = RetryAfter.LONGEST;
  public static final Duration PATIENCE = Duration.ofDays(3);

  private static final int DOUBLINGS = 9; // 512 s are past the longest

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The wait after a try.
  ///
  /// @param attempts tries before it
  /// @param retryAfter what the peer asked for
  public Duration after(int attempts, Optional<Duration> retryAfter) {
    long full =
        Math.min(LONGEST.toMillis(), SHORTEST.toMillis() << Math.clamp(attempts, 0, DOUBLINGS));
    long own = Math.max(SHORTEST.toMillis(), random.nextLong(full + 1));
    long asked = Math.min(LONGEST.toMillis(), retryAfter.orElse(Duration.ZERO).toMillis());
    return Duration.ofMillis(Math.max(own, asked));
  }

  /// Whether a batch of this age is given up once a try fails.
  public static boolean isSpent(Duration age) {
    return age.compareTo(PATIENCE) >= 0;
  }
}
