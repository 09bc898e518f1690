package godwit.http;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// A resolver's answer for clients that read no JSON.
///
/// - shape: `u8 kind | u32 asked | u32 resolved | u8 n`, n of `u8 priority |
///   u16 length | url`, then fields of `u8 code | u16 length | bytes` to the end: 1 operations,
///   2 greatest body (u64)
/// - units: kind is 0 for a nation, 1 for a custom authority; operations are bits from the lowest:
///   push, pull, relay, venue, certification; bytes
/// - errors: none
/// - source: docs/protocol.md, "HTTP between authorities"
final class ResolverOctets {
  private static final int OPERATIONS = 1;
  private static final int BODY_BYTES = 2;
  private static final int PUSH = 0x01;
  private static final int RELAY = 0x04;
  private static final int VENUE = 0x08;
  private static final int CERTIFICATION = 0x10;

  private ResolverOctets() {}

  /// @param endpoints most wanted first
  static Buffer of(
      RoutingCode asked,
      RoutingCode resolved,
      List<String> endpoints,
      boolean relays,
      long bodyBytes) {
    Buffer octets = Buffer.buffer()
        .appendByte((byte) (asked.custom() ? 1 : 0))
        .appendInt(asked.code())
        .appendInt(resolved.code())
        .appendByte((byte) endpoints.size());
    for (int priority = 0; priority < endpoints.size(); priority++) {
      Buffer url = Buffer.buffer(endpoints.get(priority));
      octets.appendByte((byte) priority).appendUnsignedShort(url.length()).appendBuffer(url);
    }
    return octets
        .appendByte((byte) OPERATIONS)
        .appendUnsignedShort(1)
        .appendByte((byte) (PUSH | VENUE | CERTIFICATION | (relays ? RELAY : 0)))
        .appendByte((byte) BODY_BYTES)
        .appendUnsignedShort(Long.BYTES)
        .appendLong(bodyBytes);
  }
}
