package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.VENUE_CODE;
import static godwit.codec.batch.BatchLayout.VENUE_END;
import static godwit.codec.batch.BatchLayout.VENUE_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_LENGTH;
import static godwit.codec.batch.BatchLayout.VENUE_SCORE;
import static godwit.codec.batch.BatchLayout.VENUE_START;

import godwit.codec.BigEndian;

/// A record of a venue block (kind 2), by the offset at which it lies.
///
/// - shape: `u32 venue | u32 start | u32 end | u16 risk score | u16 length | extended data`
/// - units: start and end are seconds since 1970-01-01T00:00Z; a score is hundredths of a
///   risk-weighted minute
/// - errors: none
/// - source: docs/protocol.md, "Venue exposures"
public final class VenueRecord {
  /// The greatest code that a venue can have.
  public static final long MAX_VENUE = 0xFFFF_FFFFL;

  private VenueRecord() {}

  public static int bytes(int dataLength) {
    return VENUE_FIXED_BYTES + dataLength;
  }

  static void put(
      byte[] target,
      int at,
      long venue,
      long startSeconds,
      long endSeconds,
      int score,
      byte[] data,
      int dataLength) {
    BigEndian.put32(target, at + VENUE_CODE, (int) venue);
    BigEndian.put32(target, at + VENUE_START, (int) startSeconds);
    BigEndian.put32(target, at + VENUE_END, (int) endSeconds);
    BigEndian.put16(target, at + VENUE_SCORE, score);
    BigEndian.put16(target, at + VENUE_LENGTH, dataLength);
    System.arraycopy(data, 0, target, dataOffset(at), dataLength);
  }

  /// Where the record ends; `at` itself if no record can begin there and end by `limit`.
  static int end(byte[] bytes, int at, int limit) {
    return limit - at < VENUE_FIXED_BYTES ? at : dataOffset(at) + dataLength(bytes, at);
  }

  static long venue(byte[] bytes, int at) {
    return BigEndian.uint32(bytes, at + VENUE_CODE);
  }

  static long startSeconds(byte[] bytes, int at) {
    return BigEndian.uint32(bytes, at + VENUE_START);
  }

  static long endSeconds(byte[] bytes, int at) {
    return BigEndian.uint32(bytes, at + VENUE_END);
  }

  static int score(byte[] bytes, int at) {
    return BigEndian.uint16(bytes, at + VENUE_SCORE);
  }

  static int dataOffset(int at) {
    return at + VENUE_FIXED_BYTES;
  }

  static int dataLength(byte[] bytes, int at) {
    return BigEndian.uint16(bytes, at + VENUE_LENGTH);
  }
}
