package godwit.cli.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit code issue`: asks the running node for a code that lets one user upload.
///
/// The code is printed and kept nowhere else.
@Command(
    name = "issue",
    description = "Issue a code, of one use, that lets a user upload contact events.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CodeIssueCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Mixin
  private CaseOptions ground;

  @Option(
      names = "--cross-border",
      negatable = true,
      required = true,
      description = "Whether the user agrees that other authorities are told. One of the two has to"
          + " be given.")
  private boolean crossBorder;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = ground.document().put("crossBorder", crossBorder);
    OpsClient client = node.client();
    IssuedCode issued = IssuedCode.of(client.post("/admin/code", asked), client.address());
    output.result(issued, issued.text());
    return ExitCode.OK;
  }
}
