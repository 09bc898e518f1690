package godwit.node;

import godwit.config.ServerConfig;
import godwit.intake.HeldRelease;
import godwit.intake.IntakeContext;
import godwit.store.held.HeldKeys;
import godwit.store.held.Holding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.util.Optional;

/// What it takes to hold contact events, where the configuration says so.
final class HeldEvents {
  private HeldEvents() {}

  /// The keys, and for how long.
  static Optional<Holding> holding(ServerConfig config) throws IOException {
    if (config.heldKeys().isEmpty()) return Optional.empty();
    HeldKeys keys = HeldKeys.read(config.heldKeys().get());
    return Optional.of(new Holding(keys, config.retention().held()));
  }

  /// Starts what releases them, if any are held.
  static Future<?> deploy(Vertx vertx, IntakeContext intake, PgConnectOptions database) {
    return intake
        .holding()
        .<Future<?>>map(
            holding -> vertx.deployVerticle(new HeldRelease(intake, holding.keys(), database)))
        .orElseGet(Future::succeededFuture);
  }
}
