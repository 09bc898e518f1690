package godwit.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;
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
    ServerConfig.Address ops = ServerConfig.read(config).listen().ops();
    if (ops.port() == 0) {
      throw new CommandFailure(
          "listen.ops.port is 0 in %s, so that nobody knows where the node listens; give it a port"
              .formatted(config));
    }
    HttpResponse<String> answer = ask(ops);
    if (answer.statusCode() != CREATED) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    Optional<JsonNode> issued = RefusalText.object(answer.body());
    String code = issued.map(read -> read.path("code").asText()).orElse("").replace("-", "");
    if (!CODE.matcher(code).matches()) {
      throw new CommandFailure("what answers at " + ops + " is no node: it gave no code");
    }
    String expires = issued.map(read -> read.path("expires").asText()).orElse("");
    output.result(
        new Document(code, expires),
        "code     " + code.replaceAll("(.{4})(?!$)", "$1-") + "\nexpires  " + expires);
    return ExitCode.OK;
  }

  private HttpResponse<String> ask(ServerConfig.Address ops)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ops + "/admin/code"))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .header("Accept", "application/json")
        .header("X-Godwit-Admin", "1")
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body())))
        .build();
    try (var client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(TIMEOUT)
        .build()) {
      return client.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
    } catch (ConnectException nobody) {
      throw new CommandFailure(
          "no node answers at %s; start it with: godwit serve --config %s".formatted(ops, config),
          nobody);
    }
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
