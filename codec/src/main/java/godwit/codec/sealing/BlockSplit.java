package godwit.codec.sealing;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;

import godwit.codec.batch.BlockHeader;
import java.util.List;

/// A block that is too large to be sealed, as two that have its records.
final class BlockSplit {
  private BlockSplit() {}

  static List<byte[]> halves(BlockHeader header, byte[] bytes, int offset) {
    int body = offset + HEADER_BYTES;
    int end = offset + header.blockBytes();
    int middle = body + (end - body) / 2;
    long count = 0;
    int at = body;
    while (at < middle) {
      at = header.recordEnd(bytes, at, end);
      count++;
    }
    return List.of(
        block(header, bytes, body, at - body, count),
        block(header, bytes, at, end - at, header.count() - count));
  }

  private static byte[] block(BlockHeader like, byte[] bytes, int from, int length, long count) {
    byte[] block = new byte[HEADER_BYTES + length];
    System.arraycopy(bytes, from, block, HEADER_BYTES, length);
    like.with(count, length).seal(block, 0);
    return block;
  }
}
