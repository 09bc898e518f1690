package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.cli.admin.OpsClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// The options that say what is stopped, or let go on.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PausedOptions {
  @ArgGroup(multiplicity = "1")
  private What what;

  @Option(
      names = "--direction",
      paramLabel = "in|out",
      description = "Only what comes in, or goes out; else both.")
  private @Nullable String direction;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  /* One of the two. */
  private static final class What {
    @Option(names = "--peer", paramLabel = "C/S", description = "This peer.")
    private @Nullable String peer;

    @Option(
        names = "--family",
        paramLabel = "F",
        description = "Payloads of this family, such as herald-simple or gaen.")
    private @Nullable String family;
  }

  /// Asks the node for it.
  JsonNode ask(OpsClient client, String path) throws IOException, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("dryRun", dryRun);
    if (what.peer != null) body.put("peer", what.peer);
    if (what.family != null) body.put("family", what.family);
    if (direction != null) body.put("direction", direction);
    return DeliveryText.object(client.post(path, body));
  }

  /// What a node has answered, for people.
  static String text(JsonNode answer, String verb) {
    List<String> lines = new ArrayList<>();
    String done = answer.path("dryRun").asBoolean() ? "would be " + verb : verb;
    answer.path("changed").forEach(each -> lines.add(done + "  " + line(each)));
    if (lines.isEmpty()) lines.add("nothing changed");
    answer.path("pauses").forEach(each -> lines.add("paused  " + line(each)));
    return String.join("\n", lines);
  }

  private static String line(JsonNode each) {
    String name =
        each.has("peer") ? each.path("peer").asText() : each.path("family").asText();
    return name + "  " + each.path("direction").asText();
  }
}
