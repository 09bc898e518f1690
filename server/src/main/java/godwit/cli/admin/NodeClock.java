package godwit.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import godwit.console.CommandFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;

/// What a running node says of its clock, its database's, and the last run of maintenance.
///
/// - shape: of `GET` and `POST /admin/clock`
/// - units: none
/// - errors: a [CommandFailure] where what answers is no node, or nobody does
/// - source: docs/operating.md, "Clocks that are wrong"
///
/// @param held whether maintenance has stopped for their disagreement
/// @param disagreement which of them disagree, with both times
/// @param confirmed whether the node took it that they are right
public record NodeClock(boolean held, Optional<String> disagreement, boolean confirmed) {
  private static final String PATH = "/admin/clock";
  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final int MAX_CHARACTERS = 200;

  /// Asks, and changes nothing.
  public static NodeClock ask(OpsClient client) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.get(PATH);
    if (answer.statusCode() != OK) throw refused(answer);
    return of(answer.body(), false);
  }

  /// Says that the clocks are right.
  public static NodeClock confirm(OpsClient client) throws IOException, InterruptedException {
    HttpResponse<String> answer = client.post(PATH, JsonNodeFactory.instance.objectNode());
    boolean confirmed = answer.statusCode() == OK;
    if (!confirmed && answer.statusCode() != CONFLICT) throw refused(answer);
    return of(answer.body(), confirmed);
  }

  private static CommandFailure refused(HttpResponse<String> answer) {
    return new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
  }

  private static NodeClock of(String answer, boolean confirmed) {
    JsonNode clock = RefusalText.object(answer)
        .filter(read -> read.path("held").isBoolean())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it shows no clocks"));
    String wrong = clock.path("disagreement").asText("").replaceAll("\\p{Cntrl}", " ");
    return new NodeClock(
        clock.path("held").asBoolean(),
        Optional.of(wrong.substring(0, Math.min(MAX_CHARACTERS, wrong.length())))
            .filter(text -> !text.isEmpty()),
        confirmed);
  }
}
