package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;

/// Ruuvi Gateway.
///
/// - shape: over HTTP `{"data": {"gw_mac", "timestamp", "nonce", "tags": {address: {"rssi",
///   "timestamp", "data"}}}}`; over MQTT `{"gw_mac", "rssi", "gwts", "ts", "data"}`
/// - units: whole seconds, as text; absent while the gateway has no time, with a `cnt` in their
///   place
/// - errors: as [MessageFormat]
/// - source: Ruuvi's documentation of the gateway's data formats
final class RuuviFormat {
  private RuuviFormat() {}

  static GatewayMessage read(JsonNode json) throws MalformedMessage {
    Observations observations = new Observations();
    JsonNode data = json.path("data");
    if (data.isObject()) {
      if (!data.path("tags").isObject()) throw new MalformedMessage("there are no tags");
      for (Map.Entry<String, JsonNode> tag : data.path("tags").properties()) {
        JsonNode said = tag.getValue();
        JsonNode address = TextNode.valueOf(tag.getKey());
        observations.advert(
            address, said.path("rssi"), said.path("data"), Fields.time(said.path("timestamp")));
      }
      return observations.message(Fields.digits(data.path("gw_mac")), nonce(data));
    }
    throw new MalformedMessage("there is no data");
  }

  /// @param topic whose last level is the sender's address
  static GatewayMessage read(JsonNode json, String topic) throws MalformedMessage {
    JsonNode data = json.path("data");
    if (data.isObject() || !json.has("data")) return read(json);
    Observations observations = new Observations();
    JsonNode address = TextNode.valueOf(topic.substring(topic.lastIndexOf("/") + 1));
    observations.advert(address, json.path("rssi"), data, Fields.time(json.path("ts")));
    return observations.message(Fields.digits(json.path("gw_mac")), Optional.empty());
  }

  private static Optional<String> nonce(JsonNode data) {
    String nonce = data.path("nonce").asText("");
    return nonce.isEmpty() ? Optional.empty() : Optional.of(nonce);
  }
}
