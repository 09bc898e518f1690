package godwit.bridge.feed.net;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.MalformedMessage;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A stream of events over HTTP (SSE), opened again whenever it ends, is silent, or its token has.
///
/// - shape: lines of `data: JSON`, an empty one ends an event; lines with a colon first keep alive
/// - units: a line of at most 64 KiB
/// - errors: what was not ended by an empty line is no event
/// - source: the HTML standard, "Server-sent events"; Cassia's description of its interfaces
///
/// Blocks; for a virtual thread.
public final class EventStreamFeed {
  /// Gateways send something at least every 30 s.
  public static final Duration SILENCE = Duration.ofSeconds(60);

  static final int MAX_LINE_BYTES = 64 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final EventStream stream;
  private final GatewayHealth gateway;
  private final GatewayIntake intake;
  private final Duration silence;
  private Optional<String> token = Optional.empty();

  public EventStreamFeed(
      EventStream stream, GatewayHealth gateway, GatewayIntake intake, Duration silence) {
    this.stream = stream;
    this.gateway = gateway;
    this.intake = intake;
    this.silence = silence;
  }

  /// Reads until the thread is interrupted.
  public void run() {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
      Reopening.run(opened -> {
        try {
          if (read(client)) opened.run();
        } catch (IOException e) {
          gateway.malformed();
          throw e;
        }
      });
      client.shutdownNow();
    }
  }

  /* Whether anything came. */
  private boolean read(HttpClient client) throws IOException, InterruptedException {
    if (stream.token().isPresent() && token.isEmpty()) token = Optional.of(newToken(client));
    HttpRequest.Builder request = HttpRequest.newBuilder(stream.url())
        .header("Accept", "text/event-stream")
        .GET();
    token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == 401 || answer.statusCode() == 403) token = Optional.empty();
      if (answer.statusCode() != 200) throw new IOException("status " + answer.statusCode());
      return events(body);
    }
  }

  private boolean events(InputStream body) throws IOException {
    AtomicLong read = new AtomicLong();
    Thread watch = Thread.startVirtualThread(() -> endWhenSilent(body, read));
    gateway.connected();
    try (BufferedInputStream in = new BufferedInputStream(body)) {
      StringBuilder data = new StringBuilder();
      Optional<String> line = line(in, read);
      while (line.isPresent()) {
        if (line.get().isEmpty()) {
          if (!data.isEmpty()) event(data.toString());
          data.setLength(0);
        } else if (line.get().startsWith("data:")) {
          data.append(line.get().substring("data:".length()).strip());
          if (data.length() > MAX_LINE_BYTES) throw new IOException("an event without end");
        }
        line = line(in, read);
      }
    } catch (IOException e) {
      if (read.get() == 0) throw e;
    } finally {
      gateway.disconnected();
      watch.interrupt();
    }
    return read.get() > 0;
  }

  private void endWhenSilent(InputStream body, AtomicLong read) {
    try {
      long before = -1;
      while (read.get() != before) {
        before = read.get();
        Thread.sleep(silence);
      }
      body.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // It has ended by itself.
      read.get();
    }
  }

  private void event(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try {
      GatewayMessage message = HttpFeed.read(gateway.gateway(), bytes, "");
      intake.take(gateway, message, false, bytes, (durable, tracing) -> {});
    } catch (MalformedMessage _) {
      gateway.malformed();
    }
  }

  /* A line without its end; empty where the stream has ended, if need be within a line. */
  private static Optional<String> line(InputStream in, AtomicLong read) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (next != '\r') line.write(next);
      if (line.size() > MAX_LINE_BYTES) throw new IOException("a line without end");
      next = in.read();
    }
    read.incrementAndGet();
    return next < 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
  }

  private String newToken(HttpClient client) throws IOException, InterruptedException {
    EventStream.TokenSource from = stream.token().orElseThrow();
    String pair = from.user() + ":" + from.password();
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    HttpRequest request = HttpRequest.newBuilder(from.url())
        .timeout(CONNECT)
        .header("Authorization", "Basic " + basic)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"grant_type\": \"client_credentials\"}"))
        .build();
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      JsonNode json = new ObjectMapper().readTree(body.readNBytes(MAX_LINE_BYTES));
      String given = json == null ? "" : json.path("access_token").asText("");
      if (answer.statusCode() != 200 || given.isEmpty()) {
        throw new IOException("no token: status " + answer.statusCode());
      }
      return given;
    }
  }
}
