package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.CONTACT_END;
import static godwit.codec.batch.BatchLayout.CONTACT_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.CONTACT_PAYLOAD_LENGTH;
import static godwit.codec.batch.BatchLayout.CONTACT_START;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.LENGTH_BYTES;

import godwit.codec.BigEndian;

/// The records of a contact block (kind 4), read where they lie.
///
/// - shape: `u16 record length | u32 start | u32 end | u16 payload length | payload | sections`
/// - units: start and end are seconds since 1970-01-01T00:00Z
/// - errors: none thrown: [#isWhole()] says whether the payload lies within its record, and the
///   other accessors may be called only if it does
/// - source: docs/protocol.md, "Contact batch"
public final class ContactCursor {
  private byte[] bytes = new byte[0];
  private int blockEnd;
  private int nextRecord;
  private int record;

  /// Goes before the first record of the block that lies at `offset`.
  public ContactCursor wrap(byte[] block, int offset, BlockHeader header) {
    bytes = block;
    nextRecord = offset + HEADER_BYTES;
    blockEnd = nextRecord + (int) header.bodyLength();
    return this;
  }

  /// Moves to the next record; false once the block is spent.
  public boolean next() {
    if (nextRecord >= blockEnd) return false;
    record = nextRecord + LENGTH_BYTES;
    nextRecord = record + BigEndian.uint16(bytes, nextRecord);
    return true;
  }

  /// Whether the record's fixed fields and its payload lie within it.
  public boolean isWhole() {
    int length = nextRecord - record;
    return length >= CONTACT_FIXED_BYTES && payloadLength() <= length - CONTACT_FIXED_BYTES;
  }

  public long startSeconds() {
    return BigEndian.uint32(bytes, record + CONTACT_START);
  }

  public long endSeconds() {
    return BigEndian.uint32(bytes, record + CONTACT_END);
  }

  /// Where the payload, exposure header first, begins in the wrapped array.
  public int payloadOffset() {
    return record + CONTACT_FIXED_BYTES;
  }

  public int payloadLength() {
    return BigEndian.uint16(bytes, record + CONTACT_PAYLOAD_LENGTH);
  }

  /// Where the extended data about the contact begins in the wrapped array.
  public int sectionsOffset() {
    return payloadOffset() + payloadLength();
  }

  public int sectionsLength() {
    return nextRecord - sectionsOffset();
  }
}
