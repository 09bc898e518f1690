package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.OpsClient;
import godwit.console.Output;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit reconcile`: compares with peers what was exchanged on a day; what is missing is sent
/// again.
@Command(
    name = "reconcile",
    description = "Compare with peers what was exchanged on a day, and send again what is missing.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ReconcileCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Option(names = "--peer", paramLabel = "C/S", description = "This peer only; else all.")
  private @Nullable String peer;

  @Option(
      names = "--date",
      paramLabel = "D",
      description = "The UTC day on which batches were made, such as 2026-11-21; else yesterday.")
  private @Nullable String date;

  @Option(names = "--dry-run", description = "Compare, and send nothing again.")
  private boolean dryRun;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("dryRun", dryRun);
    if (peer != null) body.put("peer", peer);
    if (date != null) body.put("date", date);
    OpsClient client = node.client().within(PATIENCE);
    JsonNode answer = DeliveryText.object(client.post("/admin/reconciliation", body));
    List<JsonNode> all = new ArrayList<>();
    answer.path("comparisons").forEach(all::add);
    output.result(all, all.stream().map(ReconcileCommand::line).collect(Collectors.joining("\n")));
    boolean well = all.stream()
        .allMatch(each -> each.path("unexplained").asInt() == 0
            && each.path("missing").asInt() == each.path("resent").asInt()
            && !each.has("problem"));
    return well ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String line(JsonNode each) {
    String start = "%s  %-3s  %s"
        .formatted(
            each.path("date").asText(),
            each.path("direction").asText(),
            each.path("peer").asText());
    if (each.has("problem"))
      return start + "  not compared: " + each.path("problem").asText();
    return start
        + "  missing %d, unexplained %d, sent again %d"
            .formatted(
                each.path("missing").asInt(),
                each.path("unexplained").asInt(),
                each.path("resent").asInt());
  }
}
