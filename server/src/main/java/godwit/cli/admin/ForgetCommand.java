package godwit.cli.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.console.Output;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit forget`: erases a case, once what was shared under it is taken back.
@Command(
    name = "forget",
    description = "Erase a case: what was shared under it is taken back first, then its codes, its"
        + " uploads and its key are forgotten.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ForgetCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Option(
      names = "--case",
      paramLabel = "ID",
      required = true,
      description = "The case, by the id that was printed with its code.")
  private UUID caseId;

  @Option(names = "--dry-run", description = "Count what would be taken back; change nothing.")
  private boolean dryRun;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = JsonNodeFactory.instance.objectNode().put("case", caseId.toString());
    if (dryRun) asked.put("dryRun", true);
    Takeback taken = Takeback.of(node.client().post("/admin/case/removal", asked));
    output.result(taken, taken.text(dryRun));
    return ExitCode.OK;
  }
}
