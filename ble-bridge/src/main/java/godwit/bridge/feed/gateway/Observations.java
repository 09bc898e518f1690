package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Heard;
import godwit.codec.air.AdStructures;
import godwit.codec.payload.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The observations of one message while it is read, up to a bound; what cannot be read is counted.
final class Observations {
  static final int MAX = 10_000;
  static final int MAX_ADVERT_BYTES = 1_650;

  private final List<Observation> read = new ArrayList<>();
  private int malformed;

  void malformed() {
    malformed++;
  }

  /// An advert in hex, as it was on the air.
  void advert(JsonNode address, JsonNode rssi, JsonNode hex, Fields.Time time) {
    Optional<DeviceAddress> sender = Fields.address(address);
    Optional<byte[]> advert = Fields.hex(hex);
    if (sender.isEmpty() || advert.isEmpty()) malformed++;
    else advert(sender.get(), Fields.rssi(rssi), advert.get(), time);
  }

  void advert(DeviceAddress sender, int rssi, byte[] advert, Fields.Time time) {
    if (advert.length > MAX_ADVERT_BYTES) malformed++;
    else add(sender, rssi, new Heard.Advert(AdStructures.parse(advert)), time);
  }

  void scanResponse(DeviceAddress sender, int rssi, Fields.Time time) {
    add(sender, rssi, new Heard.ScanResponse(), time);
  }

  void payload(DeviceAddress sender, int rssi, UUID source, byte[] value, Fields.Time time) {
    add(sender, rssi, new Heard.Payload(source, Bytes.copyOf(value)), time);
  }

  private void add(DeviceAddress sender, int rssi, Heard heard, Fields.Time time) {
    if (read.size() == MAX) malformed++;
    else read.add(new Observation(time.millis(), time.wholeSeconds(), sender, rssi, heard));
  }

  GatewayMessage message(Optional<String> gateway, Optional<String> nonce) {
    return new GatewayMessage(gateway, nonce, read, malformed);
  }
}
