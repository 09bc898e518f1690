package godwit.exchange.mixing;

import static godwit.exchange.mixing.MixingStore.NOON;
import static godwit.exchange.mixing.MixingStore.POLICY;
import static godwit.exchange.mixing.MixingStore.block;
import static godwit.exchange.mixing.MixingStore.records;
import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.domain.MixPolicy;
import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.Upload;
import godwit.store.mixing.Pools;
import godwit.store.outgoing.CutBatch;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.retention.Retention;
import godwit.store.segment.Attempts;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.StoredSegment;
import godwit.store.segment.UploadSegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SetMakingTest {
  private final MixingStore mixing = new MixingStore();

  @AfterEach
  void close() {
    Invariants.holdFromTheFirstPosition(mixing.store);
    mixing.close();
  }

  @Test
  void whatWaitsIsSeenByNobody() {
    mixing.upload(1, 40);
    assertEquals(40, mixing.pooled());
    assertEquals(0, mixing.portions());
    assertEquals(0, mixing.store.number("select count(*) from segment_bytes"));
    assertTrue(
        await(new Cutter(mixing.store.pool, InstantSource.system()).uncut()).isEmpty());
  }

  @Test
  void aSetLeavesOnceItIsOfEnoughCasesHoweverManyRecordsWait() {
    UUID first = mixing.upload(1, 2_000);
    mixing.upload(first, 2, 2_000);
    mixing.upload(3, 2_000);
    assertEquals(Optional.empty(), mixing.make(NOON));
    mixing.upload(4, 1);
    assertEquals(Optional.of(new SetMaking.Made(3, 6_001, 0)), mixing.make(NOON));
    assertEquals(0, mixing.pooled());
    assertEquals(1, mixing.portions());
  }

  @Test
  void whatComesAfterTheTickWaitsForTheNext() {
    for (int number = 0; number < 3; number++) mixing.upload(number, 4);
    mixing.time.set(NOON);
    for (int number = 3; number < 6; number++) mixing.upload(number, 4);
    assertEquals(Optional.of(new SetMaking.Made(3, 12, 0)), mixing.make(NOON));
    assertEquals(Optional.empty(), mixing.make(NOON));
    assertEquals(12, mixing.pooled());
    assertTrue(mixing.make(NOON.plus(POLICY.every())).isPresent());
    assertEquals(2, mixing.portions());
  }

  @Test
  void fewCasesLeaveBeforeTheirHourIsOver() {
    mixing.upload(1, 4);
    for (int minutes = 0; minutes < 55; minutes += 5) {
      assertEquals(Optional.empty(), mixing.make(NOON.plus(Duration.ofMinutes(minutes))));
    }
    assertEquals(
        Optional.of(new SetMaking.Made(1, 4, 0)), mixing.make(NOON.plus(Duration.ofMinutes(55))));
  }

  @Test
  void equalHeadersShareBlocksInTheOrderOfTheirBytes() {
    for (int number = 9; number > 0; number--) mixing.upload(number, 30);
    mixing.make(NOON);
    List<byte[]> blocks = mixing.visible();
    assertEquals(
        List.of(0x10, 0x80),
        blocks.stream().map(each -> BlockHeader.read(each, 0).payloadType()).toList());
    List<String> sent = new ArrayList<>();
    for (int number = 1; number < 10; number++) {
      sent.addAll(records(List.of(block(0x10, number, 15), block(0x80, number, 15))));
    }
    for (byte[] each : blocks) {
      List<String> records = records(List.of(each));
      assertEquals(records.stream().sorted().toList(), records);
      assertEquals(135, records.size());
    }
    assertEquals(
        sent.stream().sorted().toList(), records(blocks).stream().sorted().toList());
  }

  @Test
  void setsLeaveInTheOrderOfTheirMaking() {
    Cutter cutter = new Cutter(mixing.store.pool, InstantSource.fixed(NOON));
    Deliveries deliveries = new Deliveries(mixing.store.pool, UUID.randomUUID());
    for (int set = 0; set < 3; set++) {
      for (int number = 0; number < 3; number++) mixing.upload(10 * set + number, 5 + set);
      mixing.make(NOON);
      await(cutter.cut(TestUploads.order(mixing.norway, 1 << 20)));
    }
    long created = 0;
    for (int set = 0; set < 3; set++) {
      var outgoing =
          await(deliveries.lease(List.of(mixing.norway), Duration.ofMinutes(1))).orElseThrow();
      assertEquals(3L * (5 + set), outgoing.records());
      assertTrue(outgoing.preamble().createdMillis() > created);
      created = outgoing.preamble().createdMillis();
      CutBatch.of(deliveries, outgoing);
    }
  }

  @Test
  void aPoolTooLargeToBeSortedAtOnceGivesTheSameSet() {
    /* 40 parts of which 32 are merged at once, then the rest with what came of them. */
    for (int number = 0; number < 100; number++) mixing.upload(number, 200);
    Optional<SetMaking.Made> made =
        mixing.make(mixing.store.pool, POLICY, NOON, 100 * 200 * 22 / 40);
    assertEquals(Optional.of(new SetMaking.Made(100, 20_000, 0)), made);
    List<byte[]> parts = mixing.visible();
    try (MixingStore other = new MixingStore()) {
      for (int number = 0; number < 100; number++) other.upload(number, 200);
      other.make(NOON);
      List<byte[]> whole = other.visible();
      assertEquals(whole.size(), parts.size());
      for (int block = 0; block < whole.size(); block++) {
        assertArrayEquals(whole.get(block), parts.get(block));
      }
    }
    assertEquals(0, mixing.store.number("select count(*) from pg_class where relname = 'set_run'"));
  }

  @Test
  void whatALargeUploadHasWrittenAheadIsMixedAndMoved() {
    writtenAhead(UUID.randomUUID());
    mixing.upload(2, 4);
    mixing.upload(3, 4);
    assertEquals(Optional.of(new SetMaking.Made(3, 38, 0)), mixing.make(NOON));
    assertEquals(2, mixing.visible().size());
    assertEquals(38, records(mixing.visible()).stream().distinct().count());
    /* What is left of its upload is nothing. */
    assertEquals(1, mixing.store.number("select count(distinct attempt_id) from segment_bytes"));
  }

  @Test
  void whatWaitsGoesWithItsCase() {
    UUID revoked = UUID.randomUUID();
    writtenAhead(revoked);
    mixing.upload(revoked, 2, 6);
    UUID other = mixing.upload(3, 4);
    assertEquals(36L, await(Pools.drop(mixing.store.pool, List.of(revoked))));
    assertEquals(0L, await(Pools.drop(mixing.store.pool, List.of(revoked))));
    assertEquals(4, mixing.pooled());
    await(new Attempts(UUID.randomUUID()).sweep(mixing.store.pool));
    assertEquals(0, mixing.store.number("select count(*) from segment_bytes"));
    assertEquals(4L, await(Pools.drop(mixing.store.pool, List.of(revoked, other))));
  }

  @Test
  void paddingFillsSetsOfFewCasesOnly() {
    MixPolicy padding = new MixPolicy(POLICY.every(), 3, POLICY.atMost(), true);
    mixing.upload(1, 6);
    var late = NOON.plus(POLICY.atMost());
    SetMaking.Made made =
        mixing.make(mixing.store.pool, padding, late, SetMaking.SORTED_BYTES).orElseThrow();
    assertEquals(6, made.records());
    assertTrue(made.padded() >= 2 * Padding.LEAST - 6, made::toString);
    for (byte[] each : mixing.visible()) {
      List<String> records = records(List.of(each));
      assertTrue(records.size() >= Padding.LEAST);
      assertEquals(records.stream().sorted().toList(), records);
      ExposureCursor cursor = new ExposureCursor().wrap(each, 0, BlockHeader.read(each, 0));
      while (cursor.next()) assertTrue(cursor.score() < 3, "a score that nobody had");
    }
    for (int number = 2; number < 5; number++) mixing.upload(number, 6);
    assertEquals(
        Optional.of(new SetMaking.Made(3, 18, 0)),
        mixing.make(mixing.store.pool, padding, late, SetMaking.SORTED_BYTES));
  }

  @Test
  void whatHasWaitedForWeeksIsForgottenWithTheRest() {
    mixing.upload(1, 6);
    await(new Retention(mixing.store.pool).forget(TestStore.TODAY.plusDays(21), 21, 90));
    assertEquals(6, mixing.pooled());
    await(new Retention(mixing.store.pool).forget(TestStore.TODAY.plusDays(22), 21, 90));
    assertEquals(0, mixing.pooled());
  }

  /* Thirty exposures, of which ten were written ahead of the commit. */
  private void writtenAhead(UUID ground) {
    TestUploads upload = TestUploads.upload()
        .segment(mixing.norway, block(0x80, 1, 10))
        .segment(mixing.norway, block(0x10, 1, 20));
    StoredSegment ahead = upload.segments().getFirst();
    await(new Attempts(UUID.randomUUID())
        .begin(mixing.store.pool, upload.attempt(), TestStore.TODAY));
    await(new SegmentAppender(mixing.store.pool)
        .append(new UploadSegment(TestStore.TODAY, upload.attempt(), ahead)));
    Upload whole = upload.done();
    mixing.store.commit(new Upload(
            whole.key(),
            whole.preamble(),
            whole.deliverer(),
            whole.receipt(),
            whole.attempt(),
            whole.day(),
            true,
            whole.segments().subList(1, 2),
            whole.portions(),
            whole.relay())
        .placed(new Upload.Placement.Pooled(ground)));
  }
}
