package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/// JSON of any product, by where in it the values are.
///
/// - shape: JSON Pointers (RFC 6901); those of a device start at its entry
/// - units: as [Fields#time]
/// - errors: as [MessageFormat]
/// - source: configuration, `formats`
///
/// @param items the list of devices; empty where the message is one device
/// @param gateway within the message
/// @param time within the device's entry
public record MappedFormat(
    JsonPointer items,
    Optional<JsonPointer> gateway,
    JsonPointer address,
    JsonPointer rssi,
    JsonPointer data,
    Optional<JsonPointer> time)
    implements MessageFormat {
  @Override
  public GatewayMessage read(byte[] body) throws MalformedMessage {
    JsonNode json = Fields.json(body);
    JsonNode found = json.at(items);
    if (found.isMissingNode()) throw new MalformedMessage("there are no devices");
    Observations observations = new Observations();
    for (JsonNode said : found.isArray() && !isDevice(found) ? found : List.of(found)) {
      Fields.Time when = time.map(at -> Fields.time(said.at(at))).orElse(Fields.Time.NONE);
      observations.advert(said.at(address), said.at(rssi), said.at(data), when);
    }
    return observations.message(
        gateway.flatMap(at -> Fields.digits(json.at(at))), Optional.empty());
  }

  private boolean isDevice(JsonNode node) {
    return Fields.digits(node.at(address)).isPresent();
  }
}
