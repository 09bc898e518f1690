package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;

import java.util.BitSet;

/// What is left of a block of exposures once some of its records are taken out, where it lies.
///
/// - shape: a block of kind 1; the shorter one begins where it began
/// - units: records by their index in the block, from 0
/// - errors: [IllegalArgumentException] if none is left: a block has records
/// - source: docs/protocol.md, "Judgement"
public final class RecordCut {
  private RecordCut() {}

  /// Takes records out of the block that lies whole at `offset`, and gives the header of the rest.
  public static BlockHeader without(BitSet records, BlockHeader header, byte[] bytes, int offset) {
    int gone = records.cardinality();
    if (gone >= header.count()) throw new IllegalArgumentException("gone=" + gone);
    ExposureCursor cursor = new ExposureCursor().wrap(bytes, offset, header);
    int from = offset + HEADER_BYTES;
    int to = from;
    for (int index = 0; cursor.next(); index++) {
      int end = cursor.dataOffset() + cursor.dataLength();
      if (!records.get(index)) {
        System.arraycopy(bytes, from, bytes, to, end - from);
        to += end - from;
      }
      from = end;
    }
    return header.with(header.count() - gone, to - offset - HEADER_BYTES).seal(bytes, offset);
  }
}
