package godwit.bridge.venue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import godwit.bridge.detection.Adverts;
import godwit.bridge.feed.gateway.Product;
import godwit.bridge.feed.net.EventStream;
import godwit.bridge.feed.net.EventStreamFeed;
import godwit.bridge.time.ManualClocks;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway's stream of events over HTTP: tokens that end, silence, events that are cut.
class EventStreamTest {
  @TempDir
  private Path folder = Path.of("");

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger tokens = new AtomicInteger();

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpServer server;

  @SuppressWarnings("NullAway.Init")
  private Venue venue;

  @SuppressWarnings("NullAway.Init")
  private GatewayHealth gateway;

  private interface Sends {
    void to(OutputStream out, int time) throws IOException, InterruptedException;
  }

  @BeforeEach
  void open() throws IOException {
    venue = new Venue(folder, new ManualClocks("2026-11-20T12:00:00Z"), 1);
    gateway = new GatewayHealth(new Gateway(
        "g0",
        "hall",
        Product.CASSIA,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/token", exchange -> {
      tokens.incrementAndGet();
      byte[] body =
          ("{\"access_token\": \"t" + tokens.get() + "\"}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void close() throws IOException {
    server.stop(0);
    venue.close();
  }

  @Test
  void everyWholeEventIsHeardAndTheStreamOpenedAgain() throws Exception {
    serve((out, time) -> out.write(
        (":keep-alive\n\n" + event(2 * time) + event(2 * time + 1) + event(99).substring(0, 120))
            .getBytes(StandardCharsets.UTF_8)));
    Thread feed = feed(Optional.empty(), Duration.ofSeconds(60));
    awaitIdentified(4);
    feed.interrupt();
    assertTrue(opened.get() >= 2);
    assertEquals(0, gateway.figures().malformed());
  }

  @Test
  void aTokenThatHasEndedIsReplaced() throws Exception {
    server.createContext("/events", exchange -> {
      int time = opened.getAndIncrement();
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer t" + (time < 2 ? 1 : 2)).equals(shown)) {
        exchange.sendResponseHeaders(401, -1);
        exchange.close();
        return;
      }
      answer(
          exchange, (out, each) -> out.write(event(each).getBytes(StandardCharsets.UTF_8)), time);
    });
    EventStream.TokenSource source = new EventStream.TokenSource(uri("/token"), "bridge", "secret");
    Thread feed = feed(Optional.of(source), Duration.ofSeconds(60));
    awaitIdentified(3);
    feed.interrupt();
    assertEquals(2, tokens.get());
  }

  @Test
  void aStreamWithoutASignOfLifeIsOpenedAgain() throws Exception {
    serve((out, time) -> {
      out.write(event(time).getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (time == 0) new java.util.concurrent.CountDownLatch(1).await(); // silent, and open
    });
    Thread feed = feed(Optional.empty(), Duration.ofMillis(200));
    awaitIdentified(2);
    feed.interrupt();
    assertTrue(opened.get() >= 2);
  }

  private Thread feed(Optional<EventStream.TokenSource> token, Duration silence) {
    EventStreamFeed feed =
        new EventStreamFeed(new EventStream(uri("/events"), token), gateway, venue.intake, silence);
    return Thread.startVirtualThread(feed::run);
  }

  private void awaitIdentified(int wanted) throws InterruptedException {
    for (int step = 0; step < 3_000; step++) {
      venue.pipeline.step(Duration.ofMillis(10));
      if (venue.pipeline.counts().detected().identified() >= wanted) return;
    }
    throw new AssertionError("not identified: " + wanted);
  }

  private void serve(Sends sends) {
    server.createContext("/events", exchange -> answer(exchange, sends, opened.getAndIncrement()));
  }

  private static void answer(HttpExchange exchange, Sends sends, int time) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (exchange) {
      sends.to(exchange.getResponseBody(), time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static String event(int seed) {
    String advert = HexFormat.of().formatHex(Adverts.gaenWithFlags(Adverts.body(seed, 20)));
    return "data: {\"bdaddrs\": [{\"bdaddr\": \"4C:6F:64:59:43:86\"}], \"evtType\": 3,"
        + " \"rssi\": -61, \"adData\": \"" + advert + "\", \"name\": \"(unknown)\"}\n\n";
  }
}
