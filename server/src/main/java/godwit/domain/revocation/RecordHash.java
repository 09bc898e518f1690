package godwit.domain.revocation;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.VenueCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/// What a revocation names, as one number: payload and date; of a venue also venue, start, end.
///
/// - shape: 64 bits of all that is named
/// - units: two that differ have one number once in 2⁶⁴ pairs
/// - errors: none
/// - source: docs/protocol.md, "Revoked"
/*
 * The seed is random and stays in this process: who chooses payloads cannot choose two with one
 * number.
 */
public final class RecordHash {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long first;
  private final long second;

  /// @param random a cryptographic source
  public RecordHash(RandomGenerator random) {
    this.first = random.nextLong();
    this.second = random.nextLong() | 1;
  }

  /// What the records of a block have in common.
  long of(BlockHeader header) {
    long head = (long) header.kind() << 56
        | (long) header.payloadType() << 48
        | (header.routingCode() & 0xFFFF_FFFFL) << 16
        | header.date();
    return mix(first, head);
  }

  /// One exposure of a block.
  long of(long header, byte[] bytes, int offset, int length) {
    long hash = mix(header, length);
    int end = offset + length;
    int at = offset;
    for (; at + Long.BYTES <= end; at += Long.BYTES) hash = mix(hash, (long) LONGS.get(bytes, at));
    long tail = 0;
    for (; at < end; at++) tail = tail << Byte.SIZE | (bytes[at] & 0xFF);
    hash = mix(hash, tail);
    return hash == 0 ? 1 : hash;
  }

  /// One exposure of a venue.
  long of(long header, byte[] bytes, VenueCursor venue) {
    long hash = mix(mix(mix(header, venue.venue()), venue.startSeconds()), venue.endSeconds());
    return of(hash, bytes, venue.dataOffset(), venue.dataLength());
  }

  /* The upper half of the product comes back to the lower one: each bit reaches each. */
  private long mix(long hash, long word) {
    long left = hash ^ word;
    return left * second
        ^ Math.unsignedMultiplyHigh(left, second)
        ^ Long.rotateLeft(left * SPREAD, 29);
  }
}
