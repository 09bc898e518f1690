package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.CONTACT_END;
import static godwit.codec.batch.BatchLayout.CONTACT_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.CONTACT_LENGTH;
import static godwit.codec.batch.BatchLayout.CONTACT_PAYLOAD_LENGTH;
import static godwit.codec.batch.BatchLayout.CONTACT_START;
import static godwit.codec.batch.BatchLayout.LENGTH_BYTES;

import godwit.codec.BigEndian;

/// A record of a contact block (kind 4), by the offset at which it lies.
///
/// - shape: `u16 length of what follows | u32 start | u32 end | u16 payload length | payload |
///   sections`
/// - units: start and end are seconds since 1970-01-01T00:00Z
/// - errors: none thrown: [#isWhole] says whether the payload lies within its record
/// - source: docs/protocol.md, "Contact batch"
public final class ContactRecord {
  /// The longest record, its length included.
  public static final int MAX_BYTES = LENGTH_BYTES + 0xFFFF;

  private ContactRecord() {}

  /// Bytes of a record, its length included.
  public static int bytes(int payloadLength, int sectionsLength) {
    return CONTACT_FIXED_BYTES + payloadLength + sectionsLength;
  }

  /// Writes all before the payload; gives where the payload begins.
  ///
  /// @param bytes of the whole record
  public static int put(
      byte[] target, int at, int bytes, long startSeconds, long endSeconds, int payloadLength) {
    BigEndian.put16(target, at + CONTACT_LENGTH, bytes - LENGTH_BYTES);
    BigEndian.put32(target, at + CONTACT_START, (int) startSeconds);
    BigEndian.put32(target, at + CONTACT_END, (int) endSeconds);
    BigEndian.put16(target, at + CONTACT_PAYLOAD_LENGTH, payloadLength);
    return at + CONTACT_FIXED_BYTES;
  }

  /// Where the record ends; `at` itself if no record can begin there and end by `limit`.
  static int end(byte[] bytes, int at, int limit) {
    if (limit - at < LENGTH_BYTES) return at;
    int length = BigEndian.uint16(bytes, at + CONTACT_LENGTH);
    return length == 0 ? at : at + LENGTH_BYTES + length;
  }

  /// Whether fixed fields and payload lie within the record.
  static boolean isWhole(byte[] bytes, int at, int end) {
    int length = end - at;
    return length >= CONTACT_FIXED_BYTES
        && payloadLength(bytes, at) <= length - CONTACT_FIXED_BYTES;
  }

  static long startSeconds(byte[] bytes, int at) {
    return BigEndian.uint32(bytes, at + CONTACT_START);
  }

  static long endSeconds(byte[] bytes, int at) {
    return BigEndian.uint32(bytes, at + CONTACT_END);
  }

  static int payloadOffset(int at) {
    return at + CONTACT_FIXED_BYTES;
  }

  static int payloadLength(byte[] bytes, int at) {
    return BigEndian.uint16(bytes, at + CONTACT_PAYLOAD_LENGTH);
  }
}
