package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.console.Output;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `godwit delivery show`: all that is known of one batch, answers that were not believed included.
@Command(name = "show", description = "Show all that is known of one batch.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeliveryShowCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Parameters(paramLabel = "ID", description = "The batch's id.")
  private UUID batch;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonNode found = DeliveryText.object(node.client().get("/admin/delivery/" + batch));
    output.result(found, DeliveryText.details(found));
    return ExitCode.OK;
  }
}
