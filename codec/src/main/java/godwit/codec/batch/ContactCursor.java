package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;

/// The records of a contact block (kind 4), read where they lie.
///
/// - shape: see [ContactRecord]
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

  /// Goes before the one record that lies from `offset` to `end`.
  public ContactCursor wrapRecord(byte[] bytes, int offset, int end) {
    this.bytes = bytes;
    nextRecord = offset;
    blockEnd = end;
    return this;
  }

  /// Moves to the next record; false once the block is spent.
  public boolean next() {
    if (nextRecord >= blockEnd) return false;
    record = nextRecord;
    nextRecord = ContactRecord.end(bytes, record, blockEnd);
    return true;
  }

  /// Whether the record's fixed fields and its payload lie within it.
  public boolean isWhole() {
    return ContactRecord.isWhole(bytes, record, nextRecord);
  }

  public long startSeconds() {
    return ContactRecord.startSeconds(bytes, record);
  }

  public long endSeconds() {
    return ContactRecord.endSeconds(bytes, record);
  }

  /// Where the payload, exposure header first, begins in the wrapped array.
  public int payloadOffset() {
    return ContactRecord.payloadOffset(record);
  }

  public int payloadLength() {
    return ContactRecord.payloadLength(bytes, record);
  }

  /// Where the extended data about the contact begins in the wrapped array.
  public int sectionsOffset() {
    return payloadOffset() + payloadLength();
  }

  public int sectionsLength() {
    return nextRecord - sectionsOffset();
  }
}
