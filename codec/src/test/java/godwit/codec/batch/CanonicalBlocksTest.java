package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Records that come one by one become the octets that a [BatchWriter] makes of full blocks.
class CanonicalBlocksTest {
  private static final int SIMPLE = 0x10;
  private static final int CODE = 578 << 16;
  private static final int DAY = 20_778;

  private final byte[] data = new byte[300];

  @Test
  void areThoseOfAWriterAcrossSeveralPieces() throws IOException {
    int records = 40_000;
    Decoded read = new Decoded(_ -> true);
    CanonicalBlocks blocks = begun(read, Pieces.unbounded());
    for (int record = 0; record < records; record++) {
      data[1] = (byte) record;
      assertEquals(CanonicalBlocks.Addition.ADDED, add(blocks, DAY, record & 0xFFFF, 16));
    }
    blocks.finish();
    var out = new ByteArrayOutputStream();
    BatchWriter writer = new BatchWriter(SampleBatches.preamble(), out);
    BlockBuilder block = BlockBuilder.exposures(SIMPLE, CODE, DAY, 1, 2, 16);
    for (int record = 0; record < records; record++) {
      data[1] = (byte) record;
      if (block.addExposure(record & 0xFFFF, data, 0, 16)) continue;
      writer.block(block);
      assertTrue(block.addExposure(record & 0xFFFF, data, 0, 16));
    }
    writer.block(block);
    EndBlock end = writer.finish();
    byte[] octets = out.toByteArray();
    assertArrayEquals(Arrays.copyOfRange(octets, 40, octets.length - 65), read.kept.toByteArray());
    assertArrayEquals(end.digest(), read.digest);
    assertEquals(records, read.end.orElseThrow().total());
    assertTrue(read.segments.size() > 1);
  }

  @Test
  void aBlockEndsWhereAnythingThatItsRecordsShareChanges() {
    Decoded read = new Decoded(_ -> true);
    CanonicalBlocks blocks = begun(read, Pieces.unbounded());
    blocks.exposure(SIMPLE, CODE, DAY, 1, 2, 5, data, 16);
    blocks.exposure(SIMPLE, CODE, DAY, 1, 2, 5, data, 16);
    blocks.exposure(0x11, CODE, DAY, 1, 2, 5, data, 16);
    blocks.exposure(0x11, CODE + 1, DAY, 1, 2, 5, data, 16);
    blocks.exposure(0x11, CODE + 1, DAY + 1, 1, 2, 5, data, 16);
    blocks.exposure(0x11, CODE + 1, DAY + 1, 2, 2, 5, data, 16);
    blocks.exposure(0x11, CODE + 1, DAY + 1, 2, 1, 5, data, 16);
    blocks.exposure(0x11, CODE + 1, DAY + 1, 2, 1, 5, data, 17);
    blocks.venue(0x30, CODE + 1, DAY + 1, 2, 1, 5, 7, 8, 9, data, 0);
    blocks.venue(0x30, CODE + 1, DAY + 1, 2, 1, 5, 7, 8, 9, data, 30);
    assertEquals(BatchLayout.KIND_VENUE, blocks.kind());
    assertEquals(0, blocks.firstRecord());
    blocks.finish();
    assertEquals(
        List.of(2L, 1L, 1L, 1L, 1L, 1L, 1L, 2L),
        read.headers.stream().map(BlockHeader::count).toList());
    BlockHeader venue = read.headers.getLast();
    assertEquals(2, venue.kind());
    assertEquals(0, venue.dataLength());
    assertEquals(62, venue.bodyLength());
    byte[] kept = read.kept.toByteArray();
    VenueCursor cursor = new VenueCursor().wrap(kept, kept.length - 24 - 62, venue);
    assertTrue(cursor.next());
    assertTrue(cursor.next());
    assertEquals(7, cursor.venue());
    assertEquals(8, cursor.startSeconds());
    assertEquals(9, cursor.endSeconds());
    assertEquals(5, cursor.score());
    assertEquals(30, cursor.dataLength());
    assertEquals(kept.length - 30, cursor.dataOffset());
    assertFalse(cursor.next());
  }

  @Test
  void aBlockHoldsNoMoreThanItMay() {
    int fitting = BatchLayout.MAX_BODY_BYTES / 302;
    Decoded read = new Decoded(_ -> true);
    CanonicalBlocks blocks = begun(read, Pieces.unbounded());
    for (int record = 0; record <= fitting; record++) add(blocks, DAY, 1, 300);
    assertEquals(fitting, blocks.firstRecord());
    for (int record = 0; record <= BatchLayout.MAX_RECORDS; record++) add(blocks, DAY, 1, 1);
    blocks.finish();
    assertEquals(
        List.of((long) fitting, 1L, 65_536L, 1L),
        read.headers.stream().map(BlockHeader::count).toList());
  }

  @Test
  void aRejectedBlockLeavesNothingBehind() {
    Decoded read = new Decoded(index -> index % 2 == 0);
    CanonicalBlocks blocks = begun(read, Pieces.unbounded());
    for (int day = 0; day < 5; day++) add(blocks, DAY + day, day, 16);
    blocks.finish();
    assertEquals(3 * 42, read.kept.size());
    assertEquals(3 * 32, read.hashes.size());
    assertEquals(5, read.end.orElseThrow().total());
    assertEquals(3, read.segments.getFirst().records());
  }

  @Test
  void aRecordWaitsForMemoryAndIsAddedOnce() {
    boolean[] open = {false};
    Pieces gated = new Pieces() {
      @Override
      public Optional<byte[]> take(int bytes) {
        return open[0] ? Optional.of(new byte[bytes]) : Optional.empty();
      }

      @Override
      public void give(byte[] piece) {}
    };
    Decoded read = new Decoded(_ -> true);
    CanonicalBlocks blocks = begun(read, gated);
    int waited = 0;
    for (int record = 0; record < 20_000; record++) {
      open[0] = false;
      if (add(blocks, DAY, record, 16) == CanonicalBlocks.Addition.ADDED) continue;
      waited++;
      assertEquals(CanonicalBlocks.Addition.NO_MEMORY, add(blocks, DAY, record, 16));
      open[0] = true;
      assertEquals(CanonicalBlocks.Addition.ADDED, add(blocks, DAY, record, 16));
    }
    assertEquals(4, waited, "three sizes of pieces, and one more");
    assertEquals(Pieces.LARGE_BYTES, blocks.heldBytes());
    blocks.finish();
    assertEquals(20_000, read.end.orElseThrow().total());
    blocks.release();
    assertEquals(0, blocks.heldBytes());
  }

  private CanonicalBlocks.Addition add(CanonicalBlocks blocks, int day, int score, int length) {
    return blocks.exposure(SIMPLE, CODE, day, 1, 2, score, data, length);
  }

  private static CanonicalBlocks begun(BatchSink sink, Pieces pieces) {
    CanonicalBlocks blocks = new CanonicalBlocks(sink, pieces);
    blocks.preamble(SampleBatches.preamble());
    return blocks;
  }
}
