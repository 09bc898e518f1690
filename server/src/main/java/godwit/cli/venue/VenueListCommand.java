package godwit.cli.venue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.OpsClient;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `godwit venue list`: the venues that are entered.
@Command(name = "list", description = "Show the venues whose exposures are listed.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VenueListCommand implements Callable<Integer> {
  private static final int OK = 200;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OpsClient client = node.client();
    List<VenueText> all = new ArrayList<>();
    String next = "";
    do {
      HttpResponse<String> answer = client.get("/admin/venues"
          + (next.isEmpty() ? "" : "?after=" + URLEncoder.encode(next, StandardCharsets.UTF_8)));
      if (answer.statusCode() != OK) {
        throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
      }
      JsonNode page = RefusalText.object(answer.body())
          .filter(read -> read.path("venues").isArray())
          .orElseThrow(() -> new CommandFailure("what answers is no node: it lists no venues"));
      page.path("venues").forEach(venue -> all.add(VenueText.of(venue)));
      next = page.path("next").asText("");
    } while (!next.isEmpty());
    output.result(all, all.stream().map(VenueText::line).collect(Collectors.joining("\n")));
    return ExitCode.OK;
  }
}
