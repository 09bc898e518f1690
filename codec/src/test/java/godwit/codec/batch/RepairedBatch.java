package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.BODY_LENGTH;
import static godwit.codec.batch.BatchLayout.COUNT;
import static godwit.codec.batch.BatchLayout.CRC;
import static godwit.codec.batch.BatchLayout.END_DIGEST;
import static godwit.codec.batch.BatchLayout.END_TOTAL;
import static godwit.codec.batch.BatchLayout.END_UNSIGNED_BYTES;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_END;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;

/// Makes what a batch proves about itself fit what it holds, so that changed bytes meet the rules
/// behind the checksums.
final class RepairedBatch {
  private RepairedBatch() {}

  /// Writes checksums, total and digest into the batch, as far as its blocks lie within it.
  static void repair(byte[] batch) {
    if (batch.length < PREAMBLE_BYTES) return;
    Digest digest;
    try {
      digest = new Digest(Preamble.read(batch, 0));
    } catch (DecodeException _) {
      return;
    }
    long total = 0;
    for (int block = PREAMBLE_BYTES; batch.length - block >= HEADER_BYTES; ) {
      long bodyLength = BigEndian.uint32(batch, block + BODY_LENGTH);
      if (bodyLength > batch.length - block - HEADER_BYTES) return;
      boolean isEnd = BigEndian.uint8(batch, block) == KIND_END;
      int body = block + HEADER_BYTES;
      if (isEnd && bodyLength >= END_UNSIGNED_BYTES) {
        BigEndian.put64(batch, body + END_TOTAL, total);
        System.arraycopy(digest.finish(), 0, batch, body + END_DIGEST, Digest.BYTES);
      }
      BigEndian.put32(batch, block + CRC, BlockHeader.checksum(batch, block, (int) bodyLength));
      if (isEnd) return;
      total += BigEndian.uint32(batch, block + COUNT);
      digest.block(batch, block, HEADER_BYTES + (int) bodyLength);
      block = body + (int) bodyLength;
    }
  }
}
