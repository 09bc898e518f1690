package godwit.cli.venue;

import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `godwit venue remove`: what comes of a venue from now on waits; what is listed stays.
@Command(
    name = "remove",
    description = "Take a venue out: what comes from now on waits. What is listed stays listed.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VenueRemoveCommand implements Callable<Integer> {
  private static final int OK = 200;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private VenueOptions venue;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HttpResponse<String> answer = node.client().post("/admin/venue/removal", venue.body());
    if (answer.statusCode() != OK) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    boolean removed = RefusalText.object(answer.body())
        .map(read -> read.path("removed").asBoolean())
        .orElse(false);
    VenueText gone = VenueText.of(answer.body());
    output.result(gone, (removed ? "removed  " : "unknown  ") + gone.line());
    return removed ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
