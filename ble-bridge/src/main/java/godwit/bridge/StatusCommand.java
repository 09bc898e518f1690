package godwit.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.config.BridgeConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `godwit bridge status --config FILE`: how a running bridge and its gateways do, as a table.
@Command(name = "status", description = "Asks a running bridge how it and its gateways do.")
final class StatusCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final PrintStream out;
  private final PrintStream err;

  @Option(names = "--config", paramLabel = "FILE", required = true, description = "The bridge's.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private Path file;

  @Option(names = "--json", description = "The answer as it came.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  StatusCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<BridgeConfig> config = RunCommand.read(file, err);
    if (config.isEmpty()) return 1;
    Optional<JsonNode> status = ask(config.get());
    if (status.isEmpty()) {
      err.println("godwit bridge status: no bridge answers at " + address(config.get())
          + ". Start it: godwit bridge --config " + file);
      return 1;
    }
    if (json) out.println(status.get());
    else table(status.get());
    return 0;
  }

  /// The status of the bridge that runs by a configuration; empty if none does.
  static Optional<JsonNode> ask(BridgeConfig config) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address(config) + "/status"))
          .timeout(ANSWER)
          .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(new ObjectMapper().readTree(answer.body()))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String address(BridgeConfig config) {
    String host = config.ops().host();
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
        + config.ops().port();
  }

  private void table(JsonNode status) {
    out.println(row(
        "gateway",
        "area",
        "product",
        "silent",
        "cadence",
        "off",
        "reports",
        "tracing",
        "what to do"));
    for (JsonNode each : status.path("gateways")) {
      List<String> warnings = new ArrayList<>();
      each.path("warnings").forEach(warning -> warnings.add(warning.asText()));
      out.println(row(
          each.path("name").asText(),
          each.path("area").asText(),
          each.path("product").asText(),
          seconds(each.path("silentSeconds")),
          seconds(each.path("cadenceSeconds")),
          seconds(each.path("clockOffsetSeconds")),
          each.path("reports").asText(),
          each.path("contactTracing").asText(),
          String.join("; ", warnings)));
    }
    JsonNode spool = status.path("spool");
    out.println("waiting " + spool.path("events").asLong() + " events, "
        + spool.path("batches").asLong() + " batches; delivered "
        + spool.path("delivered").asLong() + ", set aside "
        + spool.path("aside").asLong()
        + ", lost " + (spool.path("aged").asLong() + spool.path("overflowed").asLong()));
    String trouble = status.path("uplink").path("trouble").asText("");
    if (!trouble.isEmpty()) out.println("authority: " + trouble);
  }

  private static String row(Object... cells) {
    String line = String.format(Locale.ROOT, "%-20s %-12s %-16s %8s %8s %8s %10s %10s  %s", cells);
    return line.stripTrailing();
  }

  private static String seconds(JsonNode node) {
    return node.isNumber() ? String.format(Locale.ROOT, "%.1f s", node.asDouble()) : "-";
  }
}
