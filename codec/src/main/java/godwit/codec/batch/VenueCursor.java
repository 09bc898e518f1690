package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;

/// The records of a venue block (kind 2), read where they lie.
///
/// - shape: see [VenueRecord]
/// - units: start and end are seconds since 1970-01-01T00:00Z; a score is hundredths of a
///   risk-weighted minute
/// - errors: none: only for blocks that a [BatchDecoder] has passed
/// - source: docs/protocol.md, "Venue exposures"
public final class VenueCursor {
  private byte[] bytes = new byte[0];
  private int end;
  private int nextRecord;
  private int record;

  /// Goes before the first record of the block that lies at `offset`.
  public VenueCursor wrap(byte[] block, int offset, BlockHeader header) {
    bytes = block;
    nextRecord = offset + HEADER_BYTES;
    end = nextRecord + (int) header.bodyLength();
    return this;
  }

  /// Moves to the next record; false once the block is spent.
  public boolean next() {
    if (nextRecord >= end) return false;
    record = nextRecord;
    nextRecord = dataOffset() + dataLength();
    return true;
  }

  public long venue() {
    return VenueRecord.venue(bytes, record);
  }

  public long startSeconds() {
    return VenueRecord.startSeconds(bytes, record);
  }

  public long endSeconds() {
    return VenueRecord.endSeconds(bytes, record);
  }

  public int score() {
    return VenueRecord.score(bytes, record);
  }

  /// Where the extended data begins in the wrapped array.
  public int dataOffset() {
    return VenueRecord.dataOffset(record);
  }

  public int dataLength() {
    return VenueRecord.dataLength(bytes, record);
  }
}
