package godwit.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.console.CommandFailure;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/// What a node has taken back, or would.
///
/// @param id by which a dry run is confirmed
/// @param exposures that are revoked, once for each destination
/// @param sentAgain exposures that other cases still stand for
public record Takeback(
    String id, int cases, long exposures, long sentAgain, List<Destination> destinations) {
  private static final int OK = 200;

  /// One authority that had been told.
  public record Destination(String authority, long exposures, long sentAgain) {}

  /// Reads a node's answer.
  public static Takeback of(HttpResponse<String> answer) {
    if (answer.statusCode() != OK) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    JsonNode read = RefusalText.object(answer.body())
        .filter(document -> document.path("destinations").isArray())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it counted nothing"));
    List<Destination> destinations = new ArrayList<>();
    for (JsonNode each : read.path("destinations")) {
      destinations.add(new Destination(
          each.path("authority").asText(),
          each.path("exposures").asLong(),
          each.path("sentAgain").asLong()));
    }
    return new Takeback(
        read.path("id").asText(),
        read.path("cases").asInt(),
        read.path("exposures").asLong(),
        read.path("sentAgain").asLong(),
        destinations);
  }

  /// The same for people.
  ///
  /// @param dry whether nothing was changed
  public String text(boolean dry) {
    StringBuilder text = new StringBuilder();
    text.append("id          ").append(id);
    text.append("\ncases       ").append(cases);
    text.append(dry ? "\nwould take  " : "\ntakes back  ").append(exposures).append(" exposures");
    text.append("\nsends again ").append(sentAgain).append(" that other cases stand for");
    for (Destination each : destinations) {
      text.append("\n  ")
          .append(each.authority())
          .append("  ")
          .append(each.exposures())
          .append(", again ")
          .append(each.sentAgain());
    }
    return text.toString();
  }
}
