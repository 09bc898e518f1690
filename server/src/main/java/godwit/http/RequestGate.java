package godwit.http;

import godwit.http.connection.ClientFaults;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What each request passes before it meets a route: it has one host and a path that can be read,
/// or it is answered 400; and its answer gets a date.
///
/// - source: RFC 9110, sections 6.6.1 and 7.1; RFC 9112, section 3.2
/*
 * A request that is none is the client's fault: it is answered and not logged, or 200 of them would
 * be 200 stack traces. One an event loop; used on that loop only.
 */
public final class RequestGate implements Handler<HttpServerRequest> {
  private static final Logger log = LoggerFactory.getLogger(RequestGate.class);
  private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?#]*).*");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
          "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private final Vertx vertx;
  private final InstantSource clock;
  private final Handler<HttpServerRequest> routes;
  private long second = Long.MIN_VALUE;
  private String date = "";

  private RequestGate(Vertx vertx, InstantSource clock, Handler<HttpServerRequest> routes) {
    this.vertx = vertx;
    this.clock = clock;
    this.routes = routes;
  }

  /// Has a server hand its requests to routes through a gate.
  public static HttpServer before(
      HttpServer server, Vertx vertx, InstantSource clock, Handler<HttpServerRequest> routes) {
    RequestGate gate = new RequestGate(vertx, clock, routes);
    return server.requestHandler(gate).invalidRequestHandler(gate::unreadable);
  }

  @Override
  public void handle(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.DATE, date());
    Optional<String> fault = fault(request);
    if (fault.isEmpty()) routes.handle(request);
    else Answers.plain(vertx, request, 400, "Bad Request", fault.get());
  }

  /* Of its head, something could not be read; Vert.x closes the connection behind the answer. */
  private void unreadable(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.DATE, date());
    int status = ClientFaults.status(request);
    log.debug("a request was unreadable, status {}", status);
    Answers.plain(vertx, request, status, status == 400 ? "Bad Request" : "Too Long");
  }

  private static Optional<String> fault(HttpServerRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaders.HOST);
    boolean mayLackHost = request.version() == HttpVersion.HTTP_1_0 && hosts.isEmpty();
    if (!mayLackHost) {
      if (hosts.size() > 1) return Optional.of("a request has one Host");
      var authority = request.authority();
      if (authority == null || authority.host().isEmpty()) {
        return Optional.of("Host is missing, or no host");
      }
    }
    String target = String.valueOf(request.uri());
    if (target.indexOf('%') >= 0 && BAD_ESCAPE.matcher(target).find()) {
      return Optional.of("a % in path and query is followed by two hexadecimal digits");
    }
    if (target.startsWith("/")) return Optional.empty();
    var absolute = ABSOLUTE.matcher(target);
    boolean asHost =
        absolute.matches() && hosts.stream().allMatch(absolute.group(1)::equalsIgnoreCase);
    return asHost ? Optional.empty() : Optional.of("the target is a path, or a URI of this Host");
  }

  private String date() {
    Instant now = clock.instant();
    if (now.getEpochSecond() != second) {
      second = now.getEpochSecond();
      date = DATE.format(now);
    }
    return date;
  }
}
