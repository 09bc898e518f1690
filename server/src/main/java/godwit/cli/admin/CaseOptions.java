package godwit.cli.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that say what health staff have confirmed: risk type, day of the test, onset.
///
/// A command has it as a `@Mixin`.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CaseOptions {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--risk-type",
      paramLabel = "R",
      required = true,
      converter = RiskTypeOption.class,
      description = "What was confirmed, such as confirmed-test; a word or its number.")
  private int riskType;

  @Option(
      names = "--test-date",
      paramLabel = "YYYY-MM-DD",
      required = true,
      description = "Day of the test.")
  private LocalDate testDate;

  @Option(names = "--onset", paramLabel = "YYYY-MM-DD", description = "Day of first symptoms.")
  private Optional<LocalDate> onset = Optional.empty();

  /// The case as the node is told of it; the caller adds what else it asks.
  ObjectNode document() {
    ObjectNode document = JSON.createObjectNode();
    document.put("riskType", riskType);
    document.put("testDate", testDate.toString());
    onset.ifPresent(day -> document.put("onset", day.toString()));
    return document;
  }
}
