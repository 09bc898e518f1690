package godwit.cli.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/// Asks a running node, at its listener for operations.
///
/// @param start the command that would start the node, for people
/// @param patience how long a connection, and an answer, is waited for
public record OpsClient(URI base, String start, Duration patience) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_ANSWER_BYTES = 1024 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  OpsClient(URI base, String start) {
    this(base, start, PATIENCE);
  }

  /// Asks the node of this configuration.
  ///
  /// @param file that the configuration was read from
  public static OpsClient of(ServerConfig config, Path file) {
    ServerConfig.Address address = config.listen().ops();
    if (address.port() == 0) {
      throw new CommandFailure(
          "listen.ops.port is 0 in %s, so that nobody knows where the node listens; give it a port"
              .formatted(file));
    }
    return new OpsClient(URI.create("http://" + address), "godwit serve --config " + file);
  }

  /// The same, with less time to answer.
  public OpsClient within(Duration shorter) {
    return new OpsClient(base, start, shorter);
  }

  /// Where the node listens, for people.
  String address() {
    return base.getAuthority();
  }

  /// Asks for a change.
  public HttpResponse<String> post(String path, ObjectNode body)
      throws IOException, InterruptedException {
    return send(request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build());
  }

  /// Asks for a document.
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(patience)
        .header("Accept", "application/json")
        .header("X-Godwit-Admin", "1");
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try (var client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(patience)
        .build()) {
      return client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    } catch (ConnectException nobody) {
      throw new CommandFailure(
          "no node answers at %s; start it with: %s".formatted(address(), start), nobody);
    }
  }
}
