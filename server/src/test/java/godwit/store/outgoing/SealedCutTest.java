package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.BlockOpener;
import godwit.codec.sealing.OpeningKey;
import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Batches that are sealed when they are cut, and those that are made anew.
class SealedCutTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final OpeningKey KEY = OpeningKey.make(new SecureRandom());
  private static final OpeningKey NEXT = OpeningKey.make(new SecureRandom());
  private static final UUID NODE = UUID.randomUUID();

  private TestStore store;
  private TestStore.Loop loop;
  private Cutter cutter;
  private Deliveries deliveries;
  private Remaking remaking;
  private int norway;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    cutter = new Cutter(store.pool, CLOCK, SealedCutTest::signature);
    deliveries = new Deliveries(store.pool, NODE);
    remaking = new Remaking(store.pool, deliveries, NODE, CLOCK, SealedCutTest::signature);
    norway = store.destination(578);
  }

  @AfterEach
  void close() {
    Invariants.holdFromTheFirstPosition(store);
    store.close();
  }

  private static Optional<EndBlock.Signature> signature(byte[] digest) {
    return Optional.of(new EndBlock.Signature(digest, new byte[64]));
  }

  private Cutter.Order order(Optional<OpeningKey> key) {
    return new Cutter.Order(
        norway,
        norway,
        Magic.EXPOSURES,
        TestUploads.OWN,
        NORWAY,
        "/exposure/578/0",
        1 << 20,
        false,
        key.map(OpeningKey::shown));
  }

  private static byte[] block(int number) {
    return TestUploads.block(0x10, 40, number);
  }

  private byte[] upload() {
    loop.commit(TestUploads.upload()
        .segment(norway, block(1), block(2))
        .segment(norway, block(3))
        .done());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int number = 1; number <= 3; number++) all.writeBytes(block(number));
    return all.toByteArray();
  }

  private List<Outgoing> waiting() {
    List<Outgoing> all = new ArrayList<>();
    await(store
            .pool
            .query("select " + Outgoing.COLUMNS
                + " from outgoing where state = 'waiting' order by sequence")
            .execute())
        .forEach(row -> all.add(Outgoing.read(row)));
    return all;
  }

  /* What a batch says, opened. */
  private static byte[] opened(byte[] batch, Outgoing outgoing, OpeningKey key) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    BlockOpener opener = new BlockOpener(outgoing.preamble(), List.of(key));
    int at = BatchLayout.PREAMBLE_BYTES;
    for (int index = 0; batch[at] == BatchLayout.KIND_SEALED; index++) {
      BlockHeader header = BlockHeader.read(batch, at);
      byte[] to = new byte[BlockOpener.openedBytes(index, header)];
      assertEquals(BlockOpener.Outcome.OPENED, opener.open(index, header, batch, at, to, 0));
      all.writeBytes(to);
      at += header.blockBytes();
    }
    assertEquals(BatchLayout.KIND_END, batch[at]);
    return all.toByteArray();
  }

  /* Records without the headers of their blocks, which are others in a batch that is made anew. */
  private static byte[] bodies(byte[] blocks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < blocks.length; ) {
      BlockHeader header = BlockHeader.read(blocks, at);
      all.write(blocks, at + BatchLayout.HEADER_BYTES, (int) header.bodyLength());
      at += header.blockBytes();
    }
    return all.toByteArray();
  }

  @Test
  void itsStoredBytesAreSealedAndARetryHasTheSame() {
    byte[] plain = upload();
    assertTrue(await(cutter.cut(order(Optional.of(KEY)))));
    assertFalse(await(cutter.cut(order(Optional.of(KEY)))));
    Outgoing outgoing = waiting().getFirst();
    assertTrue(outgoing.sealed());
    assertEquals(120, outgoing.records());
    assertEquals(24 + 137, outgoing.endBlock().length());
    byte[] bytes = CutBatch.of(deliveries, outgoing).bytes;
    assertArrayEquals(plain, opened(bytes, outgoing, KEY));
    assertArrayEquals(bytes, CutBatch.of(deliveries, outgoing).bytes);
    assertEquals(3, await(deliveries.plain(outgoing)).size() + 1);
  }

  @Test
  void whatWasPlainIsMadeAnewSealedAndSigned() {
    byte[] plain = upload();
    assertTrue(await(cutter.cut(order(Optional.empty()))));
    Outgoing old = leased();
    assertEquals(1, await(remaking.remake(old, sealedTo(KEY, Long.MAX_VALUE))));
    Outgoing made = waiting().getFirst();
    assertTrue(made.sealed());
    assertEquals(Optional.of(old.preamble().batch()), made.madeFrom());
    assertEquals(24 + 137, made.endBlock().length());
    assertArrayEquals(
        bodies(plain), bodies(opened(CutBatch.of(deliveries, made).bytes, made, KEY)));
  }

  @Test
  void whatWasPlainAndStaysSoIsSignedToo() {
    upload();
    assertTrue(await(cutter.cut(order(Optional.empty()))));
    Outgoing old = leased();
    assertEquals(
        1, await(remaking.remake(old, new Remaking.Shape(Outgoing.Form.OCTETS, Long.MAX_VALUE))));
    assertEquals(24 + 137, waiting().getFirst().endBlock().length());
  }

  @Test
  void whatWasSealedIsMadeAnewSmallerUnderAnotherKey() {
    byte[] plain = upload();
    assertTrue(await(cutter.cut(order(Optional.of(KEY)))));
    Outgoing old = leased();
    int made = await(remaking.remake(old, sealedTo(NEXT, 1_500)));
    assertTrue(made > 1, "made=" + made);
    long records = 0;
    ByteArrayOutputStream bodies = new ByteArrayOutputStream();
    for (Outgoing each : waiting()) {
      assertTrue(each.bytes() <= 1_500, "bytes=" + each.bytes());
      records += each.records();
      bodies.writeBytes(bodies(opened(CutBatch.of(deliveries, each).bytes, each, NEXT)));
    }
    assertEquals(120, records);
    assertArrayEquals(bodies(plain), bodies.toByteArray());
  }

  @Test
  void nothingPlainIsLeasedWhereItHasToBeSealed() {
    upload();
    assertTrue(await(cutter.cut(order(Optional.empty()))));
    assertTrue(
        await(deliveries.lease(List.of(norway), Duration.ofMinutes(1), false)).isEmpty());
    upload();
    assertTrue(await(cutter.cut(order(Optional.of(KEY)))));
    assertTrue(await(deliveries.lease(List.of(norway), Duration.ofMinutes(1), false))
        .orElseThrow()
        .sealed());
  }

  private Outgoing leased() {
    return await(deliveries.lease(List.of(norway), Duration.ofMinutes(1))).orElseThrow();
  }

  private static Remaking.Shape sealedTo(OpeningKey key, long most) {
    return new Remaking.Shape(Outgoing.Form.OCTETS, most, Optional.of(key.shown()));
  }
}
