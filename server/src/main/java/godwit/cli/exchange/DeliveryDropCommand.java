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

/// `godwit delivery drop`: gives up what waits or was put aside.
@Command(name = "drop", description = "Give a batch up: it is never sent.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DeliveryDropCommand implements Callable<Integer> {
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
    JsonNode done = DeliveryText.change(node.client(), batch, "drop", dryRun);
    output.result(done, DeliveryText.changed(done));
    return ExitCode.OK;
  }
}
