package godwit.node;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.exchange.Backoff;
import godwit.exchange.Fetcher;
import godwit.http.NodeContext;
import godwit.intake.FetchedBatches;
import godwit.store.Connections;
import godwit.store.Fetches;
import godwit.trust.Credentials;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a node fetches from its peers, as its configuration says: from each peer with
/// `fetch: true`, for each authority that the node serves.
///
/// The fetchers are deployed by it, so that they stop before their connections close.
final class Fetching extends VerticleBase {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 2;

  private final ServerConfig config;
  private final NodeContext node;
  private final Credentials credentials;
  private final PgConnectOptions database;

  Fetching(
      ServerConfig config, NodeContext node, Credentials credentials, PgConnectOptions database) {
    this.config = config;
    this.node = node;
    this.credentials = credentials;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    List<ServerConfig.Peer> peers =
        config.peers().stream().filter(ServerConfig.Peer::fetch).toList();
    if (peers.isEmpty()) return Future.succeededFuture();
    Pool pool = Connections.pool(vertx, database, CONNECTIONS);
    FetchedBatches inbox = new FetchedBatches(node.intake(), database);
    return vertx.deployVerticle(inbox).compose(_ -> {
      List<Future<String>> deployed = new ArrayList<>();
      for (ServerConfig.Peer peer : peers) {
        for (RoutingCode authority : config.serves()) {
          deployed.add(fetcher(peer, authority, pool, inbox).deploy(vertx));
        }
      }
      return Future.all(deployed);
    });
  }

  private Fetcher fetcher(
      ServerConfig.Peer peer, RoutingCode authority, Pool pool, FetchedBatches inbox) {
    return new Fetcher(
        new Fetches.Source(peer.code(), authority),
        peer.endpoints(),
        node.id(),
        pool,
        credentials,
        inbox,
        node.clock(),
        new Backoff(new SecureRandom()),
        PATIENCE);
  }
}
