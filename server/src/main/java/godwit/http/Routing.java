package godwit.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How routes are mounted: one method a path or two, HEAD wherever there is GET, refusals as
/// problems, 405 with `Allow`.
public final class Routing {
  /// Under which a route says its methods, as `Allow` does, for whoever lists what is mounted.
  public static final String METHODS = "methods";

  private final Router router;
  private final Vertx vertx;

  private Routing(Router router, Vertx vertx) {
    this.router = router;
    this.vertx = vertx;
  }

  public static Routing of(Router router, Vertx vertx) {
    return new Routing(router, vertx);
  }

  public Routing post(String path, Handler<RoutingContext> handler) {
    return only(path, _ -> {}, Map.of(HttpMethod.POST, handler));
  }

  /// The same where a path exists only if `known` throws nothing: that comes before the method.
  public Routing post(String path, Handler<RoutingContext> known, Handler<RoutingContext> handler) {
    return only(path, known, Map.of(HttpMethod.POST, handler));
  }

  /// See [#post(String, Handler, Handler)].
  public Routing get(String path, Handler<RoutingContext> known, Handler<RoutingContext> handler) {
    return only(path, known, Map.of(HttpMethod.GET, handler));
  }

  public Routing get(String path, Handler<RoutingContext> handler) {
    return only(path, _ -> {}, Map.of(HttpMethod.GET, handler));
  }

  /// A path that takes both of these.
  public Routing postAndDelete(
      String path, Handler<RoutingContext> post, Handler<RoutingContext> delete) {
    return only(path, _ -> {}, Map.of(HttpMethod.POST, post, HttpMethod.DELETE, delete));
  }

  /// A path that takes both. See [#post(String, Handler, Handler)].
  public Routing getAndPost(
      String path,
      Handler<RoutingContext> known,
      Handler<RoutingContext> get,
      Handler<RoutingContext> post) {
    return only(path, known, Map.of(HttpMethod.GET, get, HttpMethod.POST, post));
  }

  /// Answers whatever no route before has taken.
  public void otherwiseNotFound() {
    router.route().handler(context -> Answers.plain(context, 404, "Not Found"));
  }

  private Routing only(
      String path,
      Handler<RoutingContext> known,
      Map<HttpMethod, Handler<RoutingContext>> handlers) {
    if (router.getRoutes().stream().anyMatch(mounted -> path.equals(mounted.getPath()))) {
      throw new IllegalStateException("mounted twice, so that the first one answers 405: " + path);
    }
    Route route = router.route(path).putMetadata(METHODS, names(handlers.keySet().stream()));
    String allowed = names(handlers.keySet().stream().flatMap(Routing::withHead));
    route.handler(context -> {
      try {
        if (context.normalizedPath().endsWith("/")) { // vertx-web takes it for the path without
          Answers.plain(context, 404, "Not Found");
          return;
        }
        known.handle(context);
        HttpMethod method = context.request().method();
        boolean head = method.equals(HttpMethod.HEAD);
        Handler<RoutingContext> handler = handlers.get(head ? HttpMethod.GET : method);
        if (handler == null) {
          context.response().putHeader("Allow", allowed);
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

  private static String names(Stream<HttpMethod> methods) {
    return methods.map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
  }

  /* HEAD is answered as GET is, without the body: see Answers.end. */
  private static Stream<HttpMethod> withHead(HttpMethod method) {
    return method.equals(HttpMethod.GET) ? Stream.of(method, HttpMethod.HEAD) : Stream.of(method);
  }
}
