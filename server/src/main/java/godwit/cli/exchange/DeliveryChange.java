package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.console.Output;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a person does to one batch that waits or was put aside: asked of a node, said when done.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class DeliveryChange implements Callable<Integer> {
  private final String verb;

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Parameters(paramLabel = "ID", description = "The batch's id.")
  private UUID batch;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin
  private Output output;

  DeliveryChange(String verb) {
    this.verb = verb;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonNode done = DeliveryText.change(node.client(), batch, verb, dryRun);
    output.result(done, DeliveryText.changed(done));
    return ExitCode.OK;
  }
}
