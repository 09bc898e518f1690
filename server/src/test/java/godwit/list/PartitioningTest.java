package godwit.list;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.domain.Directory;
import godwit.store.Schema;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.Upload;
import godwit.store.list.Partition;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.ClosedPage;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import godwit.store.retention.Retention;
import godwit.store.venue.VenueRelease;
import godwit.store.venue.Venues;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pages of partitions, as a phone gets them, have the blocks of the whole list and store none.
class PartitioningTest {
  private static final int VENUE = 0x30;
  /* 0x90 is left out of this list, as are exposures of venues. */
  private static final int[] TYPES = {0x10, 0x11, 0x80, 0x90, 0x98};

  private final Random random = new Random(7);
  private TestStore store;
  private TestStore.Loop loop;
  private int own;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    own = store.destination(826);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theyHaveTheBlocksOfTheWholeListAndStoreNone() {
    for (int upload = 0; upload < 40; upload++) {
      loop.commit(upload());
      if (upload % 8 == 7) cut();
    }
    sort();
    assertPartitionsAreTheList();
    assertEquals(0, store.number("select count(*) from partition_page where bytes is not null"));
    long named = store.number("select sum(length(slices)) from partition_page");
    long listed = store.number("select sum(bytes) from outgoing");
    assertTrue(named < listed / 20, named + " bytes name " + listed);
  }

  @Test
  void whatWasReleasedIsInThemThoughItsLikeIsLeftOut() {
    VenueRelease release = new VenueRelease(store.pool, InstantSource.system());
    Venues venues = new Venues(store.pool);
    byte[] registered = TestUploads.venues(TestUploads.OWN, 5, 7);
    byte[] unknown = TestUploads.venues(TestUploads.OWN, 5, 8);
    await(venues.add(TestUploads.OWN, 7, "Northgate"));
    for (int upload = 0; upload < 3; upload++) {
      loop.commit(TestUploads.upload()
          .segment(own, TestUploads.block(0x10, 3, upload), registered, unknown)
          .done());
    }
    boolean more = true;
    while (more) more = await(release.step(TODAY));
    cut();
    sort();
    assertPartitionsAreTheList();
    List<ClosedPage> listed = pages(id(Partition.venues(TestUploads.OWN)));
    assertEquals(
        Collections.nCopies(3, HexFormat.of().formatHex(registered)),
        new Decoded(listed.getFirst().bytes()).blocks);
  }

  @Test
  void segmentsWithoutHeadersBesideThemAreReadForThem() {
    for (int upload = 0; upload < 6; upload++) loop.commit(upload());
    cut();
    store.query("update segment set headers = '' where ordinal = 0"); // as before they were kept
    sort();
    assertPartitionsAreTheList();
  }

  @Test
  void whatOneStepHasNoRoomForComesWithTheNext() {
    for (int page = 0; page <= Partitioning.PAGES_AT_ONCE; page++) {
      loop.commit(upload());
      cut();
    }
    assertTrue(await(partitioning().step()));
    assertFalse(await(partitioning().step()));
    assertPartitionsAreTheList();
  }

  @Test
  void pagesOfBeforeHaveTheirOwnBytes() {
    Partition partition = new Partition(TestUploads.OWN, 0x10);
    Preamble preamble = new Preamble(
        Magic.LIST, 0, UUID.randomUUID(), TestUploads.OWN, TestUploads.OWN, 1_795_253_400_000L);
    Buffer bytes = Buffer.buffer(preamble.bytes()).appendBytes(new byte[100]);
    await(store.pool.withTransaction(connection -> PartitionTable.append(
        connection, partition, List.of(new PartitionTable.Whole(preamble, 1, 5, bytes)))));
    loop.commit(TestUploads.small(own));
    cut();
    sort();
    List<ClosedPage> pages = pages(id(partition));
    assertEquals(2, pages.size());
    assertArrayEquals(bytes.getBytes(), pages.getFirst().bytes().getBytes());
    assertEquals(1, new Decoded(pages.getLast().bytes()).blocks.size());
  }

  @Test
  void theyAreForgottenBeforeTheBytesThatTheyName() {
    for (int day = 0; day < 6; day++) {
      await(Schema.ensurePartitions(store.pool, TODAY.plusDays(day)));
      loop.commit(TestUploads.upload()
          .on(TODAY.plusDays(day))
          .segment(own, TestUploads.block(0x10, 20, day))
          .done());
      cut();
      sort();
    }
    int id = id(new Partition(TestUploads.OWN, 0x10));
    assertEquals(6, pages(id).size());
    await(new Retention(store.pool).forget(TODAY.plusDays(6), 3, 5));
    List<ClosedPage> kept = pages(id);
    assertEquals(List.of(4L, 5L, 6L), kept.stream().map(ClosedPage::sequence).toList());
    for (ClosedPage page : kept) assertEquals(1, new Decoded(page.bytes()).blocks.size());
  }

  @Test
  void aPageWhoseBlocksAreGoneIsNotHalfAnswered() {
    loop.commit(TestUploads.upload()
        .segment(own, TestUploads.block(0x10, 20, 1))
        .segment(own, TestUploads.block(0x10, 20, 2))
        .done());
    cut();
    sort();
    int id = id(new Partition(TestUploads.OWN, 0x10));
    store.query("delete from segment_bytes where ordinal = 1");
    PartitionTable table = new PartitionTable(store.pool);
    assertThrows(
        IllegalStateException.class,
        () -> await(table.after(id, 0, TestUploads.OWN, Instant.EPOCH)));
  }

  private Upload upload() {
    TestUploads upload = TestUploads.upload();
    for (int segment = 0; segment < 2; segment++) {
      byte[][] blocks = new byte[1 + random.nextInt(6)][];
      for (int block = 0; block < blocks.length; block++) {
        blocks[block] = random.nextInt(8) == 0
            ? TestUploads.venues(TestUploads.OWN, 5, random.nextInt(1_000))
            : TestUploads.block(
                TYPES[random.nextInt(TYPES.length)],
                100 + random.nextInt(2_000),
                random.nextLong());
      }
      upload.segment(own, blocks);
    }
    return upload.done();
  }

  private void cut() {
    Cutter cutter = new Cutter(store.pool, InstantSource.system());
    assertTrue(await(cutter.cut(new Cutter.Order(
        own, own, Magic.LIST, TestUploads.OWN, TestUploads.OWN, "", 1 << 20, true))));
  }

  private Partitioning partitioning() {
    Directory directory = new Directory(TestUploads.OWN, Set.of(), List.of(), false);
    return new Partitioning(store.pool, own, true, () -> directory, _ -> Optional.empty());
  }

  private void sort() {
    Partitioning work = partitioning();
    boolean more = true;
    while (more) more = await(work.step());
  }

  private int id(Partition partition) {
    return await(new PartitionTable(store.pool).look(own))
        .parts()
        .getOrDefault(partition, new PartitionTable.Known(-1, new Pages.Range(1, 0)))
        .id();
  }

  private List<ClosedPage> pages(int id) {
    PartitionTable table = new PartitionTable(store.pool);
    List<ClosedPage> pages = new ArrayList<>();
    Optional<ClosedPage> next = await(table.after(id, 0, TestUploads.OWN, Instant.EPOCH));
    while (next.isPresent()) {
      pages.add(next.get());
      next = await(table.after(id, next.get().sequence(), TestUploads.OWN, Instant.EPOCH));
    }
    return pages;
  }

  /* Each partition has its blocks of the whole list, in their order; none is left over. */
  private void assertPartitionsAreTheList() {
    Map<Partition, List<String>> expected = new HashMap<>();
    Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
    Optional<Outgoing> page = await(new Pages(store.pool).after(own, 0));
    while (page.isPresent()) {
      ClosedPage whole = await(ClosedPage.read(deliveries, page.get(), Instant.EPOCH));
      Decoded decoded = new Decoded(whole.bytes());
      for (int index = 0; index < decoded.blocks.size(); index++) {
        Partition partition = Partition.of(TestUploads.OWN, decoded.types.get(index));
        expected.computeIfAbsent(partition, _ -> new ArrayList<>()).add(decoded.blocks.get(index));
        if (decoded.types.get(index) == VENUE) {
          expected
              .computeIfAbsent(Partition.venues(TestUploads.OWN), _ -> new ArrayList<>())
              .add(decoded.blocks.get(index));
        }
      }
      page = await(new Pages(store.pool).after(own, page.get().sequence()));
    }
    Map<Partition, List<String>> found = new HashMap<>();
    await(new PartitionTable(store.pool).look(own)).parts().forEach((partition, known) -> {
      List<String> blocks = found.computeIfAbsent(partition, _ -> new ArrayList<>());
      for (ClosedPage part : pages(known.id())) {
        blocks.addAll(new Decoded(part.bytes()).blocks);
      }
    });
    assertFalse(expected.isEmpty());
    assertEquals(expected, found);
  }

  /// A page as a phone decodes it; its digest has to be right.
  private static final class Decoded implements BatchSink {
    private final List<String> blocks = new ArrayList<>();
    private final List<Integer> types = new ArrayList<>();

    Decoded(Buffer page) {
      byte[] bytes = page.getBytes();
      BatchDecoder decoder = new BatchDecoder(this, Pieces.unbounded());
      assertEquals(bytes.length, decoder.feed(bytes, 0, bytes.length));
      decoder.end();
    }

    @Override
    public void preamble(Preamble preamble) {
      assertEquals(Magic.LIST, preamble.magic());
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      byte[] block = Arrays.copyOfRange(bytes, offset, offset + header.blockBytes());
      blocks.add(HexFormat.of().formatHex(block));
      types.add(header.payloadType());
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new AssertionError("nothing was kept");
    }

    @Override
    public void end(EndBlock end, byte[] proven) {}
  }
}
