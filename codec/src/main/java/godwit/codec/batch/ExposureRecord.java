package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.EXPOSURE_DATA;
import static godwit.codec.batch.BatchLayout.EXPOSURE_LENGTH;
import static godwit.codec.batch.BatchLayout.EXPOSURE_OWN_DATA;
import static godwit.codec.batch.BatchLayout.EXPOSURE_SCORE;

import godwit.codec.BigEndian;

/// A record of an exposure block (kind 1), by the offset at which it lies.
///
/// - shape: `u16 risk score | data`, or `u16 risk score | u16 length | data` where the block's
///   data length is 0: the record then has its *own length*
/// - units: a score is hundredths of a risk-weighted minute
/// - errors: none
/// - source: docs/protocol.md, "Exposures"
public final class ExposureRecord {
  private ExposureRecord() {}

  /// Bytes of a record whose block says how long the data of each is.
  public static int bytes(int dataLength) {
    return EXPOSURE_DATA + dataLength;
  }

  /// Bytes of a record with its own length.
  static int bytesWithLength(int dataLength) {
    return EXPOSURE_OWN_DATA + dataLength;
  }

  /// Writes a record whose block says how long the data of each is.
  public static void put(
      byte[] target, int at, int score, byte[] data, int offset, int dataLength) {
    BigEndian.put16(target, at + EXPOSURE_SCORE, score);
    System.arraycopy(data, offset, target, dataOffset(at), dataLength);
  }

  static void putWithLength(
      byte[] target, int at, int score, byte[] data, int offset, int dataLength) {
    BigEndian.put16(target, at + EXPOSURE_SCORE, score);
    BigEndian.put16(target, at + EXPOSURE_LENGTH, dataLength);
    System.arraycopy(data, offset, target, ownDataOffset(at), dataLength);
  }

  /// Where a record with its own length ends; `at` itself if none can begin there and end by
  /// `limit`.
  static int end(byte[] bytes, int at, int limit) {
    if (limit - at < EXPOSURE_OWN_DATA) return at;
    int length = ownLength(bytes, at);
    return length == 0 ? at : ownDataOffset(at) + length;
  }

  /// The score of a record of either kind.
  public static int score(byte[] bytes, int at) {
    return BigEndian.uint16(bytes, at + EXPOSURE_SCORE);
  }

  /// The data's offset in a record whose block says how long the data is.
  public static int dataOffset(int at) {
    return at + EXPOSURE_DATA;
  }

  /// The data's offset in a record with its own length.
  static int ownDataOffset(int at) {
    return at + EXPOSURE_OWN_DATA;
  }

  static int ownLength(byte[] bytes, int at) {
    return BigEndian.uint16(bytes, at + EXPOSURE_LENGTH);
  }
}
