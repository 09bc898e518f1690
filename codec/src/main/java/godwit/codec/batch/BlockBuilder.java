package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.MAX_BODY_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_RECORDS;

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

  /// A block whose records have this in common.
  public static BlockBuilder like(BlockHeader header) {
    return new BlockBuilder(header.common());
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
    int size = fixed ? ExposureRecord.bytes(length) : ExposureRecord.bytesWithLength(length);
    if (!reserve(size)) return false;
    if (fixed) ExposureRecord.put(bytes, at, score, data, offset, length);
    else ExposureRecord.putWithLength(bytes, at, score, data, offset, length);
    return true;
  }

  /// Adds exposure records as they lie in other blocks of the same data length.
  ///
  /// @param size of each record
  public boolean addRecords(byte[] records, int offset, int size, int amount) {
    int length = amount * size;
    if (size != ExposureRecord.bytes(key.dataLength())) {
      throw new IllegalArgumentException("size=" + size + " of " + key.dataLength());
    }
    int at = end;
    if (!reserve(length, amount)) return false;
    System.arraycopy(records, offset, bytes, at, length);
    return true;
  }

  public boolean addVenue(
      long venue, long startSeconds, long endSeconds, int score, byte[] extendedData) {
    int at = end;
    if (!reserve(VenueRecord.bytes(extendedData.length))) return false;
    VenueRecord.put(
        bytes, at, venue, startSeconds, endSeconds, score, extendedData, extendedData.length);
    return true;
  }

  /// @param payload exposure header first
  /// @param sections extended data about the contact
  public boolean addContact(long startSeconds, long endSeconds, byte[] payload, byte[] sections) {
    int size = ContactRecord.bytes(payload.length, sections.length);
    if (size > ContactRecord.MAX_BYTES) throw new IllegalArgumentException("size=" + size);
    int at = end;
    if (!reserve(size)) return false;
    int to = ContactRecord.put(bytes, at, size, startSeconds, endSeconds, payload.length);
    System.arraycopy(payload, 0, bytes, to, payload.length);
    System.arraycopy(sections, 0, bytes, to + payload.length, sections.length);
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
    byte[] block = new byte[end];
    finish(block, 0);
    return block;
  }

  /// The same, written to where [#size] bytes are free.
  public void finish(byte[] target, int offset) {
    int body = end - HEADER_BYTES;
    System.arraycopy(bytes, HEADER_BYTES, target, offset + HEADER_BYTES, body);
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
        .seal(target, offset);
    end = HEADER_BYTES;
    count = 0;
  }

  private boolean reserve(int length) {
    return reserve(length, 1);
  }

  private boolean reserve(int length, int amount) {
    if (count + amount > MAX_RECORDS || end - HEADER_BYTES + length > MAX_BODY_BYTES) return false;
    if (end + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end + length, 2 * bytes.length));
    }
    end += length;
    count += amount;
    return true;
  }

  private static BlockHeader header(
      int kind, int type, int routingCode, int date, int riskType, int mechanism, int dataLength) {
    return new BlockHeader(kind, type, routingCode, date, riskType, mechanism, dataLength, 0, 0, 0);
  }
}
