package godwit.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// How routes are mounted: one method a path, refusals as problems, 405 with `Allow`.
final class Routing {
  /// Under which a route says its methods, as `Allow` does, for whoever lists what is mounted.
  static final String METHODS = "methods";

  private final Router router;
  private final Vertx vertx;

  private Routing(Router router, Vertx vertx) {
    this.router = router;
    this.vertx = vertx;
  }

  static Routing of(Router router, Vertx vertx) {
    return new Routing(router, vertx);
  }

  Routing post(String path, Handler<RoutingContext> handler) {
    return only(HttpMethod.POST, path, _ -> {}, handler);
  }

  /// The same where a path exists only if `known` throws nothing: that comes before the method.
  Routing post(String path, Handler<RoutingContext> known, Handler<RoutingContext> handler) {
    return only(HttpMethod.POST, path, known, handler);
  }

  /// See [#post(String, Handler, Handler)].
  Routing get(String path, Handler<RoutingContext> known, Handler<RoutingContext> handler) {
    return only(HttpMethod.GET, path, known, handler);
  }

  Routing get(String path, Handler<RoutingContext> handler) {
    return only(HttpMethod.GET, path, _ -> {}, handler);
  }

  /// Answers whatever no route before has taken.
  void otherwiseNotFound() {
    router.route().handler(context -> Answers.plain(context, 404, "Not Found"));
  }

  private Routing only(
      HttpMethod method,
      String path,
      Handler<RoutingContext> known,
      Handler<RoutingContext> handler) {
    Route route = router.route(path).putMetadata(METHODS, method.name());
    route.handler(context -> {
      try {
        known.handle(context);
        if (!context.request().method().equals(method)) {
          context.response().putHeader("Allow", method.name());
          Answers.plain(context, 405, "Method Not Allowed");
          return;
        }
        handler.handle(context);
      } catch (Bodies.NotAcceptable e) {
        Answers.plain(context, 406, "Not Acceptable");
      } catch (RuntimeException failure) {
        Answers.refuse(vertx, context.request(), failure);
      }
    });
    return this;
  }
}
