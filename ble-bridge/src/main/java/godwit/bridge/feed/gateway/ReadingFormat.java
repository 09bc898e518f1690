package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.DeviceAddress;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/// What a gateway that connects has read of a phone: taken beside every product's own messages.
///
/// - shape: `{"address", "characteristic" or "service", "value", "rssi", "timestamp"}`
/// - units: the value in hex, or base64 as `"valueBase64"`; rssi and timestamp may be left out
/// - errors: as [MessageFormat]
/// - source: our own; docs/gateways/README.md
final class ReadingFormat {
  private ReadingFormat() {}

  static boolean isReading(JsonNode json) {
    return (json.has("characteristic") || json.has("service"))
        && (json.has("value") || json.has("valueBase64"));
  }

  static GatewayMessage read(JsonNode json) throws MalformedMessage {
    Observations observations = new Observations();
    Optional<DeviceAddress> sender = Fields.address(json.path("address"));
    if (sender.isEmpty()) throw new MalformedMessage("there is no address");
    JsonNode source =
        json.has("characteristic") ? json.path("characteristic") : json.path("service");
    observations.payload(
        sender.get(),
        Fields.rssi(json.path("rssi")),
        uuid(source.asText("")),
        value(json),
        Fields.time(json.path("timestamp")));
    return observations.message(Fields.digits(json.path("gateway")), Optional.empty());
  }

  private static byte[] value(JsonNode json) throws MalformedMessage {
    if (json.has("value")) {
      return Fields.hex(json.path("value"))
          .orElseThrow(() -> new MalformedMessage("the value is no hex"));
    }
    try {
      return Base64.getDecoder().decode(json.path("valueBase64").asText(""));
    } catch (IllegalArgumentException _) {
      throw new MalformedMessage("the value is no base64");
    }
  }

  private static UUID uuid(String text) throws MalformedMessage {
    try {
      return text.matches("[0-9a-fA-F]{4}")
          ? godwit.codec.air.AdStructures.expand(Long.parseLong(text, 16))
          : UUID.fromString(text);
    } catch (IllegalArgumentException _) {
      throw new MalformedMessage("a characteristic that is no UUID");
    }
  }
}
