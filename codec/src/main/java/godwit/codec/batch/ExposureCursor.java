package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;

/// The records of an exposure block (kind 1), read where they lie.
///
/// - shape: see [ExposureRecord]
/// - units: a score is hundredths of a risk-weighted minute
/// - errors: none: only for blocks that a [BatchDecoder] has passed
/// - source: docs/protocol.md, "Exposures"
public final class ExposureCursor {
  private byte[] bytes = new byte[0];
  private int fixedLength;
  private int end;
  private int nextRecord;
  private int record;
  private int dataOffset;
  private int dataLength;

  /// Goes before the first record of the block that lies at `offset`.
  public ExposureCursor wrap(byte[] block, int offset, BlockHeader header) {
    bytes = block;
    fixedLength = header.dataLength();
    nextRecord = offset + HEADER_BYTES;
    end = nextRecord + (int) header.bodyLength();
    return this;
  }

  /// Moves to the next record; false once the block is spent.
  public boolean next() {
    if (nextRecord >= end) return false;
    record = nextRecord;
    if (fixedLength > 0) {
      dataOffset = ExposureRecord.dataOffset(record);
      dataLength = fixedLength;
    } else {
      dataOffset = ExposureRecord.ownDataOffset(record);
      dataLength = ExposureRecord.ownLength(bytes, record);
    }
    nextRecord = dataOffset + dataLength;
    return true;
  }

  public int score() {
    return ExposureRecord.score(bytes, record);
  }

  /// Where the payload's data, without its exposure header, begins in the wrapped array.
  public int dataOffset() {
    return dataOffset;
  }

  public int dataLength() {
    return dataLength;
  }
}
