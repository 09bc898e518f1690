package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.Upload;
import godwit.store.segment.Place;
import godwit.store.segment.StoredSegment;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutterTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final int ENOUGH = 1 << 20;

  private TestStore store;
  private TestStore.Loop loop;
  private Cutter cutter;
  private Deliveries deliveries;
  private int norway;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    cutter = new Cutter(store.pool, CLOCK);
    deliveries = new Deliveries(store.pool, UUID.randomUUID());
    norway = store.destination(578);
  }

  @AfterEach
  void close() {
    Invariants.holdFromTheFirstPosition(store);
    store.close();
  }

  @Test
  void cutsABatchThatProvesItself() {
    loop.commit(TestUploads.upload()
        .segment(norway, block(1), block(2))
        .segment(norway, block(3))
        .done());
    loop.commit(TestUploads.upload().segment(norway, block(4)).done());
    assertTrue(await(cutter.cut(push(ENOUGH))));
    assertFalse(await(cutter.cut(push(ENOUGH))));
    Outgoing outgoing = all().getFirst();
    CutBatch batch = CutBatch.of(deliveries, outgoing);
    assertEquals(hashes(block(1), block(2), block(3), block(4)), batch.blockHashes);
    assertEquals(Outgoing.State.WAITING, outgoing.state());
    assertEquals("/exposure/578/0", outgoing.path());
    assertEquals(TestUploads.OWN, outgoing.preamble().origin());
    assertEquals(NORWAY, outgoing.preamble().destination());
    assertEquals(CLOCK.millis(), outgoing.preamble().createdMillis());
    assertArrayEquals(batch.bytes, CutBatch.of(deliveries, outgoing).bytes);
  }

  @Test
  void signsWhatItCuts() {
    var signature = new EndBlock.Signature(new byte[32], new byte[64]);
    loop.commit(TestUploads.small(norway));
    await(new Cutter(store.pool, CLOCK, _ -> Optional.of(signature)).cut(push(ENOUGH)));
    CutBatch.of(deliveries, all().getFirst());
    assertEquals(24 + 137, all().getFirst().endBlock().length());
  }

  @Test
  void createdIncreasesThoughTheClockStands() {
    for (int count = 0; count < 3; count++) {
      loop.commit(TestUploads.small(norway));
      assertTrue(await(cutter.cut(push(ENOUGH))));
    }
    List<Long> created = all().stream().map(o -> o.preamble().createdMillis()).toList();
    long first = CLOCK.millis();
    assertEquals(List.of(first, first + 1, first + 2), created);
    assertEquals(List.of(1L, 2L, 3L), all().stream().map(Outgoing::sequence).toList());
  }

  @Test
  void noBatchPassesItsBoundUnlessOneSegmentDoes() {
    TestUploads upload = TestUploads.upload();
    for (int segment = 0; segment < 20; segment++) {
      upload.segment(norway, TestUploads.block(0x10, segment == 9 ? 400 : 50, segment));
    }
    loop.commit(upload.done());
    cutAll(push(3_000));
    List<Outgoing> batches = all();
    long over = batches.stream().filter(batch -> batch.bytes() > 3_000).count();
    assertEquals(1, over);
    assertTrue(batches.size() > 5, "batches=" + batches.size());
    assertEveryBlockOnce();
  }

  @Test
  void oneCutMakesAllBatchesOfWhatIsNew() {
    TestUploads upload = TestUploads.upload();
    for (int segment = 0; segment < 6; segment++) {
      upload.segment(norway, TestUploads.block(0x10, 50, segment));
    }
    loop.commit(upload.done());
    assertTrue(await(cutter.cut(push(2_100))));
    assertFalse(await(cutter.cut(push(2_100))));
    long first = CLOCK.millis();
    assertEquals(
        List.of(first, first + 1, first + 2),
        all().stream().map(o -> o.preamble().createdMillis()).toList());
    assertEquals(List.of(1L, 2L, 3L), all().stream().map(Outgoing::sequence).toList());
    assertEveryBlockOnce();
    loop.commit(TestUploads.small(norway));
    assertTrue(await(cutter.cut(push(2_100))));
    assertEquals(first + 3, all().getLast().preamble().createdMillis());
    assertEquals(4, all().getLast().sequence());
  }

  @Test
  void aBatchThatMayHaveMoreBehindIsLeftForTheNextCut() {
    TestUploads upload = TestUploads.upload();
    int segments = 600; // more than are looked at once
    int together = 500;
    for (int segment = 0; segment < segments; segment++) {
      upload.segment(norway, TestUploads.block(0x10, 1, segment));
    }
    loop.commit(upload.done());
    int frame =
        BatchLayout.PREAMBLE_BYTES + BatchLayout.HEADER_BYTES + BatchLayout.END_SIGNED_BYTES;
    Cutter.Order order = push(frame + together * TestUploads.block(0x10, 1, 1).length);
    assertTrue(await(cutter.cut(order)));
    assertEquals(List.of(together), blocks());
    assertTrue(await(cutter.cut(order)));
    assertFalse(await(cutter.cut(order)));
    assertEquals(List.of(together, segments - together), blocks());
    assertEveryBlockOnce();
  }

  @Test
  void noBatchHasMoreBlocksThanAreAllowed() {
    byte[] block = TestUploads.block(0x10, 1, 1);
    byte[][] many = new byte[6_000][];
    Arrays.fill(many, block);
    TestUploads upload = TestUploads.upload();
    for (int segment = 0; segment < 12; segment++) upload.segment(norway, many);
    loop.commit(upload.done());
    cutAll(push(1 << 30));
    assertEquals(List.of(60_000, 12_000), blocks());
  }

  @Test
  void cuttersAtOnceNeitherOverlapNorLeaveGaps() {
    List<TestStore.Loop> writers = List.of(store.loop(), store.loop());
    AtomicInteger left = new AtomicInteger(300);
    List<Future<Void>> writing = new ArrayList<>();
    for (int count = 0; count < 12; count++) {
      TestStore.Loop writer = writers.get(count % writers.size());
      writing.add(writer.run(() -> write(writer, left)));
    }
    Future<?> written = Future.all(writing);
    Cutter other = new Cutter(store.pool, CLOCK);
    while (!written.isComplete()) {
      await(Future.all(cutter.cut(push(2_000)), other.cut(push(2_000)), cutter.cut(push(700))));
    }
    await(written);
    cutRest(push(2_000)); // none may be left: the cutters raced with the writers
    assertEveryBlockOnce();
    List<Long> sequences = all().stream().map(Outgoing::sequence).toList();
    for (int index = 0; index < sequences.size(); index++) {
      assertEquals(index + 1, sequences.get(index));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesOutWhatTheServerResolvesItself(boolean ofBeforeHeaders) {
    loop.commit(TestUploads.upload()
        .segment(norway, block(1), TestUploads.block(0x88, 5, 2), block(3))
        .segment(norway, TestUploads.block(0x97, 5, 4), TestUploads.block(0x98, 5, 5))
        .done());
    loop.commit(TestUploads.upload().segment(norway, block(6)).done());
    if (ofBeforeHeaders) store.query("update segment set headers = ''");
    await(cutter.cut(page(ENOUGH)));
    CutBatch page = CutBatch.of(deliveries, all().getFirst());
    assertEquals(List.of(0x10, 0x10, 0x98, 0x10), page.payloadTypes);
    assertEquals(
        hashes(block(1), block(3), TestUploads.block(0x98, 5, 5), block(6)), page.blockHashes);
    assertEquals(Outgoing.State.LISTED, all().getFirst().state());
  }

  @Test
  void cutsWithoutReadingWhatItCuts() {
    byte[][] many = new byte[100][]; // more hashes than come along with a row
    for (int block = 0; block < many.length; block++) {
      many[block] = TestUploads.block(block % 2 == 0 ? 0x10 : 0x90, 5, block);
    }
    loop.commit(TestUploads.upload()
        .segment(norway, block(1), TestUploads.block(0x88, 5, 2))
        .segment(norway, many)
        .done());
    store.query("create table kept as select day, attempt_id, ordinal, bytes from segment_bytes");
    store.query("update segment_bytes set bytes = repeat('x', length(bytes))::bytea");
    await(cutter.cut(page(ENOUGH)));
    store.query("""
        update segment_bytes s set bytes = k.bytes from kept k
        where (s.day, s.attempt_id, s.ordinal) = (k.day, k.attempt_id, k.ordinal)""");
    List<byte[]> left = new ArrayList<>(List.of(block(1)));
    for (int block = 0; block < many.length; block += 2) left.add(many[block]);
    CutBatch page = CutBatch.of(deliveries, all().getFirst());
    assertEquals(hashes(left.toArray(byte[][]::new)), page.blockHashes);
  }

  @Test
  void makesNoPageOfNothingElse() {
    loop.commit(
        TestUploads.upload().segment(norway, TestUploads.block(0x90, 5, 1)).done());
    assertTrue(await(cutter.cut(page(ENOUGH))));
    assertEquals(List.of(), all());
    assertFalse(await(cutter.cut(page(ENOUGH))));
    assertEquals(Map.of(), await(cutter.uncut()));
    loop.commit(TestUploads.upload().segment(norway, block(2)).done());
    assertTrue(await(cutter.cut(page(ENOUGH))));
    Outgoing outgoing = all().getFirst();
    assertEquals(1, outgoing.sequence());
    assertEquals(hashes(block(2)), CutBatch.of(deliveries, outgoing).blockHashes);
  }

  /* Some uploads are relayed to the same destination: a commit then needs what a cutter holds. */
  private Future<Void> write(TestStore.Loop writer, AtomicInteger left) {
    int number = left.decrementAndGet();
    if (number < 0) return Future.succeededFuture();
    TestUploads upload = TestUploads.upload();
    for (int segment = 0; segment <= number % 3; segment++) {
      upload.segment(norway, TestUploads.block(0x10, 5, number * 3L + segment));
    }
    Upload done = number % 5 == 0 ? relayed(upload) : upload.done();
    return writer.committer().commit(done).compose(_ -> write(writer, left));
  }

  private Upload relayed(TestUploads upload) {
    Digest digest = new Digest(upload.preamble());
    for (StoredSegment segment : upload.segments()) {
      digest.hashes(segment.hashes().getBytes(), 0, segment.hashes().length());
    }
    long records = TestUploads.records(upload.segments());
    EndBlock end = new EndBlock(records, digest.finish(), Optional.empty());
    long bytes = TestUploads.bytes(upload.segments());
    return upload.relayed(
        new Upload.Relay(norway, norway, "/exposure/578/0", end, records, bytes), end.digest());
  }

  private List<Integer> blocks() {
    return all().stream()
        .map(o -> CutBatch.of(deliveries, o).blockHashes.size())
        .toList();
  }

  private void cutAll(Cutter.Order order) {
    assertTrue(cutRest(order) > 0, "nothing was cut");
  }

  private int cutRest(Cutter.Order order) {
    int cuts = 0;
    while (await(cutter.cut(order))) cuts++;
    return cuts;
  }

  private void assertEveryBlockOnce() {
    List<Place> cut = new ArrayList<>();
    for (Outgoing outgoing : all()) cut.addAll(CutBatch.of(deliveries, outgoing).places);
    Set<Place> once = new HashSet<>(cut);
    assertEquals(once.size(), cut.size());
    assertEquals(store.number("select count(*) from segment"), cut.size());
  }

  private List<Outgoing> all() {
    List<Outgoing> all = new ArrayList<>();
    String query = "select " + Outgoing.COLUMNS + " from outgoing order by sequence";
    for (Row row : store.query(query)) all.add(Outgoing.read(row));
    return all;
  }

  private Cutter.Order push(long maxBytes) {
    return TestUploads.order(norway, maxBytes);
  }

  private Cutter.Order page(long maxBytes) {
    return new Cutter.Order(norway, norway, Magic.LIST, NORWAY, NORWAY, "", maxBytes, true);
  }

  private static byte[] block(int seed) {
    return TestUploads.block(0x10, 5, seed);
  }

  private static List<String> hashes(byte[]... blocks) {
    StoredSegment segment = TestUploads.stored(1, 0, blocks);
    List<String> hashes = new ArrayList<>();
    for (int at = 0; at < segment.hashes().length(); at += 32) {
      hashes.add(HexFormat.of().formatHex(segment.hashes().getBytes(at, at + 32)));
    }
    return hashes;
  }
}
