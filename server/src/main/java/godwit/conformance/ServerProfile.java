package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;

/// What a server's resolver says of it, as far as cases depend on it.
///
/// @param self its own authority: every batch that is tried is for that one
/// @param system the whole document
record ServerProfile(RoutingCode self, JsonNode system) {
  /// Asks the server.
  ///
  /// @throws Mismatch if its answer does not say who it is
  static ServerProfile of(Server server) {
    JsonNode system = server.ask(Request.get("/resolver")).is(200).json();
    JsonNode authority = system.path("authority");
    RoutingCode self = code(authority)
        .orElseThrow(() ->
            new Mismatch("an authority with country and state, or custom", authority.toString()));
    return new ServerProfile(self, system);
  }

  /// The authority that a document names, if it names one.
  static Optional<RoutingCode> code(JsonNode node) {
    if (node.has("custom")) return RoutingCode.parseCustom(node.path("custom").asText());
    return RoutingCode.parseNation(
            node.path("country").asText(), node.path("state").asText())
        .filter(RoutingCode::isRoutable);
  }

  boolean offers(String operation) {
    return contains("operations", operation);
  }

  boolean takes(String mediaType) {
    for (JsonNode format : system.path("formats")) {
      if (format.path("type").asText().equals(mediaType)) return true;
    }
    return false;
  }

  int windowDays() {
    return system.path("limits").path("windowDays").asInt();
  }

  /// Decoded bytes to received bytes.
  int expansionRatio() {
    return system.path("limits").path("expansionRatio").asInt();
  }

  private boolean contains(String member, String word) {
    for (JsonNode each : system.path(member)) {
      if (each.asText().equals(word)) return true;
    }
    return false;
  }
}
