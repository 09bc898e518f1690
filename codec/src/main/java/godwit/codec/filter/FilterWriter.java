package godwit.codec.filter;

import godwit.codec.Sha256;
import godwit.codec.batch.EndBlock;
import godwit.codec.payload.RoutingCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Writes a filter: a Golomb-coded set of hashes.
///
/// - shape: see [FilterLayout]
/// - units: hashes are those of [SipHash] over identifiers, under the filter's own key
/// - errors: [IllegalArgumentException] for more than [FilterLayout#MAX_COUNT]
/// - source: docs/protocol.md, "Filters"; Putze, Sanders, Singler, "Cache-, Hash- and
///   Space-Efficient Bloom Filters", 2007, section 4; BIP 158
/*
 * Hashes are sorted once, and equal ones kept once; that keeps their values in order, since what
 * makes a value of a hash is monotone. A difference d of neighbours is d >>> 19 ones, a zero, and
 * the 19 low bits: 21.05 bits each for random hashes.
 */
public final class FilterWriter {
  private byte[] coded;
  private int bits;
  private int count;

  /// @param hashes in any order; they are sorted in place
  /// @param length how many of them count
  public FilterWriter(long[] hashes, int length) {
    if (length > FilterLayout.MAX_COUNT) throw new IllegalArgumentException("length=" + length);
    for (int index = 0; index < length; index++) hashes[index] ^= Long.MIN_VALUE;
    Arrays.sort(hashes, 0, length);
    for (int index = 0; index < length; index++) {
      if (index > 0 && hashes[index] == hashes[count - 1]) continue;
      hashes[count++] = hashes[index];
    }
    coded = new byte[16 + count * 3];
    long before = 0;
    for (int index = 0; index < count; index++) {
      long value = FilterLayout.value(hashes[index] ^ Long.MIN_VALUE, count);
      write(value - before);
      before = value;
    }
  }

  /// What a filter says of itself.
  ///
  /// @param code whose exposures it is of, with their family's first payload type
  /// @param buckets that their records lie in
  /// @param cursor behind the pages that it is of
  public record Head(
      UUID id,
      RoutingCode code,
      int family,
      long createdMillis,
      byte[] key,
      int buckets,
      byte[] cursor) {}

  /// How many different hashes there are.
  public int count() {
    return count;
  }

  /// The whole filter.
  ///
  /// @param signer signs a digest, if there is a key
  public byte[] finish(Head head, Function<byte[], Optional<EndBlock.Signature>> signer) {
    int length = (bits + 7) / 8;
    ByteBuffer start = ByteBuffer.allocate(FilterLayout.VALUES_OFFSET + length)
        .putInt(FilterLayout.MAGIC)
        .put((byte) (head.code().custom() ? FilterLayout.FLAG_CUSTOM : 0))
        .put((byte) head.family())
        .putShort((short) 0)
        .putLong(head.id().getMostSignificantBits())
        .putLong(head.id().getLeastSignificantBits())
        .putInt(head.code().code())
        .putLong(head.createdMillis())
        .put(head.key(), 0, SipHash.KEY_BYTES)
        .putInt(count)
        .putInt(head.buckets())
        .putInt(length)
        .put(head.cursor(), 0, FilterLayout.CURSOR_BYTES)
        .put(coded, 0, length);
    byte[] digest = Sha256.of(start.array());
    byte[] end = new EndBlock(count, digest, signer.apply(digest)).bytes();
    return ByteBuffer.allocate(start.capacity() + end.length)
        .put(start.array())
        .put(end)
        .array();
  }

  private void write(long difference) {
    long ones = difference >>> FilterLayout.RICE_BITS;
    int needed = (int) ((bits + ones + 1 + FilterLayout.RICE_BITS + 7) / 8);
    if (needed > coded.length) coded = Arrays.copyOf(coded, needed + needed / 4);
    for (long one = 0; one < ones; one++) bit(1);
    bit(0);
    for (int bit = FilterLayout.RICE_BITS - 1; bit >= 0; bit--) bit((int) (difference >>> bit) & 1);
  }

  private void bit(int bit) {
    coded[bits >>> 3] |= (byte) (bit << (7 - (bits & 7)));
    bits++;
  }
}
