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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `godwit delivery replay`: sends off again what was put aside.
@Command(
    name = "replay",
    description = "Send a batch off again: the same bytes where nobody holds an outcome of it,"
        + " else a batch made anew.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeliveryReplayCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Parameters(paramLabel = "ID", description = "The batch's id.")
  private UUID batch;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonNode done = DeliveryText.change(node.client(), batch, "replay", dryRun);
    output.result(done, DeliveryText.changed(done));
    return ExitCode.OK;
  }
}
