package godwit.store.venue;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.VenueCursor;
import godwit.codec.payload.RoutingCode;
import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.Upload;
import godwit.store.outgoing.CutBatch;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.retention.Retention;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Exposures of venues are listed once, after their venue was registered, whoever is first.
class VenueReleaseTest {
  private static final RoutingCode OWN = TestUploads.OWN;
  private static final int ROUNDS = 24;
  private static final RoutingCode STATE = RoutingCode.nation(826, 4);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

  private TestStore store;
  private TestStore.Loop loop;
  private Cutter cutter;
  private Deliveries deliveries;
  private Venues venues;
  private VenueRelease release;
  private int list;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    cutter = new Cutter(store.pool, CLOCK);
    deliveries = new Deliveries(store.pool, UUID.randomUUID());
    venues = new Venues(store.pool);
    release = new VenueRelease(store.pool, CLOCK);
    list = store.destination(826);
  }

  @AfterEach
  void close() {
    Invariants.hold(store);
    store.close();
  }

  @Test
  void whatWaitsIsListedOnceItsVenueIsRegistered() {
    loop.commit(upload(exposures(1), visits(1, 7, 8, 7), exposures(2)));
    assertEquals(List.of(), listed());
    List<Outgoing> before = pages();
    byte[] page = CutBatch.of(deliveries, before.getFirst()).bytes;
    assertEquals(List.of(0x10, 0x10), CutBatch.of(deliveries, before.getFirst()).payloadTypes);

    assertTrue(await(venues.add(OWN, 7, "Northgate")));
    assertEquals(List.of("826/0/7 1", "826/0/7 1"), listed());
    assertTrue(await(venues.add(OWN, 8, "")));
    assertEquals(List.of("826/0/7 1", "826/0/7 1", "826/0/8 1"), listed());
    assertFalse(await(venues.add(OWN, 8, "Harbour")));
    assertEquals(List.of("826/0/7 1", "826/0/7 1", "826/0/8 1"), listed());
    assertArrayEquals(page, CutBatch.of(deliveries, before.getFirst()).bytes);
    assertEquals(List.of(1L, 2L, 3L), pages().stream().map(Outgoing::sequence).toList());
  }

  @Test
  void ofARegisteredVenueAllIsListedAndBlocksStayAsTheyWere() {
    await(venues.add(OWN, 7, ""));
    byte[] block = visits(3, 7, 7);
    loop.commit(upload(block));
    assertEquals(List.of("826/0/7 3", "826/0/7 3"), listed());
    CutBatch page = CutBatch.of(deliveries, pages().getFirst());
    assertEquals(1, page.blockHashes.size());
    assertArrayEquals(
        block,
        Arrays.copyOfRange(
            page.bytes, BatchLayout.PREAMBLE_BYTES, BatchLayout.PREAMBLE_BYTES + block.length));
  }

  @Test
  void aVenueIsOneOfItsAuthority() {
    loop.commit(upload(TestUploads.venues(STATE, 1, 7), visits(2, 7)));
    await(venues.add(STATE, 7, ""));
    assertEquals(List.of("826/4/7 1"), listed());
    await(venues.add(OWN, 7, ""));
    assertEquals(List.of("826/4/7 1", "826/0/7 2"), listed());
  }

  @Test
  void ofAVenueThatIsTakenOutWhatIsListedStaysAndWhatComesWaits() {
    await(venues.add(OWN, 7, ""));
    loop.commit(upload(visits(1, 7)));
    assertEquals(List.of("826/0/7 1"), listed());
    loop.commit(upload(visits(2, 7)));
    assertTrue(await(venues.remove(OWN, 7)));
    assertFalse(await(venues.remove(OWN, 7)));
    loop.commit(upload(visits(3, 7)));
    assertEquals(List.of("826/0/7 1"), listed());
    assertTrue(await(venues.add(OWN, 7, "")));
    assertEquals(List.of("826/0/7 1", "826/0/7 2", "826/0/7 3"), listed());
  }

  @Test
  void amongManyVenuesEachIsFoundAndNoneTwice() {
    await(venues.add(OWN, 1, ""));
    loop.commit(
        TestUploads.upload().segment(list, visits(1, 1, 2, 3)).manyVenues().done());
    assertEquals(List.of("826/0/1 1"), listed());
    await(venues.add(OWN, 3, ""));
    assertEquals(List.of("826/0/1 1", "826/0/3 1"), listed());
    await(venues.remove(OWN, 1));
    await(venues.add(OWN, 1, ""));
    await(venues.add(OWN, 4, ""));
    assertEquals(List.of("826/0/1 1", "826/0/3 1"), listed());
    await(venues.add(OWN, 2, ""));
    assertEquals(List.of("826/0/1 1", "826/0/3 1", "826/0/2 1"), listed());
  }

  @Test
  void aLargeUploadIsReleasedInSteps() {
    TestUploads upload = TestUploads.upload();
    for (int segment = 0; segment < 150; segment++) {
      if (segment % 2 == 0) upload.segment(list, visits(segment, 7, 8));
      else upload.segment(list, exposures(segment));
    }
    loop.commit(upload.done());
    await(venues.add(OWN, 7, ""));
    assertTrue(await(release.step(TestStore.TODAY)));
    /* One that joins later begins at the first segment. */
    await(venues.add(OWN, 8, ""));
    List<String> expected = new ArrayList<>();
    IntStream.range(0, 75).forEach(visit -> expected.add("826/0/7 " + 2 * visit));
    IntStream.range(0, 75).forEach(visit -> expected.add("826/0/8 " + 2 * visit));
    assertEquals(expected.stream().sorted().toList(), listed().stream().sorted().toList());
    assertEquals(0, store.number("select count(*) from venue_waiting where state <> 'released'"));
  }

  @Test
  void registeringAndUploadingAtOnceLosesNothingAndListsNothingTwice() {
    List<Future<?>> all = new ArrayList<>();
    TestStore.Loop other = store.loop();
    Venues elsewhere = new Venues(store.pool);
    VenueRelease second = new VenueRelease(store.pool, CLOCK);
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long venue = round;
      long next = venue + 1;
      all.add(loop.start(upload(visits(2 * round, venue, next))));
      all.add(venues.add(OWN, venue, ""));
      all.add(other.start(upload(visits(2 * round + 1, venue, next))));
      all.add(elsewhere.add(OWN, venue, ""));
      all.add(release.step(TestStore.TODAY));
      all.add(second.step(TestStore.TODAY));
      all.add(cutter.cut(page()));
      for (long of : new long[] {venue, next}) {
        if (of == ROUNDS) continue;
        expected.add("826/0/" + of + " " + 2 * round);
        expected.add("826/0/" + of + " " + (2 * round + 1));
      }
      if (round % 8 == 7) await(Future.all(all));
    }
    assertEquals(expected.stream().sorted().toList(), listed().stream().sorted().toList());
    List<Long> sequences = pages().stream().map(Outgoing::sequence).toList();
    assertEquals(LongStream.rangeClosed(1, sequences.size()).boxed().toList(), sequences);
    Invariants.holdFromTheFirstPosition(store);
  }

  @Test
  void whatWaitsIsForgottenWithItsDay() {
    loop.commit(upload(visits(1, 7)));
    await(new Retention(store.pool).forget(TestStore.TODAY.plusDays(30), 21, 90));
    assertEquals(0, store.number("select count(*) from venue_waiting"));
    await(venues.add(OWN, 7, ""));
    assertFalse(await(release.step(TestStore.TODAY)));
  }

  @Test
  void theRegistryIsReadInOrder() {
    await(venues.add(STATE, 1, "C"));
    await(venues.add(OWN, 4_294_967_295L, "B"));
    await(venues.add(OWN, 0, "A"));
    List<String> names =
        await(venues.after(0, -1)).stream().map(Venues.Venue::name).toList();
    assertEquals(List.of("A", "B", "C"), names);
    assertEquals("B", await(venues.after(OWN.code(), 0)).getFirst().name());
  }

  private Upload upload(byte[]... blocks) {
    return TestUploads.upload().segment(list, blocks).done();
  }

  private static byte[] exposures(int seed) {
    return TestUploads.block(0x10, 2, seed);
  }

  private static byte[] visits(int score, long... of) {
    return TestUploads.venues(OWN, score, of);
  }

  private Cutter.Order page() {
    return new Cutter.Order(list, list, Magic.LIST, OWN, OWN, "", 1 << 20, true);
  }

  private List<Outgoing> pages() {
    List<Outgoing> pages = new ArrayList<>();
    for (Row row : store.query("select " + Outgoing.COLUMNS + " from outgoing order by sequence")) {
      pages.add(Outgoing.read(row));
    }
    return pages;
  }

  /* Releases and cuts until nothing is left, then reads all pages: authority, venue and score. */
  private List<String> listed() {
    while (await(release.step(TestStore.TODAY))) {}
    while (await(cutter.cut(page()))) {}
    List<String> all = new ArrayList<>();
    for (Outgoing outgoing : pages()) {
      byte[] bytes = CutBatch.of(deliveries, outgoing).bytes;
      int offset = BatchLayout.PREAMBLE_BYTES;
      BlockHeader header = BlockHeader.read(bytes, offset);
      while (header.kind() != BatchLayout.KIND_END) {
        VenueCursor cursor = new VenueCursor().wrap(bytes, offset, header);
        while (header.kind() == BatchLayout.KIND_VENUE && cursor.next()) {
          assertEquals(4, cursor.dataLength());
          all.add(header.routing().path() + "/" + cursor.venue() + " " + cursor.score());
        }
        offset += header.blockBytes();
        header = BlockHeader.read(bytes, offset);
      }
    }
    return all;
  }
}
