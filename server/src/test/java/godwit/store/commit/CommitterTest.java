package godwit.store.commit;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import godwit.store.DayPartitions;
import godwit.store.Invariants;
import godwit.store.TestDatabases;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitterTest {
  private TestStore store;
  private TestStore.Loop loop;
  private int norway;
  private int france;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    norway = store.destination(578);
    france = store.destination(250);
  }

  @AfterEach
  void close() {
    Invariants.holdFromTheFirstPosition(store);
    store.close();
  }

  @Test
  void makesAnUploadVisible() {
    Upload upload = TestUploads.small(norway, france);
    var committed = assertInstanceOf(CommitResult.Committed.class, loop.commit(upload));
    assertEquals(upload.receipt(), committed.receipt());
    assertEquals(2, store.number("select count(*) from portion where position = 1"));
    assertEquals(2, store.number("select count(*) from segment"));
  }

  @Test
  void commitsManyInFewTransactions() {
    List<Future<CommitResult>> results = await(loop.run(() -> {
      List<Future<CommitResult>> started = new ArrayList<>();
      for (int count = 0; count < 300; count++) {
        started.add(loop.committer().commit(TestUploads.small(norway)));
      }
      return Future.succeededFuture(started);
    }));
    for (Future<CommitResult> result : results) {
      assertInstanceOf(CommitResult.Committed.class, await(result));
    }
    assertEquals(300, store.number("select count(*) from portion"));
    long groups = store.number("select count(distinct received_at) from portion");
    assertTrue(groups <= 3, "groups=" + groups);
  }

  @Test
  void servesEveryEventLoopAndAnswersOnIt() {
    Committer shared = loop.committer();
    List<TestStore.Loop> callers = List.of(loop, store.loop(), store.loop());
    List<Future<Boolean>> answered = new ArrayList<>();
    for (int count = 0; count < 60; count++) {
      answered.add(callers.get(count % callers.size()).run(() -> {
        Context caller = store.vertx.getOrCreateContext();
        return shared
            .commit(TestUploads.small(norway))
            .map(result -> result instanceof CommitResult.Committed
                && caller.equals(store.vertx.getOrCreateContext()));
      }));
    }
    for (Future<Boolean> each : answered) assertTrue(await(each));
    assertEquals(60, store.number("select count(*) from portion"));
  }

  @Test
  void answersARetryWithTheFirstReceipt() {
    var rejected = List.of(
        new Receipt.Entry(0, -1, 12, RejectReason.NOT_ROUTABLE),
        new Receipt.Entry(
            1, -1, 3, RejectReason.BAD_PAYLOAD, Optional.of("/exposures/12"), Optional.empty()),
        new Receipt.Entry(
            2,
            -1,
            3,
            RejectReason.NOT_ROUTABLE,
            Optional.of("/exposures/15"),
            Optional.of(RoutingCode.nation(826, 4))),
        new Receipt.Entry(
            3,
            7,
            1,
            RejectReason.NOT_ROUTABLE,
            Optional.empty(),
            Optional.of(RoutingCode.nation(578, 0))),
        new Receipt.Entry(70_000, 5, 1L << 40, RejectReason.BAD_TIMES));
    UUID batch = UUID.randomUUID();
    byte[] digest = TestUploads.digest("one");
    Upload first = segmented(batch).done(digest, rejected);
    loop.commit(first);

    Receipt receipt = held(loop.commit(segmented(batch).done(digest, List.of())));
    assertTrue(receipt.duplicate());
    assertEquals(rejected, receipt.rejected());
    assertArrayEquals(digest, receipt.digest());
    assertEquals(first.receipt().records(), receipt.records());
    assertEquals(first.receipt().accepted(), receipt.accepted());
    assertEquals(Receipt.State.STORED, receipt.state());
    assertEquals(batch, receipt.batch());

    var found = await(new Batches(store.pool).find(first.key(), digest)).orElseThrow();
    assertEquals(rejected, held(found).rejected());
    var byId = await(new Batches(store.pool).byId(batch));
    assertEquals(List.of(TestUploads.ORIGIN), byId.stream().map(b -> b.origin()).toList());
    assertEquals(1, store.number("select count(*) from portion"));
  }

  @Test
  void refusesAnotherBatchUnderAKeyThatIsHeld() {
    UUID batch = UUID.randomUUID();
    loop.commit(segmented(batch).done());
    var other = segmented(batch).done(TestUploads.digest("other"), List.of());
    assertInstanceOf(CommitResult.Conflict.class, loop.commit(other));
    assertEquals(1, store.number("select count(*) from segment"));
  }

  @Test
  void knowsNothingOfAKeyThatNobodySent() {
    BatchKey key = BatchKey.of(TestUploads.ORIGIN, UUID.randomUUID());
    assertEquals(
        Optional.empty(), await(new Batches(store.pool).find(key, TestUploads.digest(""))));
  }

  @Test
  void storesOnceWhatComesTwiceAtOnce() {
    TestStore.Loop other = store.loop();
    for (int round = 0; round < 40; round++) {
      UUID batch = UUID.randomUUID();
      List<Future<CommitResult>> both = List.of(
          loop.start(segmented(batch).done()),
          other.start(segmented(batch).done()),
          loop.start(segmented(batch).done()));
      List<CommitResult> results = both.stream().map(TestDatabases::await).toList();
      long committed =
          results.stream().filter(CommitResult.Committed.class::isInstance).count();
      long held = results.stream().filter(CommitResult.Held.class::isInstance).count();
      assertEquals(List.of(1L, 2L), List.of(committed, held), results.toString());
    }
    assertEquals(40, store.number("select count(*) from portion"));
  }

  @Test
  void anUploadThatCannotBeStoredFailsAlone() {
    int nobody = 999_999;
    List<Upload> uploads = new ArrayList<>();
    for (int count = 0; count < 40; count++) {
      uploads.add(TestUploads.small(count % 7 == 3 ? nobody : norway));
    }
    List<Future<CommitResult>> results = await(loop.run(() ->
        Future.succeededFuture(uploads.stream().map(loop.committer()::commit).toList())));
    for (int index = 0; index < uploads.size(); index++) {
      Future<CommitResult> result = results.get(index);
      if (index % 7 == 3) {
        assertThrows(RuntimeException.class, () -> await(result));
      } else {
        assertInstanceOf(CommitResult.Committed.class, await(result));
      }
    }
    assertEquals(34, store.number("select count(*) from batch"));
    assertEquals(34, store.number("select count(*) from portion"));
  }

  /* Its statements go to the database together: what is told is why the first one failed, not that
   * the others had no transaction any more. */
  @Test
  void aDayWithoutRoomIsToldAsSuchAndHoldsUpNobody() {
    LocalDate unknown = TestStore.TODAY.plusDays(400);
    List<Upload> uploads = new ArrayList<>();
    for (int count = 0; count < 40; count++) {
      TestUploads each = TestUploads.upload().segment(norway, TestUploads.block(0x10, 3, count));
      uploads.add((count % 7 == 3 ? each.on(unknown) : each).done());
    }
    List<Future<CommitResult>> results = await(loop.run(() ->
        Future.succeededFuture(uploads.stream().map(loop.committer()::commit).toList())));
    for (int index = 0; index < uploads.size(); index++) {
      Future<CommitResult> result = results.get(index);
      if (index % 7 == 3) {
        Throwable told = assertThrows(PgException.class, () -> await(result));
        assertTrue(DayPartitions.isMissing(told), told::toString);
      } else {
        assertInstanceOf(CommitResult.Committed.class, await(result));
      }
    }
    assertEquals(34, store.number("select count(*) from batch"));
    assertEquals(34, store.number("select count(*) from segment"));
    assertEquals(34, store.number("select count(*) from segment_bytes"));
    assertEquals(34, store.number("select count(*) from portion"));
  }

  @Test
  void anAnswerThatGoesWrongHoldsUpNobody() {
    List<Future<CommitResult>> results = await(loop.run(() -> {
      Future<CommitResult> first = loop.committer().commit(TestUploads.small(norway));
      Future<CommitResult> broken = loop.committer().commit(TestUploads.small(norway));
      Future<CommitResult> last = loop.committer().commit(TestUploads.small(norway));
      broken.onSuccess(_ -> {
        throw new IllegalStateException("a caller's fault, on purpose");
      });
      return Future.succeededFuture(List.of(first, last));
    }));
    for (Future<CommitResult> result : results) {
      assertInstanceOf(CommitResult.Committed.class, await(result));
    }
    assertInstanceOf(CommitResult.Committed.class, loop.commit(TestUploads.small(norway)));
  }

  @Test
  void refusesMoreThanMayWait() {
    List<Future<CommitResult>> results = await(loop.run(() -> {
      List<Future<CommitResult>> started = new ArrayList<>();
      for (int count = 0; count < Committer.WAITING + 1; count++) {
        started.add(loop.committer().commit(TestUploads.small(norway)));
      }
      return Future.succeededFuture(started);
    }));
    Future<CommitResult> last = results.getLast();
    assertEquals(new CommitResult.Full(), await(last));
    for (Future<CommitResult> result : results.subList(0, Committer.WAITING)) await(result);
  }

  private TestUploads segmented(UUID batch) {
    return TestUploads.upload(batch).segment(norway, TestUploads.block(0x10, 3, 1));
  }

  private static Receipt held(CommitResult result) {
    return assertInstanceOf(CommitResult.Held.class, result).receipt();
  }
}
