package godwit.node;

import godwit.http.Bind;
import godwit.http.Callers;
import godwit.http.LoopContext;
import godwit.http.LoopDelays;
import godwit.http.NodeContext;
import godwit.http.RequestGate;
import godwit.http.connection.BodyGate;
import godwit.http.connection.HeadDeadline;
import godwit.http.connection.ServerTls;
import godwit.http.connection.StreamWakeUp;
import godwit.http.device.DeviceRoutes;
import godwit.http.peer.PeerRoutes;
import godwit.store.Connections;
import godwit.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One event loop's share of a node: its database connections, and what it answers.
///
/// Deployed once a core; all instances accept on the same ports.
final class Listener extends VerticleBase {
  private static final int CONNECTIONS = 2;
  private static final long PATIENCE_SECONDS = 5;

  private final NodeContext node;
  private final PgConnectOptions database;
  private final Bind peers;
  private final Optional<Bind> devices;
  private final Doors doors;
  private final List<HttpServer> servers = new ArrayList<>();

  Listener(
      NodeContext node,
      PgConnectOptions database,
      Bind peers,
      Optional<Bind> devices,
      Doors doors) {
    this.node = node;
    this.database = database;
    this.peers = peers;
    this.devices = devices;
    this.doors = doors;
  }

  @Override
  public Future<?> start() throws IOException {
    Pool pool = Connections.pool(vertx, database, CONNECTIONS);
    NodeMeters.pool(node.metrics(), Thread.currentThread().getName(), pool);
    LoopContext loop = LoopContext.of(node, vertx, pool);
    LoopDelays.Activity activity =
        node.delays().watch(vertx, context, () -> !loop.intake().open().isEmpty());
    ServerTls tls = tls();
    HttpServerOptions toPeers = tls.peers(doors.peers());
    HttpServerOptions toDevices = tls.devices(doors.devices());
    return listenToPeers(loop, activity, toPeers)
        .compose(_ -> listenToDevices(loop, activity, toDevices));
  }

  private ServerTls tls() {
    return new ServerTls(vertx, node.federation().credentials(), TimeSource.under(node.clock()));
  }

  /* No more is accepted; what is under way has some time to end. */
  @Override
  public Future<?> stop() {
    return Future.join(servers.stream()
            .map(server -> server.shutdown(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .toList())
        .otherwiseEmpty();
  }

  private Future<?> listenToPeers(
      LoopContext loop, LoopDelays.Activity activity, HttpServerOptions options) {
    Callers callers = new Callers(node.federation(), node.clock());
    node.federation().watch(_ -> {
      Promise<Void> reviewed = Promise.promise();
      context.runOnContext(_ -> {
        callers.review();
        reviewed.complete();
      });
      return reviewed.future();
    });
    HttpServer server = vertx.createHttpServer(options).connectionHandler(connection -> {
      greet(connection);
      callers.connected(connection);
    });
    gate(server, noting(activity, new PeerRoutes(loop, callers).router()));
    updating(server, tls -> tls.peers(doors.peers()));
    return listen(server, peers, -1);
  }

  private Future<?> listenToDevices(
      LoopContext loop, LoopDelays.Activity activity, HttpServerOptions options) {
    if (devices.isEmpty()) return Future.succeededFuture();
    HttpServer server = vertx.createHttpServer(options).connectionHandler(Listener::greet);
    gate(server, noting(activity, new DeviceRoutes(loop).router()));
    updating(server, tls -> tls.devices(doors.devices()));
    return listen(server, devices.get(), -2);
  }

  private interface Profile {
    HttpServerOptions of(ServerTls tls) throws IOException;
  }

  /* New connections are shown the new certificate and judged by the new trust; those that are open
   * stay, and what they may do is looked up for each request. */
  private void updating(HttpServer server, Profile profile) {
    node.federation().watch(_ -> {
      try {
        return server.updateSSLOptions(profile.of(tls()).getSslOptions());
      } catch (IOException unusable) {
        return Future.failedFuture(unusable);
      }
    });
  }

  private static void greet(HttpConnection connection) {
    HeadDeadline.on(connection);
    BodyGate.on(connection);
    StreamWakeUp.on(connection);
  }

  private void gate(HttpServer server, Handler<HttpServerRequest> routes) {
    RequestGate.before(server, vertx, node.clock(), routes);
  }

  private static Handler<HttpServerRequest> noting(LoopDelays.Activity activity, Router router) {
    return request -> {
      activity.asked();
      router.handle(request);
    };
  }

  private Future<?> listen(HttpServer server, Bind bind, int free) {
    servers.add(server);
    return server
        .listen(bind.sharedPort(free), bind.host())
        .recover(bind::refused)
        .onSuccess(listening -> bind.bound().accept(listening.actualPort()));
  }
}
