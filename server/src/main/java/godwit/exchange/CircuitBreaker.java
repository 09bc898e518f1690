package godwit.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which targets of a route answered lately: one that did not is tried last for a while, so that a
/// dead address costs its timeout once and not with each batch.
public final class CircuitBreaker {
  private static final Duration TRIED_LAST = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Map<Route.Target, Instant> failed = new HashMap<>();

  public CircuitBreaker(InstantSource clock) {
    this.clock = clock;
  }

  /// The same targets; those that failed just now come last.
  public List<Route.Target> order(List<Route.Target> targets) {
    Instant since = clock.instant().minus(TRIED_LAST);
    List<Route.Target> ordered = new ArrayList<>();
    List<Route.Target> last = new ArrayList<>();
    for (Route.Target target : targets) {
      (failed.getOrDefault(target, Instant.MIN).isAfter(since) ? last : ordered).add(target);
    }
    ordered.addAll(last);
    return ordered;
  }

  public void failed(Route.Target target) {
    failed.put(target, clock.instant());
  }

  public void reached(Route.Target target) {
    failed.remove(target);
  }
}
