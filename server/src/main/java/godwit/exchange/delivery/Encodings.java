package godwit.exchange.delivery;

import godwit.exchange.Route;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Which targets take gzip, as their resolvers say: asked for when a batch would be better coded,
/// and once an hour.
///
/// For the virtual threads of one context.
final class Encodings {
  private static final Duration KNOWN_FOR = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<Route.Target, Known> known = new HashMap<>();

  Encodings(InstantSource clock) {
    this.clock = clock;
  }

  private record Known(boolean gzip, Instant until) {}

  boolean takesGzip(BatchClient client, Route.Target target) {
    Instant now = clock.instant();
    Known before = known.get(target);
    if (before != null && before.until().isAfter(now)) return before.gzip();
    JsonObject resolver = client.resolver("/resolver", target).orElse(new JsonObject());
    boolean gzip =
        resolver.getValue("encodings") instanceof JsonArray encodings && encodings.contains("gzip");
    known.put(target, new Known(gzip, now.plus(KNOWN_FOR)));
    return gzip;
  }

  /// Says that a target does not take it after all.
  void refused(Route.Target target) {
    known.put(target, new Known(false, clock.instant().plus(KNOWN_FOR)));
  }
}
