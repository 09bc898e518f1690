package godwit.cli.venue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import java.net.http.HttpResponse;

/// Outbreaks as a node writes them, and as a line for people.
final class OutbreakText {
  private OutbreakText() {}

  /// The outbreak in an answer.
  static JsonNode of(HttpResponse<String> answer, int status) {
    if (answer.statusCode() != status) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    return RefusalText.object(answer.body())
        .filter(read -> read.path("id").isTextual() && read.path("waiting").isNumber())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it tells no outbreak"));
  }

  static String line(JsonNode outbreak) {
    String area = outbreak.path("area").asText("");
    return "%s  venue %d%s  %s to %s  released %d%s"
        .formatted(
            outbreak.path("id").asText(),
            outbreak.path("venue").asLong(),
            area.isEmpty() ? "" : " " + area,
            outbreak.path("from").asText(),
            outbreak.path("to").asText(),
            outbreak.path("released").asLong(),
            outbreak.path("withdrawn").asBoolean() ? "  withdrawn" : waiting(outbreak));
  }

  private static String waiting(JsonNode outbreak) {
    long left = outbreak.path("waiting").asLong();
    return left == 0 ? "" : ", " + left + " uploads are still to be read";
  }
}
