package godwit.node;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.exchange.Outbox;
import godwit.exchange.PeerCalls;
import godwit.exchange.Route;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import io.vertx.pgclient.PgConnectOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The deliveries of a node, wired as its configuration says.
final class Deliverer {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Deliverer() {}

  /// @param made is run when batches were cut
  static Outbox of(
      ServerConfig config,
      Credentials credentials,
      InstantSource clock,
      UUID node,
      PgConnectOptions database,
      Runnable made) {
    List<Route> routes = config.peers().stream()
        .filter(peer -> peer.delivery() == ServerConfig.Delivery.PUSH)
        .map(peer -> route(config, peer))
        .toList();
    Outbox.Settings settings = new Outbox.Settings(
        node,
        Node.directory(config),
        routes,
        credentials,
        !config.exposureList().centralisedFamilies(),
        Outbox.Settings.WORKERS,
        PATIENCE);
    return new Outbox(database, settings, clock, new SecureRandom(), made);
  }

  /// The questions that it asks of peers while somebody waits: also of those that fetch.
  static PeerCalls calls(ServerConfig config, Credentials credentials, TimeSource clock) {
    List<Route> routes =
        config.peers().stream().map(peer -> route(config, peer)).toList();
    return new PeerCalls(routes, credentials, clock);
  }

  private static Route route(ServerConfig config, ServerConfig.Peer peer) {
    Optional<Route.Hub> hub = peer.via().flatMap(config::peer).map(via -> hub(via.code(), via));
    return new Route(peer.code(), peer.endpoints(), hub);
  }

  private static Route.Hub hub(RoutingCode code, ServerConfig.Peer via) {
    return new Route.Hub(code, via.endpoints());
  }
}
