package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Rssi;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/// Minew's G1, MG3 and MG4.
///
/// - shape: JSON-LONG `[{"type": "Gateway", "mac"}, {"timestamp", "mac", "rssi", "rawData"}...]`;
///   binary `BB01 | u32 length | 6 gateway | u16 devices | (6 address | u16 adverts | (u8 length |
///   advert | u8 kind | i8 rssi)*)* | DD`
/// - units: times in ISO 8601, none in binary; dBm
/// - errors: as [MessageFormat]; firmware labels the binary form as JSON, so its first bytes decide
/// - source: barnowl-minew, which reads both; a real frame in its tests
final class MinewFormat {
  private static final int BINARY = 0xBB01;
  private static final byte END = (byte) 0xDD;

  private MinewFormat() {}

  static boolean isBinary(byte[] body) {
    return body.length > 2 && (ByteBuffer.wrap(body).getShort() & 0xFFFF) == BINARY;
  }

  static GatewayMessage read(JsonNode json) throws MalformedMessage {
    if (!json.isArray()) throw new MalformedMessage("this is not a list of devices");
    Observations observations = new Observations();
    Optional<String> gateway = Optional.empty();
    for (JsonNode said : json) {
      if (said.path("type").asText("").equals("Gateway")) {
        gateway = Fields.digits(said.path("mac"));
        continue;
      }
      observations.advert(
          said.path("mac"),
          said.path("rssi"),
          said.path("rawData"),
          Fields.time(said.path("timestamp")));
    }
    return observations.message(gateway, Optional.empty());
  }

  static GatewayMessage readBinary(byte[] body) throws MalformedMessage {
    Observations observations = new Observations();
    ByteBuffer bytes = ByteBuffer.wrap(body).position(Short.BYTES);
    try {
      int length = bytes.getInt();
      if (length != body.length) throw new MalformedMessage("a frame of another length");
      byte[] gateway = new byte[6];
      bytes.get(gateway);
      int devices = Short.toUnsignedInt(bytes.getShort());
      for (int device = 0; device < devices; device++) readDevice(bytes, observations);
      if (bytes.remaining() != 1 || bytes.get() != END) {
        throw new MalformedMessage("a frame that does not end where it says");
      }
      return observations.message(Optional.of(HexFormat.of().formatHex(gateway)), Optional.empty());
    } catch (BufferUnderflowException _) {
      throw new MalformedMessage("a frame that is cut");
    }
  }

  private static void readDevice(ByteBuffer bytes, Observations observations) {
    byte[] address = new byte[6];
    bytes.get(address);
    DeviceAddress sender = Fields.address(address, 0);
    int adverts = Short.toUnsignedInt(bytes.getShort());
    for (int advert = 0; advert < adverts; advert++) {
      byte[] heard = new byte[bytes.get() & 0xFF];
      bytes.get(heard);
      bytes.get(); // the kind of advert
      observations.advert(sender, Rssi.of(bytes.get()), heard, Fields.Time.NONE);
    }
  }
}
