package godwit.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `godwit keys list`: the keys that a running node signs with, and verifies by.
@Command(
    name = "list",
    description = "Show the keys that a running node signs with, and those it knows of its peers.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysListCommand implements Callable<Integer> {
  private static final int OK = 200;
  private static final String LINE = "%-16s %-8s %-8s %-64s %s";

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private Output output;

  /// A key as JSON.
  record Entry(
      String authority, String use, String state, String id, String notBefore, String notAfter) {
    static Entry of(JsonNode key) {
      return new Entry(
          key.path("authority").asText(),
          key.path("use").asText(),
          key.path("state").asText(),
          key.path("id").asText(),
          key.path("notBefore").asText(),
          key.path("notAfter").asText());
    }

    String line() {
      return LINE.formatted(authority, use, state, id, notAfter);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpResponse<String> answer = node.client().get("/admin/keys");
    if (answer.statusCode() != OK) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    JsonNode document = RefusalText.object(answer.body())
        .filter(read -> read.path("keys").isArray())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it lists no keys"));
    List<Entry> keys = new ArrayList<>();
    document.path("keys").forEach(key -> keys.add(Entry.of(key)));
    String text = keys.isEmpty()
        ? "no keys: nothing is signed, and no peer's signature can be verified"
        : LINE.formatted("authority", "use", "state", "id", "counts until") + "\n"
            + keys.stream().map(Entry::line).collect(Collectors.joining("\n"));
    output.result(keys, text);
    return ExitCode.OK;
  }
}
