package godwit.codec.mix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes in comes out, joined by header, in the order of its bytes, whatever the order of
/// arrival: against a sort of objects.
class RecordGroupsTest {
  private static final int DAY = 20_778;

  private final Random random = new Random(11);

  /// A record with all that its block says of it.
  private record Item(BlockHeader key, byte[] data, int score) {
    static final Comparator<Item> ORDER = Comparator.comparing(Item::key, HeaderOrder.ORDER)
        .thenComparing(Item::data, Arrays::compareUnsigned)
        .thenComparingInt(Item::score);

    String text() {
      return key + " " + Arrays.toString(data) + " " + score;
    }
  }

  @ParameterizedTest(name = "{0} bytes, of which {1} are alike in all")
  @CsvSource({"1, 0", "3, 0", "4, 0", "5, 4", "16, 0", "20, 9", "23, 22", "507, 500", "8, 8"})
  void recordsStandInTheOrderOfTheirBytes(int length, int alike) {
    List<Item> items = new ArrayList<>();
    for (int count = 0; count < 3_000; count++) items.add(item(0x10, 1, length, alike));
    check(items, 7);
  }

  @Test
  void whatIsRevokedComesFirstAndThenByHeader() {
    List<Item> items = new ArrayList<>();
    for (int type : new int[] {0x90, 0x10, 0x80}) {
      for (int risk : new int[] {1, 7, 5, 0}) {
        for (int count = 0; count < 40; count++) items.add(item(type, risk, 16 + type % 3, 0));
      }
    }
    List<byte[]> blocks = check(items, 3);
    assertEquals(12, blocks.size(), "one block a header");
    List<Integer> risks =
        blocks.stream().map(each -> BlockHeader.read(each, 0).riskType()).toList();
    assertEquals(List.of(5, 5, 5), risks.subList(0, 3));
  }

  @Test
  void blocksAreAsFullAsTheirBoundsAllow() {
    List<Item> items = new ArrayList<>();
    int most = BatchLayout.MAX_BODY_BYTES / 18;
    for (int count = 0; count < 2 * most + 1; count++) items.add(item(0x10, 1, 16, 0));
    List<byte[]> blocks = check(items, 5);
    assertEquals(
        List.of((long) most, (long) most, 1L),
        blocks.stream().map(each -> BlockHeader.read(each, 0).count()).toList());
    items.clear();
    for (int count = 0; count < BatchLayout.MAX_RECORDS + 1; count++) {
      items.add(item(0x10, 1, 1, 0));
    }
    blocks = check(items, 5);
    assertEquals(
        List.of((long) BatchLayout.MAX_RECORDS, 1L),
        blocks.stream().map(each -> BlockHeader.read(each, 0).count()).toList());
  }

  @ParameterizedTest(name = "{0} runs")
  @CsvSource({"1", "2", "9"})
  void runsMergeIntoWhatOneSortGives(int runs) {
    List<Item> items = new ArrayList<>();
    for (int count = 0; count < 20_000; count++) {
      items.add(item(count % 3 == 0 ? 0x10 : 0x80, count % 7 == 0 ? 5 : 1, 20, count % 2 * 18));
    }
    List<SortedBlocks.Run> parts = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      RecordGroups groups = new RecordGroups();
      for (int at = run; at < items.size(); at += runs) add(groups, List.of(items.get(at)));
      List<byte[]> sorted = new ArrayList<>();
      groups.take(sorted::add);
      Iterator<byte[]> left = sorted.iterator();
      parts.add(() -> left.hasNext() ? Optional.of(left.next()) : Optional.empty());
    }
    List<byte[]> merged = new ArrayList<>();
    SortedBlocks.merge(parts, merged::add);
    RecordGroups whole = new RecordGroups();
    add(whole, items);
    List<byte[]> expected = new ArrayList<>();
    whole.take(expected::add);
    assertEquals(expected.size(), merged.size());
    for (int block = 0; block < merged.size(); block++) {
      assertArrayEquals(expected.get(block), merged.get(block), "block " + block);
    }
  }

  /// Whoever sent them, and in whatever order: a reader of the bytes can learn neither.
  @Test
  void theSameExposuresGiveTheSameBytes() {
    List<Item> items = new ArrayList<>();
    for (int count = 0; count < 500; count++) {
      items.add(item(count % 2 == 0 ? 0x10 : 0x80, count % 5, 16, count % 3 * 7));
    }
    List<byte[]> expected = blocks(items, 500);
    for (int uploads = 1; uploads < 60; uploads += 7) {
      Collections.shuffle(items, random);
      List<byte[]> blocks = blocks(items, uploads);
      assertEquals(expected.size(), blocks.size());
      for (int block = 0; block < blocks.size(); block++) {
        assertArrayEquals(expected.get(block), blocks.get(block));
      }
    }
  }

  private static List<byte[]> blocks(List<Item> items, int uploads) {
    RecordGroups groups = new RecordGroups();
    int size = items.size() / uploads;
    for (int from = 0; from < items.size(); from += size) {
      add(groups, items.subList(from, Math.min(items.size(), from + size)));
    }
    List<byte[]> blocks = new ArrayList<>();
    groups.take(blocks::add);
    return blocks;
  }

  @Test
  void whatIsTakenOutAgainIsNotThere() {
    List<Item> items = new ArrayList<>();
    for (int count = 0; count < 50; count++) items.add(item(0x10, 1, 16, 0));
    RecordGroup group = new RecordGroup(items.getFirst().key());
    for (Item each : items) group.add(each.score(), each.data(), 0);
    for (int index : new int[] {49, 0, 7, 7, 48}) group.drop(index);
    assertEquals(46, group.count());
    assertEquals(50, group.added());
    List<byte[]> blocks = new ArrayList<>();
    group.sort();
    group.blocks(blocks::add);
    for (int index : new int[] {49, 48, 7, 0}) items.remove(index);
    assertEquals(
        items.stream().sorted(Item.ORDER).map(Item::text).toList(),
        items(blocks.getFirst()).stream().map(Item::text).toList());
    assertThrows(IllegalArgumentException.class, () -> group.drop(46));
  }

  @Test
  void aDamagedBlockIsNotMixed() {
    RecordGroups groups = new RecordGroups();
    byte[] block = block(List.of(item(0x10, 1, 16, 0)));
    block[block.length - 1] ^= 1;
    assertThrows(IllegalStateException.class, () -> groups.addBlocks(block));
  }

  private List<byte[]> check(List<Item> items, int inOneGo) {
    RecordGroups groups = new RecordGroups();
    for (int from = 0; from < items.size(); from += inOneGo) {
      add(groups, items.subList(from, Math.min(items.size(), from + inOneGo)));
    }
    long bytes = items.stream().mapToLong(each -> each.data().length + 2L).sum();
    assertEquals(bytes, groups.bytes());
    List<byte[]> blocks = new ArrayList<>();
    groups.take(blocks::add);
    assertEquals(0, groups.bytes());
    assertEquals(
        items.stream().sorted(Item.ORDER).map(Item::text).toList(),
        blocks.stream().flatMap(each -> items(each).stream()).map(Item::text).toList());
    return blocks;
  }

  private Item item(int type, int risk, int length, int alike) {
    byte[] data = new byte[length];
    random.nextBytes(data);
    Arrays.fill(data, 0, alike, (byte) 0x81);
    return new Item(
        new BlockHeader(
            1, type, 578 << 16, DAY + random.nextInt(alike + 1) / 1_000, risk, 2, length, 0, 0, 0),
        data,
        random.nextInt(65_536));
  }

  private static void add(RecordGroups groups, List<Item> items) {
    byte[] blocks = new byte[0];
    for (Item each : items) {
      byte[] block = block(List.of(each));
      int end = blocks.length;
      blocks = Arrays.copyOf(blocks, end + block.length);
      System.arraycopy(block, 0, blocks, end, block.length);
    }
    groups.addBlocks(blocks);
  }

  private static byte[] block(List<Item> items) {
    BlockBuilder builder = RecordGroup.builder(items.getFirst().key());
    for (Item each : items) {
      assertTrue(builder.addExposure(each.score(), each.data(), 0, each.data().length));
    }
    return builder.finish();
  }

  private static List<Item> items(byte[] block) {
    BlockHeader header = BlockHeader.read(block, 0);
    assertTrue(header.isIntact(block, 0));
    assertEquals(block.length, header.blockBytes());
    ExposureCursor cursor = new ExposureCursor().wrap(block, 0, header);
    List<Item> items = new ArrayList<>();
    while (cursor.next()) {
      items.add(new Item(
          header.common(),
          Arrays.copyOfRange(block, cursor.dataOffset(), cursor.dataOffset() + cursor.dataLength()),
          cursor.score()));
    }
    return items;
  }
}
