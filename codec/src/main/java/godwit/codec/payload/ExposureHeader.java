package godwit.codec.payload;

import java.util.Optional;

/// What every payload starts with inside the exchange: its type, and who handles it.
///
/// - shape: `u8 payload type | u32 routing code`
/// - units: see [RoutingCode]; types 0x00-0x07 carry a custom code, all others a nation's
/// - errors: none for 5 bytes or more; fewer are no header
/// - source: Herald, International Interoperability Specification (draft), "Exposure header"
public record ExposureHeader(int payloadType, RoutingCode routing) {
  /// Bytes on the wire.
  public static final int BYTES = 1 + RoutingCode.BYTES;

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
    int code = (bytes[offset + 1] & 0xFF) << 24
        | (bytes[offset + 2] & 0xFF) << 16
        | (bytes[offset + 3] & 0xFF) << 8
        | (bytes[offset + 4] & 0xFF);
    return Optional.of(of(bytes[offset] & 0xFF, code));
  }
}
