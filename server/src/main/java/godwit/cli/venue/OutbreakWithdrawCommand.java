package godwit.cli.venue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.cli.admin.NodeOptions;
import godwit.cli.admin.Takeback;
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

/// `godwit outbreak withdraw`: takes back what an outbreak has told, and tells no more.
@Command(
    name = "withdraw",
    description = "Take an outbreak back: what it has told is revoked wherever it went.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class OutbreakWithdrawCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Parameters(paramLabel = "ID", description = "The outbreak's id.")
  private UUID outbreak;

  @Option(names = "--dry-run", description = "Count what would be taken back; change nothing.")
  private boolean dryRun;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = JsonNodeFactory.instance.objectNode().put("case", outbreak.toString());
    if (dryRun) asked.put("dryRun", true);
    Takeback taken = Takeback.of(node.client().post("/admin/revocation", asked));
    output.result(taken, taken.text(dryRun));
    return ExitCode.OK;
  }
}
