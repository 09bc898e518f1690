package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Operation;
import godwit.trust.keys.ListedSealingKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;

/// A resolver's answer for clients that read no JSON.
///
/// - shape: `u8 kind | u32 asked | u32 resolved | u8 n`, n of `u8 priority |
///   u16 length | url`, then fields of `u8 code | u16 length | bytes` to the end: 1 operations,
///   2 greatest body (u64), 3 a signing key (SubjectPublicKeyInfo)
/// - units: kind is 0 for a nation, 1 for a custom authority; operations are bits, see
///   [Operation]; bytes
/// - errors: none
/// - source: docs/protocol.md, "Resolvers"
public final class ResolverOctets {
  private static final int OPERATIONS = 1;
  private static final int BODY_BYTES = 2;
  private static final int SIGNING_KEY = 3;
  private static final int SEALING_KEY = 4;

  private ResolverOctets() {}

  /// @param endpoints most wanted first, at most 255
  public static Buffer of(
      RoutingCode asked,
      RoutingCode resolved,
      List<String> endpoints,
      Set<Operation> operations,
      long bodyBytes,
      List<VerifyingKey> signing,
      List<ListedSealingKey> sealing) {
    Buffer octets = Buffer.buffer()
        .appendByte((byte) (asked.custom() ? 1 : 0))
        .appendInt(asked.code())
        .appendInt(resolved.code())
        .appendByte((byte) endpoints.size());
    for (int priority = 0; priority < endpoints.size(); priority++) {
      Buffer url = Buffer.buffer(endpoints.get(priority));
      octets.appendByte((byte) priority).appendUnsignedShort(url.length()).appendBuffer(url);
    }
    int bits = operations.stream().mapToInt(Operation::bit).sum();
    octets
        .appendByte((byte) OPERATIONS)
        .appendUnsignedShort(1)
        .appendByte((byte) bits)
        .appendByte((byte) BODY_BYTES)
        .appendUnsignedShort(Long.BYTES)
        .appendLong(bodyBytes);
    for (VerifyingKey key : signing) {
      octets
          .appendByte((byte) SIGNING_KEY)
          .appendUnsignedShort(key.spki().length)
          .appendBytes(key.spki());
    }
    for (ListedSealingKey key : sealing) {
      byte[] signed = key.octets(resolved);
      octets.appendByte((byte) SEALING_KEY).appendUnsignedShort(signed.length).appendBytes(signed);
    }
    return octets;
  }
}
