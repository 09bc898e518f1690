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

/// `godwit resume`: lets go on what `godwit pause` has stopped.
@Command(name = "resume", description = "Let go on what was paused.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ResumeCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private PausedOptions paused;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonNode answer = paused.ask(node.client(), "/admin/resume");
    output.result(answer, PausedOptions.text(answer, "resumed"));
    return ExitCode.OK;
  }
}
