package godwit.codec.filter;

/// Where the fields of a filter lie, and its constants.
///
/// - shape: 80 bytes, then the coded values, then an end block as of a batch
/// - units: offsets and sizes in bytes; integers big-endian and unsigned
/// - errors: none
/// - source: docs/protocol.md, "Filters"; BIP 158 for the code and its constants
public final class FilterLayout {
  public static final int MAGIC = 0x48494631; // HIF1
  public static final int FLAGS_OFFSET = 4;
  public static final int FAMILY_OFFSET = 5;
  public static final int ID_OFFSET = 8;
  public static final int CODE_OFFSET = 24;
  public static final int CREATED_OFFSET = 28;
  public static final int KEY_OFFSET = 36;
  public static final int COUNT_OFFSET = 52;
  public static final int BUCKETS_OFFSET = 56;
  public static final int CODED_OFFSET = 60;
  public static final int CURSOR_OFFSET = 64;
  public static final int CURSOR_BYTES = 16;
  public static final int VALUES_OFFSET = CURSOR_OFFSET + CURSOR_BYTES;

  public static final int FLAG_CUSTOM = 1;

  /// Bits of a value's difference from the one before that are written as they are.
  public static final int RICE_BITS = 19;

  /// One in so many identifiers that are none of the filter's seems to be one.
  public static final int ONE_IN = 784_931;

  /// Identifiers of one filter.
  public static final int MAX_COUNT = 1 << 23;

  private FilterLayout() {}

  /// Where a hash lies among those of a filter.
  static long value(long hash, int count) {
    return Math.unsignedMultiplyHigh(hash, (long) count * ONE_IN);
  }

  /// Which bucket holds the records of a hash.
  public static int bucket(long hash, int buckets) {
    return (int) Math.unsignedMultiplyHigh(hash, buckets);
  }
}
