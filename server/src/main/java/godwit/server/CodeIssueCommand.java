package godwit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
  private static final int CREATED = 201;
  private static final ObjectMapper JSON = new ObjectMapper();

  /* Crockford's base 32: no I, L, O or U. */
  private static final Pattern CODE = Pattern.compile("[0-9A-HJKMNP-TV-Z]{16}");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration of the running node.")
  private Path config;

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

  @Option(
      names = "--no-cross-border",
      description = "The user does not agree that other authorities are told.")
  private boolean ownCountryOnly;

  @Mixin
  private Output output;

  /// The result as JSON.
  record Document(String code, String expires) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    OpsClient node = OpsClient.of(config);
    HttpResponse<String> answer = node.post("/admin/code", body());
    if (answer.statusCode() != CREATED) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    Optional<JsonNode> issued = RefusalText.object(answer.body());
    String code = issued.map(read -> read.path("code").asText()).orElse("").replace("-", "");
    if (!CODE.matcher(code).matches()) {
      throw new CommandFailure("what answers at " + node.ops() + " is no node: it gave no code");
    }
    String expires = issued.map(read -> read.path("expires").asText()).orElse("");
    output.result(
        new Document(code, expires),
        "code     " + code.replaceAll("(.{4})(?!$)", "$1-") + "\nexpires  " + expires);
    return ExitCode.OK;
  }

  private ObjectNode body() {
    ObjectNode body = JSON.createObjectNode();
    body.put("riskType", riskType);
    body.put("testDate", testDate.toString());
    onset.ifPresent(day -> body.put("onset", day.toString()));
    body.put("crossBorder", !ownCountryOnly);
    return body;
  }
}
