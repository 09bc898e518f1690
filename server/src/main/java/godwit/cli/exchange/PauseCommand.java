package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `godwit pause`: the kill switch.
@Command(
    name = "pause",
    description = "Stop a peer, or a family of payloads, one way or both, at once.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class PauseCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private PausedOptions paused;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonNode answer = paused.ask(node.client(), "/admin/pause");
    output.result(answer, PausedOptions.text(answer, "paused"));
    return ExitCode.OK;
  }
}
