package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_CODE;
import static godwit.codec.batch.BatchLayout.VENUE_END;
import static godwit.codec.batch.BatchLayout.VENUE_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_LENGTH;
import static godwit.codec.batch.BatchLayout.VENUE_SCORE;
import static godwit.codec.batch.BatchLayout.VENUE_START;

import godwit.codec.BigEndian;

/// The records of a venue block (kind 2), read where they lie.
///
/// - shape: `u32 venue | u32 start | u32 end | u16 risk score | u16 length | extended data`
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
    nextRecord = record + VENUE_FIXED_BYTES + dataLength();
    return true;
  }

  public long venue() {
    return BigEndian.uint32(bytes, record + VENUE_CODE);
  }

  public long startSeconds() {
    return BigEndian.uint32(bytes, record + VENUE_START);
  }

  public long endSeconds() {
    return BigEndian.uint32(bytes, record + VENUE_END);
  }

  public int score() {
    return BigEndian.uint16(bytes, record + VENUE_SCORE);
  }

  /// Where the extended data begins in the wrapped array.
  public int dataOffset() {
    return record + VENUE_FIXED_BYTES;
  }

  public int dataLength() {
    return BigEndian.uint16(bytes, record + VENUE_LENGTH);
  }
}
