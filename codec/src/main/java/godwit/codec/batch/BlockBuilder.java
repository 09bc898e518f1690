package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.CONTACT_END;
import static godwit.codec.batch.BatchLayout.CONTACT_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.CONTACT_PAYLOAD_LENGTH;
import static godwit.codec.batch.BatchLayout.CONTACT_START;
import static godwit.codec.batch.BatchLayout.CRC;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.LENGTH_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_BODY_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_RECORDS;
import static godwit.codec.batch.BatchLayout.SCORE_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_CODE;
import static godwit.codec.batch.BatchLayout.VENUE_END;
import static godwit.codec.batch.BatchLayout.VENUE_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_LENGTH;
import static godwit.codec.batch.BatchLayout.VENUE_SCORE;
import static godwit.codec.batch.BatchLayout.VENUE_START;

import godwit.codec.BigEndian;
import java.util.Arrays;

/// One block while it is being written: records are added until it is full.
///
/// - shape: see [BlockHeader]
/// - units: a score is hundredths of a risk-weighted minute, 0 to 65,535; times are seconds since
///   1970-01-01T00:00Z
/// - errors: `add…` answers false where the record would pass a bound of the block
/// - source: docs/protocol.md, "Block header"
public final class BlockBuilder {
  private static final int FIRST_BYTES = 1024;
  private static final int MAX_UINT16 = 0xFFFF;

  private final BlockHeader key;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int end = HEADER_BYTES;
  private int count;

  private BlockBuilder(BlockHeader key) {
    this.key = key;
  }

  /// A block of exposures.
  ///
  /// @param date days since 1970-01-01 UTC
  /// @param dataLength of every record's data; 0 lets each record have its own
  public static BlockBuilder exposures(
      int payloadType, int routingCode, int date, int riskType, int mechanism, int dataLength) {
    return new BlockBuilder(
        header(KIND_EXPOSURES, payloadType, routingCode, date, riskType, mechanism, dataLength));
  }

  /// A block of venue exposures of one UTC day.
  public static BlockBuilder venue(
      int payloadType, int routingCode, int date, int riskType, int mechanism) {
    return new BlockBuilder(
        header(KIND_VENUE, payloadType, routingCode, date, riskType, mechanism, 0));
  }

  /// A block of contact events.
  public static BlockBuilder contacts() {
    return new BlockBuilder(header(KIND_CONTACTS, 0, 0, 0, 0, 0, 0));
  }

  public boolean addExposure(int score, byte[] data, int offset, int length) {
    boolean fixed = key.dataLength() > 0;
    if ((fixed && length != key.dataLength()) || length < 1) {
      throw new IllegalArgumentException("length=" + length + " of " + key.dataLength());
    }
    int at = end;
    if (!reserve(SCORE_BYTES + (fixed ? 0 : LENGTH_BYTES) + length)) return false;
    BigEndian.put16(bytes, at, score);
    if (!fixed) BigEndian.put16(bytes, at + SCORE_BYTES, length);
    System.arraycopy(data, offset, bytes, end - length, length);
    return true;
  }

  public boolean addVenue(
      long venue, long startSeconds, long endSeconds, int score, byte[] extendedData) {
    int at = end;
    if (!reserve(VENUE_FIXED_BYTES + extendedData.length)) return false;
    BigEndian.put32(bytes, at + VENUE_CODE, (int) venue);
    BigEndian.put32(bytes, at + VENUE_START, (int) startSeconds);
    BigEndian.put32(bytes, at + VENUE_END, (int) endSeconds);
    BigEndian.put16(bytes, at + VENUE_SCORE, score);
    BigEndian.put16(bytes, at + VENUE_LENGTH, extendedData.length);
    System.arraycopy(extendedData, 0, bytes, at + VENUE_FIXED_BYTES, extendedData.length);
    return true;
  }

  /// @param payload exposure header first
  /// @param sections extended data about the contact
  public boolean addContact(long startSeconds, long endSeconds, byte[] payload, byte[] sections) {
    int length = CONTACT_FIXED_BYTES + payload.length + sections.length;
    if (length > MAX_UINT16) throw new IllegalArgumentException("length=" + length);
    int at = end + LENGTH_BYTES;
    if (!reserve(LENGTH_BYTES + length)) return false;
    BigEndian.put16(bytes, at - LENGTH_BYTES, length);
    BigEndian.put32(bytes, at + CONTACT_START, (int) startSeconds);
    BigEndian.put32(bytes, at + CONTACT_END, (int) endSeconds);
    BigEndian.put16(bytes, at + CONTACT_PAYLOAD_LENGTH, payload.length);
    System.arraycopy(payload, 0, bytes, at + CONTACT_FIXED_BYTES, payload.length);
    System.arraycopy(
        sections, 0, bytes, at + CONTACT_FIXED_BYTES + payload.length, sections.length);
    return true;
  }

  public int count() {
    return count;
  }

  /// Bytes of the block so far, header included.
  public int size() {
    return end;
  }

  /// The whole block, header and CRC included. The builder is then empty and can go on.
  public byte[] finish() {
    int body = end - HEADER_BYTES;
    new BlockHeader(
            key.kind(),
            key.payloadType(),
            key.routingCode(),
            key.date(),
            key.riskType(),
            key.mechanism(),
            key.dataLength(),
            count,
            body,
            0)
        .write(bytes, 0);
    BigEndian.put32(bytes, CRC, BlockHeader.checksum(bytes, 0, body));
    byte[] block = Arrays.copyOf(bytes, end);
    end = HEADER_BYTES;
    count = 0;
    return block;
  }

  private boolean reserve(int length) {
    if (count == MAX_RECORDS || end - HEADER_BYTES + length > MAX_BODY_BYTES) return false;
    if (end + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + length, 2 * bytes.length));
    }
    end += length;
    count++;
    return true;
  }

  private static BlockHeader header(
      int kind, int type, int routingCode, int date, int riskType, int mechanism, int dataLength) {
    return new BlockHeader(kind, type, routingCode, date, riskType, mechanism, dataLength, 0, 0, 0);
  }
}
