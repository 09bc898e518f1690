package godwit.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/// Asks the running node that a configuration describes, at its listener for operations.
record OpsClient(Path config, ServerConfig.Address ops) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @throws CommandFailure if the configuration does not say where the node listens
  static OpsClient of(Path config) throws IOException {
    ServerConfig.Address ops = ServerConfig.read(config).listen().ops();
    if (ops.port() == 0) {
      throw new CommandFailure(
          "listen.ops.port is 0 in %s, so that nobody knows where the node listens; give it a port"
              .formatted(config));
    }
    return new OpsClient(config, ops);
  }

  HttpResponse<String> post(String path, ObjectNode body) throws IOException, InterruptedException {
    return send(request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + ops + path))
        .timeout(TIMEOUT)
        .header("Accept", "application/json")
        .header("X-Godwit-Admin", "1");
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(TIMEOUT)
        .build()) {
      return client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    } catch (ConnectException nobody) {
      throw new CommandFailure(
          "no node answers at %s; start it with: godwit serve --config %s".formatted(ops, config),
          nobody);
    }
  }
}
