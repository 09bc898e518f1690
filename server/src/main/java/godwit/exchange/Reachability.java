package godwit.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which stops of a route answered lately: one that did not is tried last for a while, so that a
/// dead address costs its timeout once and not with each batch.
public final class Reachability {
  private static final Duration TRIED_LAST = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Map<Route.Stop, Instant> failed = new HashMap<>();

  public Reachability(InstantSource clock) {
    this.clock = clock;
  }

  /// The same stops; those that failed just now come last.
  public List<Route.Stop> order(List<Route.Stop> stops) {
    Instant since = clock.instant().minus(TRIED_LAST);
    List<Route.Stop> ordered = new ArrayList<>();
    List<Route.Stop> last = new ArrayList<>();
    for (Route.Stop stop : stops) {
      (failed.getOrDefault(stop, Instant.MIN).isAfter(since) ? last : ordered).add(stop);
    }
    ordered.addAll(last);
    return ordered;
  }

  void note(Route.Stop stop, Answer answer) {
    if (answer instanceof Answer.Unreachable) failed(stop);
    else reached(stop);
  }

  public void failed(Route.Stop stop) {
    failed.put(stop, clock.instant());
  }

  public void reached(Route.Stop stop) {
    failed.remove(stop);
  }
}
