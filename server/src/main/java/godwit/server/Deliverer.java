package godwit.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.InstantSource;
import java.util.UUID;

/// The deliveries of a node, as its configuration wires them.
final class Deliverer {
  Deliverer(ServerConfig config, InstantSource clock, UUID node, PgConnectOptions database) {}

  Future<?> deploy(Vertx vertx) {
    return Future.succeededFuture();
  }

  void wake() {}
}
