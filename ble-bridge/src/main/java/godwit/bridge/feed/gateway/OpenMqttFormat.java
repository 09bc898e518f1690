package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.DeviceAddress;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// OpenMQTTGateway and Theengs Gateway, which write what an advert holds in fields.
///
/// - shape: `{"id", "rssi", "servicedatauuid", "servicedata", "manufacturerdata"}`; Theengs also
///   decodes Exposure Notification: `{"id", "rssi", "model_id": "GAEN", "rpi", "aem"}`
/// - units: hex; a time only where it is switched on: `time`, `UTCtime` or `unixtime`
/// - errors: as [MessageFormat]; without service data it is an advert of which nothing is known
/// - source: OpenMQTTGateway's and Theengs' documentation; theengs/decoder
final class OpenMqttFormat {
  private static final int SERVICE_DATA_16 = 0x16;
  private static final int SERVICE_DATA_128 = 0x21;
  private static final int MANUFACTURER = 0xFF;
  private static final int MAX_STRUCTURE_BYTES = 254;

  private OpenMqttFormat() {}

  static GatewayMessage read(JsonNode json) throws MalformedMessage {
    Observations observations = new Observations();
    Optional<DeviceAddress> sender = Fields.address(json.path("id"));
    if (sender.isEmpty()) throw new MalformedMessage("there is no id");
    Fields.Time time = time(json);
    Optional<byte[]> advert = advert(json);
    if (advert.isEmpty()) observations.malformed();
    else observations.advert(sender.get(), Fields.rssi(json.path("rssi")), advert.get(), time);
    return observations.message(Optional.empty(), Optional.empty());
  }

  private static Fields.Time time(JsonNode json) {
    for (String name : new String[] {"unixtime", "UTCtime", "time"}) {
      Fields.Time time = Fields.time(json.path(name));
      if (time.millis().isPresent()) return time;
    }
    return Fields.Time.NONE;
  }

  /* The advert's structures put together again, so that one table recognises all. */
  private static Optional<byte[]> advert(JsonNode json) {
    ByteArrayOutputStream advert = new ByteArrayOutputStream();
    if (json.path("model_id").asText("").equals("GAEN") && json.has("rpi")) {
      Optional<byte[]> rpi = Fields.hex(json.path("rpi"));
      Optional<byte[]> aem = Fields.hex(json.path("aem"));
      if (rpi.isEmpty() || aem.isEmpty()) return Optional.empty();
      byte[] both = HexFormat.of()
          .parseHex(HexFormat.of().formatHex(rpi.get()) + HexFormat.of().formatHex(aem.get()));
      return structure(advert, SERVICE_DATA_16, new byte[] {0x6F, (byte) 0xFD}, both);
    }
    if (json.has("servicedata")) {
      Optional<byte[]> uuid = uuid(json.path("servicedatauuid"));
      Optional<byte[]> data = Fields.hex(json.path("servicedata"));
      if (uuid.isEmpty() || data.isEmpty()) return Optional.empty();
      int type = uuid.get().length == 2 ? SERVICE_DATA_16 : SERVICE_DATA_128;
      if (structure(advert, type, uuid.get(), data.get()).isEmpty()) return Optional.empty();
    }
    if (json.has("manufacturerdata")) {
      Optional<byte[]> data = Fields.hex(json.path("manufacturerdata"));
      if (data.isEmpty()) return Optional.empty();
      return structure(advert, MANUFACTURER, new byte[0], data.get());
    }
    return Optional.of(advert.toByteArray());
  }

  private static Optional<byte[]> structure(
      ByteArrayOutputStream advert, int type, byte[] head, byte[] data) {
    int length = head.length + data.length;
    if (length > MAX_STRUCTURE_BYTES) return Optional.empty();
    advert.write(length + 1);
    advert.write(type);
    advert.writeBytes(head);
    advert.writeBytes(data);
    return Optional.of(advert.toByteArray());
  }

  /* As on the air: little-endian. */
  private static Optional<byte[]> uuid(JsonNode node) {
    String digits = node.asText("").toLowerCase(Locale.ROOT).replace("0x", "").replace("-", "");
    boolean known = (digits.length() == 4 || digits.length() == 32)
        && digits.chars().allMatch(HexFormat::isHexDigit);
    if (!known) return Optional.empty();
    byte[] written = HexFormat.of().parseHex(digits);
    byte[] air = new byte[written.length];
    for (int index = 0; index < air.length; index++) {
      air[index] = written[written.length - 1 - index];
    }
    return Optional.of(air);
  }
}
