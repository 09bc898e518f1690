package godwit.cli.venue;

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

/// `godwit outbreak list`: the outbreaks that were declared.
@Command(name = "list", description = "Show the outbreaks that were declared, the latest first.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OutbreakListCommand implements Callable<Integer> {
  private static final int OK = 200;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpResponse<String> answer = node.client().get("/admin/outbreaks");
    if (answer.statusCode() != OK) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    JsonNode page = RefusalText.object(answer.body())
        .filter(read -> read.path("outbreaks").isArray())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it lists no outbreaks"));
    List<JsonNode> all = new ArrayList<>();
    page.path("outbreaks").forEach(all::add);
    String lines = all.stream().map(OutbreakText::line).collect(Collectors.joining("\n"));
    output.result(all, all.isEmpty() ? "none" : lines);
    return ExitCode.OK;
  }
}
