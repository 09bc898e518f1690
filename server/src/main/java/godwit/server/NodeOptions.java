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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which running node is asked, and the asking: by its configuration, or by
/// the address of its operations listener.
///
/// A command has it as an `@ArgGroup(multiplicity = "1")`.
public final class NodeOptions {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
  private static final Pattern BASE = Pattern.compile("http://[^/?#@]+/?");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration of the running node.")
  private @Nullable Path config;

  @Option(
      names = "--ops",
      paramLabel = "URL",
      description = "Or its operations listener, such as http://127.0.0.1:9090.")
  private @Nullable String ops;

  /// Where the node listens, for people.
  String address() {
    return base().getAuthority();
  }

  /// Posts a small document to the node, and gives what it answers.
  HttpResponse<String> ask(String path, ObjectNode document)
      throws IOException, InterruptedException {
    URI base = base();
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .header("X-Godwit-Admin", "1")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(document)))
        .build();
    try (var client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(TIMEOUT)
        .build()) {
      return client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    } catch (ConnectException nobody) {
      throw new CommandFailure(
          "no node answers at %s; start it with: godwit serve --config %s"
              .formatted(base.getAuthority(), config == null ? "FILE" : config),
          nobody);
    }
  }

  private URI base() {
    if (ops != null) {
      if (BASE.matcher(ops).matches()) return URI.create(ops);
      throw new CommandFailure("--ops needs an address such as http://127.0.0.1:9090");
    }
    if (config == null) throw new IllegalStateException("neither --config nor --ops");
    ServerConfig.Address address = ServerConfig.read(config).listen().ops();
    if (address.port() == 0) {
      throw new CommandFailure(
          "listen.ops.port is 0 in %s, so that nobody knows where the node listens; give it a port"
              .formatted(config));
    }
    return URI.create("http://" + address);
  }
}
