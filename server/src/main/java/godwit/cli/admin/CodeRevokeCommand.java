package godwit.cli.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.console.Output;
import java.io.IOException;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit code revoke`: takes back what was shared under a code, a case, or all cases of a day of
/// tests.
@Command(
    name = "revoke",
    description = "Take back what was shared: wherever it went it is revoked, and what other cases"
        + " still stand for is sent again.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CodeRevokeCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @ArgGroup(multiplicity = "1")
  private Selection selection;

  @Option(names = "--dry-run", description = "Count what would be taken back; change nothing.")
  private boolean dryRun;

  @Option(
      names = "--confirm",
      paramLabel = "ID",
      description =
          "The id of a dry run: exactly its cases are taken back. Needed for more than 100.")
  private @Nullable UUID confirm;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode asked = selection.document();
    if (dryRun) asked.put("dryRun", true);
    if (confirm != null) asked.put("confirm", confirm.toString());
    Takeback taken = Takeback.of(node.client().post("/admin/revocation", asked));
    output.result(taken, taken.text(dryRun));
    return ExitCode.OK;
  }

  /// Whose exposures are taken back.
  private static final class Selection {
    @Option(names = "--code", paramLabel = "CODE", description = "The case of this code.")
    private @Nullable String code;

    @Option(names = "--case", paramLabel = "ID", description = "This case, by its id.")
    private @Nullable UUID caseId;

    @Option(
        names = "--test-lab-day",
        paramLabel = "YYYY-MM-DD",
        description = "All cases that were tested on this day.")
    private @Nullable LocalDate testLabDay;

    ObjectNode document() {
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      if (code != null) document.put("code", code);
      if (caseId != null) document.put("case", caseId.toString());
      if (testLabDay != null) document.put("testLabDay", testLabDay.toString());
      return document;
    }
  }
}
