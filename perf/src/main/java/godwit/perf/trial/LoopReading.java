package godwit.perf.trial;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// How late a node's event loops were since the last look, and how late a thread of its that has
/// nothing to do was.
///
/// - shape: `GET /health/loops`: `{"loops": [{"p999Millis": …, "maxMillis": …}], "control": {…}}`
/// - units: milliseconds; of several loops, the worst
/// - errors: [IOException] where the node says something else
/// - source: docs/performance.md
record LoopReading(double p999, double max, double controlP999, double controlMax, long samples) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Asks, which begins the next interval.
  static LoopReading read(int opsPort) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + opsPort + "/health/loops"))
        .timeout(PATIENCE)
        .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) throw new IOException("/health/loops: " + answer);
      return of(new JsonObject(answer.body()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  static LoopReading of(JsonObject document) {
    double p999 = 0;
    double max = 0;
    long samples = Long.MAX_VALUE;
    for (Object each : document.getJsonArray("loops")) {
      JsonObject loop = (JsonObject) each;
      p999 = Math.max(p999, loop.getDouble("p999Millis"));
      max = Math.max(max, loop.getDouble("maxMillis"));
      samples = Math.min(samples, loop.getLong("samples"));
    }
    JsonObject control = document.getJsonObject("control");
    return new LoopReading(
        p999, max, control.getDouble("p999Millis"), control.getDouble("maxMillis"), samples);
  }
}
