package godwit.bridge.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import godwit.bridge.feed.net.Endpoint;
import godwit.bridge.spool.SpoolException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What operators ask a bridge, over HTTP on loopback alone: health, metrics, status, a page.
final class OpsPages implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Bridge bridge;

  private OpsPages(HttpServer server, Bridge bridge) {
    this.server = server;
    this.bridge = bridge;
  }

  static OpsPages open(Endpoint at, Bridge bridge) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(at.host(), at.port()), 16);
    } catch (IOException e) {
      throw new IOException(at.host() + ":" + at.port() + " cannot be listened at", e);
    }
    OpsPages pages = new OpsPages(server, bridge);
    server.setExecutor(pages.executor);
    server.createContext("/", pages::answer);
    server.start();
    return pages;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      if (!isLocal(exchange)) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/health/live" -> live(exchange);
        case "/health/ready" -> live(exchange);
        case "/metrics" ->
          send(exchange, 200, "text/plain; version=0.0.4", BridgeMetrics.text(bridge.status()));
        case "/status" -> send(exchange, 200, "application/json", StatusJson.of(bridge.status()));
        case "/" -> send(exchange, 200, "text/html; charset=utf-8", StatusPage.of(bridge.status()));
        default -> exchange.sendResponseHeaders(404, -1);
      }
    } catch (SpoolException _) {
      exchange.sendResponseHeaders(503, -1);
    }
  }

  private void live(HttpExchange exchange) throws IOException {
    boolean alive = bridge.status().alive();
    send(exchange, alive ? 200 : 503, "application/json", "{\"live\": " + alive + "}\n");
  }

  /* A page of another origin cannot ask in its visitor's name. */
  private static boolean isLocal(HttpExchange exchange) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (host == null) return false;
    String name = host.replaceFirst(":[0-9]{1,5}$", "");
    return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange
        .getResponseHeaders()
        .set("Content-Security-Policy", "default-src 'none'; style-src" + " 'unsafe-inline'");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) exchange.getResponseBody().write(body);
  }
}
