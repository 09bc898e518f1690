package godwit.cli.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.console.Output;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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

  @ArgGroup(multiplicity = "1")
  private Ground ground;

  @Option(
      names = "--cross-border",
      negatable = true,
      description = "Whether the user agrees that other authorities are told. One of the two has to"
          + " be given, but with --case, where what was said before counts.")
  private @Nullable Boolean crossBorder;

  @Spec
  private CommandSpec command;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = ground.document();
    if (crossBorder != null) asked.put("crossBorder", crossBorder.booleanValue());
    else if (ground.caseId == null && !ground.held) throw missing();
    OpsClient client = node.client();
    if (ground.held) {
      IssuedCode code = IssuedCode.of(client.post("/admin/code", asked), client.address());
      output.result(code, code.text());
      return ExitCode.OK;
    }
    IssuedCase issued = IssuedCase.of(client.post("/admin/code", asked), client.address());
    output.result(issued, issued.text());
    return ExitCode.OK;
  }

  private ParameterException missing() {
    return new ParameterException(
        command.commandLine(),
        "Missing required option: '--[no-]cross-border': may other authorities be told?");
  }

  /// What the code is for: a case that is new, or one that has a code already.
  private static final class Ground {
    @Option(
        names = "--case",
        paramLabel = "ID",
        description = "Another code of a case that has one, by the id that was printed with it.")
    private @Nullable UUID caseId;

    @Option(
        names = "--held",
        description = "A code for a phone that uploads all the time, whether its owner is ill or"
            + " not: what it uploads is held, sealed, until a case is bound to it.")
    private boolean held;

    @ArgGroup(exclusive = false)
    private @Nullable CaseOptions confirmed;

    ObjectNode document() {
      if (confirmed != null) return confirmed.document();
      if (held) return JsonNodeFactory.instance.objectNode().put("held", true);
      return JsonNodeFactory.instance.objectNode().put("case", String.valueOf(caseId));
    }
  }
}
