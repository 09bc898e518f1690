package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.OpsClient;
import godwit.console.Output;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit delivery list`: batches, newest first.
@Command(name = "list", description = "Show batches on their way, newest first.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeliveryListCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Option(
      names = "--peer",
      paramLabel = "C/S",
      description = "Only those for this authority, or that it answers for.")
  private @Nullable String peer;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only these: waiting, relayed, delivered, quarantined, dropped, remade.")
  private @Nullable String state;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "1000",
      description = "At most so many (${DEFAULT-VALUE}).")
  private int most;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OpsClient client = node.client();
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    do {
      StringBuilder query = new StringBuilder("/admin/deliveries?after=").append(next);
      if (peer != null) query.append("&peer=").append(encoded(peer));
      if (state != null) query.append("&state=").append(encoded(state));
      JsonNode page = DeliveryText.page(client.get(query.toString()));
      for (JsonNode each : page.path("deliveries")) {
        if (all.size() < most) all.add(each);
      }
      next = page.path("next").asText("");
    } while (!next.isEmpty() && all.size() < most);
    output.result(all, DeliveryText.table(all));
    return ExitCode.OK;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
