package godwit.codec.payload;

import godwit.codec.BigEndian;
import java.util.Optional;

/// What every payload starts with inside the exchange: its type, and who handles it.
///
/// - shape: `u8 payload type | u32 routing code`
/// - units: see [RoutingCode]; types 0x00-0x07 carry a custom code, all others a nation's
/// - errors: none for 5 bytes or more; fewer are no header
/// - source: Herald, International Interoperability Specification (draft), "Exposure header"
public record ExposureHeader(int payloadType, RoutingCode routing) {
  private static final int TYPE_OFFSET = 0;
  private static final int ROUTING_OFFSET = TYPE_OFFSET + Byte.BYTES;

  /// Bytes on the wire.
  public static final int BYTES = ROUTING_OFFSET + RoutingCode.BYTES;

  private static final int MAX_CUSTOM_TYPE = 0x07;

  public ExposureHeader {
    if (payloadType < 0 || payloadType > 0xFF) {
      throw new IllegalArgumentException("payloadType=" + payloadType);
    }
    if (routing.custom() != isCustom(payloadType)) {
      throw new IllegalArgumentException("payloadType=" + payloadType + " routing=" + routing);
    }
  }

  /// Whether payloads of this type go to custom authorities.
  public static boolean isCustom(int payloadType) {
    return payloadType <= MAX_CUSTOM_TYPE;
  }

  /// The header of a type and its 4 routing bytes.
  public static ExposureHeader of(int payloadType, int routingCode) {
    return new ExposureHeader(payloadType, new RoutingCode(isCustom(payloadType), routingCode));
  }

  /// Reads the header at `offset`; empty if fewer than 5 bytes lie before `end`.
  public static Optional<ExposureHeader> read(byte[] bytes, int offset, int end) {
    if (end - offset < BYTES) return Optional.empty();
    return Optional.of(of(
        BigEndian.uint8(bytes, offset + TYPE_OFFSET),
        BigEndian.int32(bytes, offset + ROUTING_OFFSET)));
  }

  /// Writes the header of a type and its 4 routing bytes at `offset`.
  public static void put(byte[] target, int offset, int payloadType, int routingCode) {
    BigEndian.put8(target, offset + TYPE_OFFSET, payloadType);
    BigEndian.put32(target, offset + ROUTING_OFFSET, routingCode);
  }
}
