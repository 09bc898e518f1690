package godwit.list;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import godwit.store.list.Partition;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.PageBlocks;
import godwit.store.segment.Slice;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Every block of the whole list is in one partition, whole, in its order.
class PageSplitTest {
  private static final RoutingCode SELF = RoutingCode.nation(276, 0);
  private static final RoutingCode STATE = RoutingCode.nation(276, 4);
  private static final RoutingCode ELSEWHERE = RoutingCode.nation(276, 77);
  private static final int[] TYPES = {0x10, 0x11, 0x30, 0x80, 0x98, 0xA0};
  private static final int DAY = 20_778;

  private final Random random = new Random(5);
  private final Map<UUID, byte[]> segments = new HashMap<>();

  @Test
  void everyBlockIsInItsPartitionWholeAndInOrder() {
    PageSplit split = split(true);
    Map<Partition, List<byte[]>> expected = new HashMap<>();
    for (int page = 1; page <= 5; page++) {
      List<byte[]> blocks = new ArrayList<>();
      for (int block = 0; block < 40; block++) {
        RoutingCode code = List.of(SELF, STATE, ELSEWHERE).get(random.nextInt(3));
        int type = TYPES[random.nextInt(TYPES.length)];
        byte[] bytes = block(type, code, 1 + random.nextInt(9));
        blocks.add(bytes);
        RoutingCode served = code.equals(STATE) ? STATE : SELF;
        expected
            .computeIfAbsent(Partition.of(served, type), _ -> new ArrayList<>())
            .add(bytes);
        if (type == 0x30) {
          expected
              .computeIfAbsent(Partition.venues(SELF), _ -> new ArrayList<>())
              .add(bytes);
        }
      }
      add(split, page, blocks);
    }
    Map<Partition, List<PartitionTable.Made>> made = split.made();
    assertEquals(expected.keySet(), made.keySet());
    made.forEach((partition, pages) -> {
      assertEquals(1, pages.size());
      Decoded decoded = new Decoded(pages.getFirst());
      List<byte[]> blocks = expected.getOrDefault(partition, List.of());
      assertEquals(blocks.size(), decoded.blocks.size());
      for (int block = 0; block < blocks.size(); block++) {
        assertArrayEquals(blocks.get(block), decoded.blocks.get(block));
      }
    });
  }

  @Test
  void aLongPartitionHasSeveralPagesAndNoneIsTooLong() {
    PageSplit split = split(true);
    List<byte[]> blocks = new ArrayList<>();
    for (int block = 0; block < 30; block++) blocks.add(block(0x80, SELF, 9_000));
    add(split, 1, blocks.subList(0, 6));
    add(split, 2, blocks.subList(6, 30));
    List<PartitionTable.Made> pages =
        split.made().getOrDefault(Partition.of(SELF, 0x80), List.of());
    assertTrue(pages.size() > 4, "pages=" + pages.size());
    List<byte[]> read = new ArrayList<>();
    for (PartitionTable.Made made : pages) {
      assertTrue(bytes(made).length <= PageSplit.PAGE_BYTES);
      read.addAll(new Decoded(made).blocks);
    }
    assertEquals(30, read.size());
    for (int block = 0; block < 30; block++) assertArrayEquals(blocks.get(block), read.get(block));
    assertEquals(1, pages.getFirst().firstPage());
    assertEquals(2, pages.getLast().firstPage());
  }

  @Test
  void everyPageIsSignedWhereThereIsAKey() {
    byte[] value = new byte[64];
    random.nextBytes(value);
    List<String> signed = new ArrayList<>();
    PageSplit split = new PageSplit(SELF, true, code -> SELF, digest -> {
      signed.add(HexFormat.of().formatHex(digest));
      return Optional.of(new EndBlock.Signature(new byte[Digest.BYTES], value));
    });
    add(split, 1, List.of(block(0x10, SELF, 3), block(0x80, SELF, 2)));
    List<PartitionTable.Made> pages =
        split.made().values().stream().flatMap(List::stream).toList();
    assertEquals(2, pages.size());
    for (int index = 0; index < 2; index++) {
      byte[] bytes = bytes(pages.get(index));
      assertArrayEquals(value, Arrays.copyOfRange(bytes, bytes.length - 64, bytes.length));
      assertEquals(signed.get(index), new Decoded(pages.get(index)).digest);
    }
  }

  @Test
  void withoutPartitionsThereIsTheListOfVenuesAlone() {
    PageSplit split = split(false);
    add(split, 1, List.of(block(0x10, SELF, 3), block(0x30, SELF, 2)));
    assertEquals(List.of(Partition.venues(SELF)), List.copyOf(split.made().keySet()));
  }

  private static PageSplit split(boolean families) {
    return new PageSplit(
        SELF, families, code -> code.equals(STATE) ? STATE : SELF, _ -> Optional.empty());
  }

  private byte[] block(int type, RoutingCode code, int records) {
    if (type == 0x30) {
      BlockBuilder block = BlockBuilder.venue(type, code.code(), DAY, 1, 0);
      for (int record = 0; record < records; record++) {
        assertTrue(block.addVenue(record, DAY * 86_400L, DAY * 86_400L + 900, 5, new byte[0]));
      }
      return block.finish();
    }
    BlockBuilder block = BlockBuilder.exposures(type, code.code(), DAY, 1, 2, 16);
    byte[] data = new byte[16];
    for (int record = 0; record < records; record++) {
      random.nextBytes(data);
      assertTrue(block.addExposure(record, data, 0, data.length));
    }
    return block.finish();
  }

  /* Each page's blocks lie in one segment, in their order, but for every third, which lies in one
   * of its own. */
  private void add(PageSplit split, long sequence, List<byte[]> blocks) {
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    UUID attempt = UUID.randomUUID();
    List<PageBlocks.Block> places = new ArrayList<>();
    for (int index = 0; index < blocks.size(); index++) {
      byte[] block = blocks.get(index);
      boolean alone = index % 3 == 2;
      UUID where = alone ? UUID.randomUUID() : attempt;
      int first = alone ? 0 : together.size();
      if (alone) segments.put(where, block);
      else together.writeBytes(block);
      places.add(new PageBlocks.Block(
          BlockHeader.read(block, 0),
          Digest.hash(block, 0, block.length),
          new Slice(LocalDate.ofEpochDay(DAY), where, 1, 0, first, block.length)));
    }
    segments.put(attempt, together.toByteArray());
    split.add(sequence, sequence, places);
  }

  /* What a phone gets. */
  private byte[] bytes(PartitionTable.Made made) {
    if (!(made instanceof PartitionTable.Sliced page)) throw new AssertionError("not sliced");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(page.preamble().bytes());
    for (Slice slice : Slice.read(Slice.bytes(page.slices()))) {
      byte[] segment = Objects.requireNonNull(segments.get(slice.attempt()));
      out.write(segment, slice.first(), slice.length());
    }
    out.writeBytes(page.end().bytes());
    return out.toByteArray();
  }

  /// A page as a phone decodes it; its digest has to be right.
  private final class Decoded implements BatchSink {
    private final List<byte[]> blocks = new ArrayList<>();
    private String digest = "";

    Decoded(PartitionTable.Made made) {
      byte[] bytes = bytes(made);
      BatchDecoder decoder = new BatchDecoder(this, Pieces.unbounded());
      assertEquals(bytes.length, decoder.feed(bytes, 0, bytes.length));
      decoder.end();
      assertEquals(Preamble.read(bytes, 0), made.preamble());
    }

    @Override
    public void preamble(Preamble preamble) {
      assertEquals(Magic.LIST, preamble.magic());
      assertEquals(SELF, preamble.origin());
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      byte[] block = new byte[header.blockBytes()];
      System.arraycopy(bytes, offset, block, 0, block.length);
      blocks.add(block);
      assertTrue(block.length <= BatchLayout.HEADER_BYTES + BatchLayout.MAX_BODY_BYTES);
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new AssertionError("nothing was kept");
    }

    @Override
    public void end(EndBlock end, byte[] proven) {
      digest = HexFormat.of().formatHex(proven);
    }
  }
}
