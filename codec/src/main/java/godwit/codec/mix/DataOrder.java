package godwit.codec.mix;

import godwit.codec.BigEndian;
import godwit.codec.batch.ExposureRecord;
import java.util.Arrays;

/// The order of exposure records of one length: by the bytes of their payload data, and those of
/// equal data by their score.
///
/// - shape: `u16 risk score | data`, as in a block of fixed data length
/// - units: bytes are compared as unsigned
/// - errors: none: whole records are what is given
/// - source: docs/protocol.md, "Mixing"
/*
 * Four bytes of the data and the number of the record make one long, and longs are sorted; where
 * four bytes are alike the next four decide. No object is made for a record. Identifiers are
 * random, so a second round is rare.
 */
public final class DataOrder {
  private static final int WORD = Integer.BYTES;

  private final byte[] records;
  private final int size;
  private final int dataLength;
  private final long[] keys;

  private DataOrder(byte[] records, int size, int count) {
    this.records = records;
    this.size = size;
    this.dataLength = size - ExposureRecord.bytes(0);
    this.keys = new long[count];
  }

  /// Sorts records that lie one behind the other from the array's start.
  ///
  /// @param size of each, score included
  /// @return an array of the same records in order
  public static byte[] sorted(byte[] records, int size, int count) {
    DataOrder order = new DataOrder(records, size, count);
    for (int record = 0; record < count; record++) order.keys[record] = record;
    order.sort(0, count, 0);
    byte[] sorted = new byte[count * size];
    for (int place = 0; place < count; place++) {
      System.arraycopy(records, (int) order.keys[place] * size, sorted, place * size, size);
    }
    return sorted;
  }

  /// Compares two records of the same size where they lie.
  static int compare(byte[] one, int at, byte[] other, int otherAt, int size) {
    int data = Arrays.compareUnsigned(
        one,
        ExposureRecord.dataOffset(at),
        at + size,
        other,
        ExposureRecord.dataOffset(otherAt),
        otherAt + size);
    return data != 0
        ? data
        : Integer.compare(ExposureRecord.score(one, at), ExposureRecord.score(other, otherAt));
  }

  private void sort(int from, int to, int depth) {
    for (int place = from; place < to; place++) {
      int record = (int) keys[place];
      long word = word(record * size, depth) ^ Integer.MIN_VALUE; // so that signed order is ours
      keys[place] = (word << Integer.SIZE) | record;
    }
    Arrays.sort(keys, from, to);
    if (depth + WORD >= size) return;
    int first = from;
    for (int place = from + 1; place <= to; place++) {
      if (place < to && prefix(place) == prefix(first)) continue;
      if (place - first > 1) sort(first, place, depth + WORD);
      first = place;
    }
  }

  private int prefix(int place) {
    return (int) (keys[place] >>> Integer.SIZE);
  }

  /* Four bytes of the data, of the score once the data is over, then of zeros. */
  private int word(int at, int depth) {
    if (depth + WORD <= dataLength) {
      return BigEndian.int32(records, ExposureRecord.dataOffset(at) + depth);
    }
    int word = 0;
    for (int index = depth; index < depth + WORD; index++) {
      word = (word << Byte.SIZE) | octet(at, index);
    }
    return word;
  }

  private int octet(int at, int index) {
    if (index < dataLength) {
      return BigEndian.uint8(records, ExposureRecord.dataOffset(at) + index);
    }
    return index < size ? BigEndian.uint8(records, at + index - dataLength) : 0;
  }
}
