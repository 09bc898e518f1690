package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a value that was read over a connection says, by the system that it was read from.
///
/// - shape: Herald, a payload with its exposure header; BlueTrace, `{"id", "v", "o", "mp"}` or a
///   framed payload; ROBERT, 16 bytes of HELLO and up to 4 more; DP-3T, 16 bytes; Smittestopp, text
/// - units: none
/// - errors: empty for what is none of these
/// - source: the applications' published sources; docs/payloads.md
final class PayloadBody {
  private static final int MAX_BYTES = 507;
  private static final int ID_BYTES = 16;
  private static final int BLUETRACE = 0x90;
  private static final int SMITTESTOPP = 0x08;
  private static final int ROBERT = 0x88;
  private static final int DP3T = 0x98;
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final Pattern JSON_ID =
      Pattern.compile("\"id\"\\s*:\\s*\"([A-Za-z0-9+/=_-]{1,400})\"");
  private static final Pattern JSON_ORG = Pattern.compile("\"o\"\\s*:\\s*\"([A-Za-z_]{2,16})\"");

  /// Organisations as the applications write them, and whose they are.
  private static final Map<String, RoutingCode> ORGANISATIONS =
      Map.of("SG_MOH", RoutingCode.nation(702, 0), "AU_DTA", RoutingCode.nation(36, 0));

  private PayloadBody() {}

  /// The detection that a value stands for.
  static Optional<Detection> read(AirSystem system, UUID service, byte[] value) {
    if (value.length == 0 || value.length > MAX_BYTES) return Optional.empty();
    return switch (system) {
      case HERALD, DRAFT -> headered(system, service, value);
      case BLUETRACE -> blueTrace(service, value);
      case ROBERT ->
        value.length < ID_BYTES || value.length > ID_BYTES + 4
            ? Optional.empty()
            : Optional.of(Detection.of(
                system, service, OptionalInt.of(ROBERT), Arrays.copyOf(value, ID_BYTES)));
      case DP3T ->
        value.length == ID_BYTES
            ? Optional.of(Detection.of(system, service, OptionalInt.of(DP3T), value))
            : Optional.empty();
      case SMITTESTOPP ->
        Optional.of(
            Detection.of(system, service, OptionalInt.empty(), headed(SMITTESTOPP, NORWAY, value)));
      case GAEN -> Optional.empty(); // its phones tell nobody who connects
    };
  }

  /// What of a payload stays the same from one reading to the next: header and identifier, without
  /// the extended data, in which strengths are.
  static byte[] stable(byte[] payload) {
    int type = payload[0] & 0xFF;
    int body = switch (type & 0xF8) {
      case 0x10 -> ID_BYTES;
      case 0x30 -> Integer.BYTES;
      default -> payload.length;
    };
    return Arrays.copyOf(payload, Math.min(payload.length, ExposureHeader.BYTES + body));
  }

  private static Optional<Detection> headered(AirSystem system, UUID service, byte[] value) {
    return ExposureHeader.read(value, 0, value.length)
        .filter(
            header -> value.length > ExposureHeader.BYTES && header.routing().isRoutable())
        .map(header -> Detection.of(system, service, OptionalInt.empty(), value));
  }

  private static Optional<Detection> blueTrace(UUID service, byte[] value) {
    if ((value[0] & 0xF8) == BLUETRACE) return headered(AirSystem.BLUETRACE, service, value);
    String text = new String(value, StandardCharsets.UTF_8);
    Matcher id = JSON_ID.matcher(text);
    if (!id.find()) return Optional.empty();
    byte[] name = id.group(1).getBytes(StandardCharsets.US_ASCII);
    byte[] body = ByteBuffer.allocate(4 + name.length)
        .putShort((short) (2 + name.length))
        .putShort((short) name.length)
        .put(name)
        .array();
    Matcher org = JSON_ORG.matcher(text);
    RoutingCode owner = org.find() ? ORGANISATIONS.get(org.group(1)) : null;
    return Optional.of(
        owner == null
            ? Detection.of(AirSystem.BLUETRACE, service, OptionalInt.of(BLUETRACE), body)
            : Detection.of(
                AirSystem.BLUETRACE, service, OptionalInt.empty(), headed(BLUETRACE, owner, body)));
  }

  private static byte[] headed(int type, RoutingCode owner, byte[] body) {
    byte[] payload = new byte[ExposureHeader.BYTES + body.length];
    ExposureHeader.put(payload, 0, type, owner.code());
    System.arraycopy(body, 0, payload, ExposureHeader.BYTES, body.length);
    return payload;
  }
}
