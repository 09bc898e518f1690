package godwit.cli.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `godwit reload`: a running node reads its configuration again.
@Command(
    name = "reload",
    description = {
      "Have a running node read its configuration again: certificate, key, trust, revocations,"
          + " pins, peers and signing keys. SIGHUP does the same, and so does a change of one of"
          + " the files within seconds.",
      "A configuration that is wrong is not used: the one before it stays, and this says why."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ReloadCommand implements Callable<Integer> {
  private static final int OK = 200;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private Output output;

  /// The result as JSON.
  record Document(String loaded, List<String> restart) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        node.client().post("/admin/reload", JsonNodeFactory.instance.objectNode());
    JsonNode said = RefusalText.object(answer.body())
        .filter(read -> read.path("loaded").isTextual())
        .orElseThrow(() -> new CommandFailure(RefusalText.of(answer.statusCode(), answer.body())));
    if (answer.statusCode() != OK) {
      throw new CommandFailure(
          "the configuration is wrong; that of " + said.path("loaded").asText() + " stays in use:\n"
              + said.path("problem").asText());
    }
    List<String> restart = new ArrayList<>();
    said.path("restart").forEach(key -> restart.add(key.asText()));
    String text = "in use since " + said.path("loaded").asText();
    if (!restart.isEmpty()) {
      text += "\nafter a restart only: " + String.join(", ", restart);
    }
    output.result(new Document(said.path("loaded").asText(), restart), text);
    return ExitCode.OK;
  }
}
