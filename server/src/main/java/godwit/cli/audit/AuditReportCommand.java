package godwit.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.NodeOptions;
import godwit.console.Output;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit audit report`: what left on a day, to whom, how many.
@Command(
    name = "report",
    description = "What left on a day, to whom, how many batches and records.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AuditReportCommand implements Callable<Integer> {
  private static final String LINE = "%-15s  %-15s  %-15s  %9s  %12s";

  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Option(
      names = "--date",
      required = true,
      paramLabel = "D",
      description = "The UTC day, such as 2026-11-21.")
  private LocalDate date;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    JsonNode answer = AuditPages.object(node.client().get("/admin/audit/left?date=" + date));
    List<String> lines = new ArrayList<>();
    lines.add(LINE.formatted("ORIGIN", "DESTINATION", "GIVEN TO", "BATCHES", "RECORDS"));
    for (JsonNode each : answer.path("left")) {
      lines.add(LINE.formatted(
          each.path("origin").asText(),
          each.path("destination").asText(),
          each.path("via").asText(),
          each.path("batches").asLong(),
          each.path("records").asLong()));
    }
    boolean none = answer.path("left").isEmpty();
    output.result(answer, none ? "nothing left on " + date : String.join("\n", lines));
    return ExitCode.OK;
  }
}
