package godwit.cli.venue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;

/// A venue as a node tells of it, and as a line for an operator.
record VenueText(int country, int state, long venue, String name) {
  /// Reads a node's answer.
  static VenueText of(String answer) {
    return of(RefusalText.object(answer)
        .filter(read -> read.path("venue").isIntegralNumber())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it names no venue")));
  }

  static VenueText of(JsonNode venue) {
    return new VenueText(
        venue.path("country").asInt(),
        venue.path("state").asInt(),
        venue.path("venue").asLong(),
        venue.path("name").asText(""));
  }

  String line() {
    return (country + "/" + state + "/" + venue + "  " + name).stripTrailing();
  }
}
