package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.DeviceAddress;
import java.util.Optional;

/// Cassia's X, E and M gateways.
///
/// - shape: MQTT `{"id", "action": "data.scan", "timestamp", "gateway", "data": [{"bdaddrs":
///   [{"bdaddr"}], "evtType", "rssi", "adData", "scanData"}]}`; one such entry alone from its
///   stream
///   of events
/// - units: milliseconds for the whole message; dBm; kind 4 is a scan response
/// - errors: as [MessageFormat]
/// - source: Cassia's description of its interfaces
final class CassiaFormat {
  private static final int SCAN_RESPONSE = 4;

  private CassiaFormat() {}

  static GatewayMessage read(JsonNode json) throws MalformedMessage {
    Observations observations = new Observations();
    Fields.Time time = Fields.time(json.path("timestamp"));
    if (json.path("data").isArray()) {
      for (JsonNode said : json.path("data")) add(observations, said, time);
    } else if (json.has("bdaddrs")) {
      add(observations, json, time);
    } else {
      throw new MalformedMessage("there is no data");
    }
    String id = json.path("id").asText("");
    return observations.message(
        Fields.digits(json.path("gateway")), id.isEmpty() ? Optional.empty() : Optional.of(id));
  }

  private static void add(Observations observations, JsonNode said, Fields.Time time) {
    JsonNode address = said.path("bdaddrs").path(0).path("bdaddr");
    if (said.has("adData")) {
      observations.advert(address, said.path("rssi"), said.path("adData"), time);
      return;
    }
    Optional<DeviceAddress> sender = Fields.address(address);
    boolean response = said.has("scanData") || said.path("evtType").asInt() == SCAN_RESPONSE;
    if (sender.isEmpty() || !response) observations.malformed();
    else observations.scanResponse(sender.get(), Fields.rssi(said.path("rssi")), time);
  }
}
