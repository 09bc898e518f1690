package godwit.cli.venue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit venue add`: enters a venue; what waited for it is listed.
@Command(
    name = "add",
    description = "Enter a venue, or rename it. Its exposures are listed from now on, those that"
        + " came before too.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VenueAddCommand implements Callable<Integer> {
  private static final int CREATED = 201;
  private static final int RENAMED = 200;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private VenueOptions venue;

  @Option(names = "--name", paramLabel = "TEXT", description = "What people call it.")
  private Optional<String> name = Optional.empty();

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode body = venue.body();
    name.ifPresent(text -> body.put("name", text));
    HttpResponse<String> answer = node.client().post("/admin/venue", body);
    boolean isNew = answer.statusCode() == CREATED;
    if (!isNew && answer.statusCode() != RENAMED) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    VenueText entered = VenueText.of(answer.body());
    output.result(entered, (isNew ? "entered  " : "renamed  ") + entered.line());
    return ExitCode.OK;
  }
}
