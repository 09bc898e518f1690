package godwit.http.ops;

import godwit.exchange.delivery.PauseSwitch;
import godwit.http.Answers;
import godwit.http.Bind;
import godwit.http.NodeContext;
import godwit.http.RequestGate;
import godwit.http.ResponseMeters;
import godwit.http.Routing;
import godwit.http.connection.Door;
import godwit.http.connection.HeadDeadline;
import godwit.http.connection.TlsEngine;
import godwit.store.Connections;
import godwit.store.PausedTraffic;
import godwit.store.audit.AuditTrail;
import godwit.store.held.Enrolments;
import godwit.store.outgoing.DeliveryRecords;
import godwit.store.retention.ClockAgreement;
import godwit.store.revocation.Revocations;
import godwit.store.venue.Venues;
import godwit.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Set;

/// Health and administration, for those who run the node: on loopback only.
///
/// A browser that was lured to a hostile page must not be able to use it: the `Host` has to be a
/// loopback name, and a change needs a header that no page can send across origins unasked.
public final class OpsListener extends VerticleBase {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  /* Prometheus' text format. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String ADMIN = "/admin/*";

  /* No web page can send it across origins unasked. */
  private static final String INTENT_HEADER = "X-Godwit-Admin";
  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final NodeContext node;
  private final PgConnectOptions database;
  private final Bind bind;
  private final Vitals vitals;
  private final Reloads reloads;
  private final Door door;

  public OpsListener(
      NodeContext node,
      PgConnectOptions database,
      Bind bind,
      Vitals vitals,
      Reloads reloads,
      Door door) {
    this.node = node;
    this.database = database;
    this.bind = bind;
    this.vitals = vitals;
    this.reloads = reloads;
    this.door = door;
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, 1);
    HttpServer server = vertx
        .createHttpServer(new HttpServerOptions()
            .setMaxFormBufferedBytes(MAX_BODY_BYTES)
            .setHttp2ClearTextEnabled(false)
            .setSslEngineOptions(new TlsEngine(
                false, door, TimeSource.under(node.clock())))) // its door; there is no TLS
        .connectionHandler(HeadDeadline::on);
    return RequestGate.before(server, vertx, node.clock(), router(vertx, pool))
        .listen(bind.port(), bind.host())
        .recover(bind::refused)
        .onSuccess(listening -> bind.bound().accept(listening.actualPort()));
  }

  /// All routes of this listener.
  Router router(Vertx loop, Pool pool) {
    CodeRoute codes = new CodeRoute(
        loop,
        node,
        pool,
        node.holding().map(holding -> new Enrolments(pool, node.clock(), holding.lasts())));
    Router router = Router.router(loop);
    router.route().handler(new ResponseMeters(node.metrics(), "ops"));
    router.route().handler(this::requireLoopbackHost);
    router.route(ADMIN).handler(this::requireIntent);
    Routing routing = Routing.of(router, loop);
    Readiness readiness = new Readiness(loop, Connections.pool(loop, database, 1), vitals);
    new VenueRoutes(loop, node, new Venues(pool)).mount(routing);
    PauseSwitch pauses = new PauseSwitch(node.federation(), new PausedTraffic(pool));
    new PauseRoutes(loop, node, pauses).mount(routing);
    new AuditRoutes(loop, new AuditTrail(pool)).mount(routing);
    new DeliveryRoutes(loop, node, new DeliveryRecords(pool)).mount(routing);
    new OutbreakRoutes(loop, node, pool).mount(routing);
    new RevocationRoutes(loop, node, new Revocations(pool)).mount(routing);
    new KeyRoutes(node).mount(routing);
    new ReloadRoutes(loop, reloads).mount(routing);
    new ClockRoutes(loop, new ClockAgreement(pool, node.clock())).mount(routing);
    routing
        .get(
            "/health/live",
            context -> health(context, vitals, vitals.hopeless().stream().toList()))
        .get("/health/ready", context -> ready(context, vitals, readiness))
        .get("/health/loops", this::loops)
        .get("/metrics", this::metrics)
        .post("/admin/code", codes::issue)
        .post("/admin/reconciliation", new ReconciliationRoute(loop, node, pool)::compare)
        .post("/admin/certification", codes::certify)
        .otherwiseNotFound();
    return router;
  }

  /* A target that names a host itself stands above `Host` (RFC 9112, 3.2.2): none is taken. */
  private void requireLoopbackHost(RoutingContext context) {
    var authority = context.request().authority();
    boolean path = context.request().uri().startsWith("/");
    if (!path || authority == null || !LOOPBACK.contains(authority.host())) {
      Answers.plain(context, 403, "Forbidden");
      return;
    }
    context.next();
  }

  /* In front of all administration: a change is refused unless it was asked for on purpose. */
  private void requireIntent(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (READS.contains(request.method()) || "1".equals(request.getHeader(INTENT_HEADER))) {
      context.next();
    } else {
      Answers.plain(context, 403, "Forbidden");
    }
  }

  private void metrics(RoutingContext context) {
    context.response().putHeader("Content-Type", METRICS);
    Answers.end(context.request(), Buffer.buffer(node.metrics().scrape()));
  }

  private void loops(RoutingContext context) {
    context.response().putHeader("Content-Type", Answers.JSON);
    Answers.end(context.request(), node.delays().document().toBuffer());
  }

  private static void ready(RoutingContext context, Vitals vitals, Readiness readiness) {
    readiness.reasons().onSuccess(reasons -> health(context, vitals, reasons));
  }

  private static void health(RoutingContext context, Vitals vitals, List<String> reasons) {
    context
        .response()
        .setStatusCode(reasons.isEmpty() ? 200 : 503)
        .putHeader("Content-Type", Answers.JSON);
    JsonObject document = new JsonObject()
        .put("status", reasons.isEmpty() ? "up" : "down")
        .put("reasons", new JsonArray(reasons))
        .put("warnings", new JsonArray(vitals.warnings()));
    Answers.end(context.request(), document.toBuffer());
  }
}
