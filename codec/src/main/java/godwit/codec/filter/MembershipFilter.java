package godwit.codec.filter;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.Sha256;
import godwit.codec.batch.BatchLayout;
import godwit.codec.payload.RoutingCode;
import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;

/// A filter as a phone reads it: which of its own identifiers may be among the exposures.
///
/// - shape: see [FilterLayout]
/// - units: one in [FilterLayout#ONE_IN] identifiers that are not among them seems to be; none that
///   is does not
/// - errors: [DecodeException] for what is no filter, is cut short, or differs from its digest
/// - source: docs/protocol.md, "Filters"
public final class MembershipFilter {
  private final byte[] bytes;
  private final SipHash hash;
  private final int count;
  private final int buckets;
  private final int end; // of the coded values

  private MembershipFilter(byte[] bytes) {
    this.bytes = bytes;
    int fixed = FilterLayout.VALUES_OFFSET;
    if (bytes.length < fixed) throw new DecodeException(Fault.TRUNCATED, bytes.length);
    if (u32(0) != FilterLayout.MAGIC) throw new DecodeException(Fault.BAD_MAGIC, 0);
    long coded = u32(FilterLayout.CODED_OFFSET) & 0xFFFF_FFFFL;
    long values = u32(FilterLayout.COUNT_OFFSET) & 0xFFFF_FFFFL;
    long shelves = u32(FilterLayout.BUCKETS_OFFSET) & 0xFFFF_FFFFL;
    if (values > FilterLayout.MAX_COUNT || shelves < 1 || shelves > Integer.MAX_VALUE) {
      throw new DecodeException(Fault.BAD_PREAMBLE, FilterLayout.COUNT_OFFSET);
    }
    long least = fixed + coded + BatchLayout.HEADER_BYTES + BatchLayout.END_UNSIGNED_BYTES;
    if (bytes.length < least) throw new DecodeException(Fault.TRUNCATED, bytes.length);
    this.count = (int) values;
    this.buckets = (int) shelves;
    this.end = (int) (fixed + coded);
    this.hash = SipHash.of(bytes, FilterLayout.KEY_OFFSET);
    byte[] digest = Sha256.of(Arrays.copyOf(bytes, end));
    int proof = end + BatchLayout.HEADER_BYTES + Long.BYTES; // after the end block's total
    if (!Arrays.equals(digest, 0, digest.length, bytes, proof, proof + digest.length)) {
      throw new DecodeException(Fault.BAD_DIGEST, proof);
    }
  }

  public static MembershipFilter read(byte[] bytes) {
    return new MembershipFilter(bytes);
  }

  public UUID id() {
    return new UUID(u64(FilterLayout.ID_OFFSET), u64(FilterLayout.ID_OFFSET + Long.BYTES));
  }

  public RoutingCode code() {
    boolean custom = (bytes[FilterLayout.FLAGS_OFFSET] & FilterLayout.FLAG_CUSTOM) != 0;
    return new RoutingCode(custom, u32(FilterLayout.CODE_OFFSET));
  }

  /// The first payload type of the family.
  public int family() {
    return bytes[FilterLayout.FAMILY_OFFSET] & 0xFF;
  }

  public int count() {
    return count;
  }

  public int buckets() {
    return buckets;
  }

  /// Behind the pages that it is of.
  public byte[] cursor() {
    int from = FilterLayout.CURSOR_OFFSET;
    return Arrays.copyOfRange(bytes, from, from + FilterLayout.CURSOR_BYTES);
  }

  /// Which bucket holds the records of an identifier.
  public int bucket(byte[] identifier) {
    return FilterLayout.bucket(hash.hash(identifier, 0, identifier.length), buckets);
  }

  /// Which of these may be among the exposures, by their place here.
  public BitSet hits(byte[][] identifiers) {
    long[] hashes = new long[identifiers.length];
    for (int index = 0; index < hashes.length; index++) {
      hashes[index] = hash.hash(identifiers[index], 0, identifiers[index].length);
    }
    return hits(hashes);
  }

  /// The same of identifiers that are hashed already, under the filter's key.
  public BitSet hits(long[] hashes) {
    BitSet hits = new BitSet(hashes.length);
    if (count == 0 || hashes.length == 0) return hits;
    long[][] asked = new long[hashes.length][];
    for (int index = 0; index < hashes.length; index++) {
      asked[index] = new long[] {FilterLayout.value(hashes[index], count), index};
    }
    Arrays.sort(asked, (left, right) -> Long.compare(left[0], right[0]));
    Bits bits = new Bits();
    long value = bits.difference();
    int read = 1;
    for (long[] each : asked) {
      while (value < each[0] && read < count) {
        value += bits.difference();
        read++;
      }
      if (value == each[0]) hits.set((int) each[1]);
    }
    return hits;
  }

  /* The coded values, read once from the first on. */
  private final class Bits {
    private long at = (long) FilterLayout.VALUES_OFFSET * 8;

    long difference() {
      long ones = 0;
      while (next() == 1) ones++;
      long low = 0;
      for (int bit = 0; bit < FilterLayout.RICE_BITS; bit++) low = low << 1 | next();
      return ones << FilterLayout.RICE_BITS | low;
    }

    private int next() {
      int octet = (int) (at >>> 3);
      if (octet >= end) throw new DecodeException(Fault.TRUNCATED, octet);
      int bit = bytes[octet] >>> (7 - (at & 7)) & 1;
      at++;
      return bit;
    }
  }

  private int u32(int offset) {
    return BigEndian.int32(bytes, offset);
  }

  private long u64(int offset) {
    return BigEndian.int64(bytes, offset);
  }
}
