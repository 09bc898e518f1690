package godwit.perf.step;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// What a node says of itself on its operations listener.
final class OpsMetrics {
  private OpsMetrics() {}

  /// The value of a metric without labels.
  static double read(int port, String metric) throws IOException {
    String page;
    try (InputStream in =
        URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openStream()) {
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return page.lines()
        .filter(line -> line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no metric " + metric));
  }
}
