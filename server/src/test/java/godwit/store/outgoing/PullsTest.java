package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.store.Destinations;
import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A stream that batches of several destinations go into, from many writers at once.
class PullsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
  private static final int LOOPS = 4;
  private static final int WRITERS_OF_A_LOOP = 4;
  private static final long LOOK_MILLIS = 20;
  private static final Duration LEASE = Duration.ofSeconds(60);

  private TestStore store;
  private Pulls pulls;
  private int norway;
  private int bergen;

  @BeforeEach
  void open() {
    store = TestStore.open();
    pulls = new Pulls(store.pool);
    norway = store.destination(578);
    bergen = await(new Destinations().id(store.pool, RoutingCode.nation(578, 46)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aReaderMeetsEachBatchOnceAndNeverGoesBack() {
    readsWhatIsWritten(320);
  }

  @Test
  @Tag("long")
  void aReaderMeetsEachOfManyBatchesOnce() {
    readsWhatIsWritten(16_000);
  }

  @Test
  void confirmingSettlesWhatWasLeftUnsettledAndNoMore() {
    for (int number = 0; number < 4; number++) store.commit(relayed(norway));
    Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
    Outgoing sending = await(deliveries.lease(List.of(norway), LEASE)).orElseThrow();
    assertEquals(1, sending.sequence());
    assertEquals(2, await(pulls.confirm(norway, 2)).size());
    assertEquals(0, await(pulls.confirm(norway, 2)).size());
    assertEquals("delivered delivered waiting waiting", states());
    /* Whoever was sending it has nothing to say about it any more. */
    await(deliveries.refused(sending, "too late"));
    assertFalse(await(deliveries.renew(sending, LEASE)));
    assertEquals("delivered delivered waiting waiting", states());
    Outgoing other = await(deliveries.lease(List.of(norway), LEASE)).orElseThrow();
    await(deliveries.refused(other, "given up"));
    assertEquals("delivered delivered refused waiting", states());
    assertEquals(2, await(pulls.confirm(norway, 4)).size());
    assertEquals("delivered delivered delivered delivered", states());
    assertEquals(Map.of(norway, 4L, bergen, 0L), await(pulls.newest(List.of(norway, bergen))));
  }

  @Test
  void listsAndTheStreamsOfOthersAreNotInAStream() {
    store.commit(TestUploads.small(norway));
    assertTrue(await(cutter().cut(order(norway, norway, Magic.LIST))));
    store.commit(relayed(bergen, bergen));
    assertEquals(Optional.empty(), await(pulls.after(norway, 0)));
    assertEquals(bergen, await(pulls.after(bergen, 0)).orElseThrow().destination());
  }

  /* Two thirds are passed on, one third is cut, half of each for the state. */
  private void readsWhatIsWritten(int uploads) {
    AtomicInteger left = new AtomicInteger(uploads);
    List<Future<Void>> writers = new ArrayList<>();
    for (int loop = 0; loop < LOOPS; loop++) {
      TestStore.Loop writing = store.loop();
      for (int writer = 0; writer < WRITERS_OF_A_LOOP; writer++) {
        writers.add(writing.run(() -> write(writing, left)));
      }
    }
    AtomicBoolean written = new AtomicBoolean();
    Future<?> writing =
        Future.all(writers).compose(_ -> cutAll()).onComplete(_ -> written.set(true));
    Promise<Set<UUID>> read = Promise.promise();
    store.loop().run(() -> {
      read(0, new HashSet<>(), written, read);
      return read.future();
    });
    Future<Set<UUID>> reading = read.future();
    while (!reading.isComplete() || !writing.isComplete()) {
      await(store.vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }
    await(writing);
    Set<UUID> met = await(reading);
    assertEquals(store.number("select count(*) from outgoing"), met.size());
    assertEquals(0, store.number("select count(*) from outgoing where state <> 'delivered'"));
    String newest = "select next_sequence - 1 from outbox where destination_id = $1";
    assertEquals(met.size(), store.number(newest, norway));
    assertEquals(
        uploads,
        store.number("select count(*) from outgoing where attempt_id is not null")
            + store.number("select count(*) from portion"));
    Invariants.holdFromTheFirstPosition(store);
  }

  private Future<Void> write(TestStore.Loop loop, AtomicInteger left) {
    int number = left.decrementAndGet();
    if (number < 0) return Future.succeededFuture();
    int destination = number % 2 == 0 ? norway : bergen;
    Upload upload = number % 3 == 0 ? TestUploads.small(destination) : relayed(destination);
    return loop.committer()
        .commit(upload)
        .compose(result -> {
          assertInstanceOf(CommitResult.Committed.class, result);
          return number % 30 == 0
              ? cutter().cut(order(destination, norway, Magic.EXPOSURES))
              : Future.succeededFuture(false);
        })
        .compose(_ -> write(loop, left));
  }

  private Future<Void> cutAll() {
    return cutter()
        .uncut()
        .compose(uncut -> uncut.isEmpty()
            ? Future.succeededFuture()
            : cutter()
                .cut(order(uncut.keySet().iterator().next(), norway, Magic.EXPOSURES))
                .compose(_ -> cutAll()));
  }

  /* Confirms as it goes, as a puller does. A chain of futures would grow with every batch. */
  private void read(long last, Set<UUID> met, AtomicBoolean written, Promise<Set<UUID>> all) {
    boolean nothingNewComes = written.get();
    pulls
        .confirm(norway, last)
        .compose(_ -> pulls.after(norway, last))
        .onFailure(all::tryFail)
        .onSuccess(found -> {
          if (found.isEmpty() && nothingNewComes) {
            all.tryComplete(met);
            return;
          }
          long next = found.map(Outgoing::sequence).orElse(last);
          boolean follows = found.isEmpty() || next == last + 1;
          boolean isNew = found.isEmpty() || met.add(found.get().preamble().batch());
          if (follows && isNew) read(next, met, written, all);
          else all.tryFail("after " + last + " comes " + found);
        });
  }

  private Cutter cutter() {
    return new Cutter(store.pool, CLOCK);
  }

  private Cutter.Order order(int destination, int stream, Magic magic) {
    return new Cutter.Order(
        destination,
        stream,
        magic,
        TestUploads.OWN,
        RoutingCode.nation(578, destination == norway ? 0 : 46),
        "/exposure/578/0",
        1 << 20,
        false);
  }

  private Upload relayed(int destination) {
    return relayed(destination, norway);
  }

  private static Upload relayed(int destination, int stream) {
    TestUploads upload =
        TestUploads.upload().segment(destination, TestUploads.block(0x10, 1, destination));
    Digest digest = new Digest(upload.preamble());
    upload
        .segments()
        .forEach(s -> digest.hashes(s.hashes().getBytes(), 0, s.hashes().length()));
    EndBlock end = new EndBlock(1, digest.finish(), Optional.empty());
    long bytes = TestUploads.bytes(upload.segments());
    return upload.relayed(
        new Upload.Relay(destination, stream, "/exposure/578/0", end, 1, bytes), end.digest());
  }

  private String states() {
    List<String> states = new ArrayList<>();
    store
        .query("select state from outgoing order by sequence")
        .forEach(row -> states.add(row.getString(0)));
    return String.join(" ", states);
  }
}
