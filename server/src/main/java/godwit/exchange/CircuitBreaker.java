package godwit.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which targets of a route answer: one circuit each.
///
/// - shape: a target that did not answer is tried last for a while, so that a dead address costs
/// its
///   timeout once and not with each batch; one that failed three times in a row is open, and left
///   alone for 250 ms, doubled up to 30 s; the next try after that closes it, or opens it anew
/// - errors: none
/*
 * Times that lie further ahead than any pause are those of a clock that was wrong: they count as
 * over.
 */
public final class CircuitBreaker {
  private static final Duration TRIED_LAST = Duration.ofSeconds(30);
  private static final int OPENS_AFTER = 3;
  private static final Duration SHORTEST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int DOUBLINGS = 7;

  private final InstantSource clock;
  private final Map<Route.Target, Failures> failures = new HashMap<>();

  public CircuitBreaker(InstantSource clock) {
    this.clock = clock;
  }

  /* In a row. */
  private record Failures(int count, Instant last) {
    Duration pause() {
      if (count < OPENS_AFTER) return Duration.ZERO;
      Duration doubled = SHORTEST.multipliedBy(1L << Math.min(count - OPENS_AFTER, DOUBLINGS));
      return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
  }

  /// The same targets; those that failed just now come last.
  public List<Route.Target> order(List<Route.Target> targets) {
    Instant now = clock.instant();
    List<Route.Target> ordered = new ArrayList<>();
    List<Route.Target> last = new ArrayList<>();
    for (Route.Target target : targets) {
      boolean failed = known(target)
          .filter(known -> left(known, now, TRIED_LAST).isPositive())
          .isPresent();
      (failed ? last : ordered).add(target);
    }
    ordered.addAll(last);
    return ordered;
  }

  /// How long all of these are to be left alone; zero where one may be tried.
  public Duration openFor(List<Route.Target> targets) {
    Instant now = clock.instant();
    return targets.stream()
        .map(target -> known(target)
            .map(known -> left(known, now, known.pause()))
            .filter(Duration::isPositive)
            .orElse(Duration.ZERO))
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  public void failed(Route.Target target) {
    int before = known(target).map(Failures::count).orElse(0);
    failures.put(target, new Failures(before + 1, clock.instant()));
  }

  /// Says that a target has answered.
  ///
  /// @return whether its circuit had been open
  public boolean reached(Route.Target target) {
    Failures before = failures.remove(target);
    return before != null && before.count() >= OPENS_AFTER;
  }

  private Optional<Failures> known(Route.Target target) {
    return Optional.ofNullable(failures.get(target));
  }

  private static Duration left(Failures known, Instant now, Duration pause) {
    Duration left = Duration.between(now, known.last().plus(pause));
    return left.compareTo(pause) <= 0 ? left : Duration.ZERO;
  }
}
