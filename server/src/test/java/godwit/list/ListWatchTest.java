package godwit.list;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Magic;
import godwit.domain.Directory;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.outgoing.ClosedPage;
import godwit.store.outgoing.CutBatch;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Pages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two nodes over one database: what one closes, both know.
class ListWatchTest {
  private static final long LOOK_MILLIS = 10;
  private static final int PATIENCE_SECONDS = 20;

  private TestStore store;
  private TestStore.Loop loop;
  private int own;
  private ExposureList here;
  private ExposureList there;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    own = store.destination(826);
    here = watched();
    there = watched();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void bothLearnOfAPage() {
    there.asked();
    closePage();
    until(() -> last(here) == 1 && last(there) == 1);
    until(() -> there.remembered(own, 1).isPresent()); // read ahead, before anybody asks for it
    Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
    var page = await(new Pages(store.pool).after(own, 0)).orElseThrow();
    ClosedPage kept = there.remembered(own, 1).orElseThrow();
    assertArrayEquals(CutBatch.of(deliveries, page).bytes, kept.bytes().getBytes());
    assertEquals(page.preamble(), kept.preamble());
  }

  @Test
  void whereNobodyAsksNothingIsReadAhead() {
    closePage();
    until(() -> last(here) == 1 && last(there) == 1);
    here.asked();
    there.asked();
    closePage();
    until(() -> here.remembered(own, 2).isPresent() && there.remembered(own, 2).isPresent());
    assertTrue(here.remembered(own, 1).isEmpty());
    assertTrue(there.remembered(own, 1).isEmpty());
  }

  @Test
  void aLookThatBeginsNowSeesWhatWasCommittedBefore() {
    for (int page = 1; page <= 20; page++) {
      closePage();
      await(there.lookAgain(store.vertx));
      assertEquals(page, last(there));
    }
  }

  @Test
  void aWatchWhoseConnectionsAreCutComesBack() {
    closePage();
    until(() -> last(there) == 1 && listeners() == 2);
    store.query("select pg_terminate_backend(pid) from pg_stat_activity"
        + " where query ilike 'listen%' and pid <> pg_backend_pid()");
    closePage();
    until(() -> last(here) == 2 && last(there) == 2 && listeners() == 2);
    closePage();
    until(() -> last(here) == 3 && last(there) == 3);
  }

  @Test
  void whatIsForgottenIsForgottenEverywhere() {
    here.asked();
    for (int page = 0; page < 3; page++) closePage();
    until(() -> here.remembered(own, 1).isPresent() && here.remembered(own, 3).isPresent());
    store.query("delete from outgoing where sequence < 3");
    until(() -> here.range(own).equals(Optional.of(new Pages.Range(3, 3))));
    assertTrue(here.remembered(own, 1).isEmpty());
    assertTrue(here.remembered(own, 2).isEmpty());
    assertTrue(here.remembered(own, 3).isPresent());
  }

  @Test
  void aPageIsReadOnceForAllWhoWantIt() {
    ExposureList list = list(64 << 20);
    closePage();
    Pages pages = new Pages(store.pool);
    Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
    Instant now = Instant.now();
    var first =
        list.load(store.vertx, own, 0, () -> ExposureList.read(pages, deliveries, own, 0, now));
    var second = list.load(store.vertx, own, 0, () -> {
      throw new AssertionError("it is being read");
    });
    assertEquals(await(first).orElseThrow(), await(second).orElseThrow());
    var none =
        list.load(store.vertx, own, 1, () -> ExposureList.read(pages, deliveries, own, 1, now));
    assertEquals(Optional.empty(), await(none));
  }

  private ExposureList watched() {
    ExposureList list = list(64 << 20);
    Directory directory = new Directory(TestUploads.OWN, Set.of(), List.of(), false);
    await(store.vertx.deployVerticle(new ListWatch(
        list,
        store.options,
        InstantSource.system(),
        pool -> new Partitioning(pool, own, true, () -> directory, _ -> Optional.empty()))));
    return list;
  }

  private ExposureList list(long memory) {
    return new ExposureList(
        own,
        new ExposureList.Settings(1, true, memory, Duration.ofDays(21)),
        new SimpleMeterRegistry());
  }

  private long last(ExposureList list) {
    return list.range(own).orElseThrow().last();
  }

  private long listeners() {
    return store.number("select count(*) from pg_stat_activity where query ilike 'listen%'"
        + " and datname = current_database()");
  }

  private void closePage() {
    loop.commit(TestUploads.small(own));
    Cutter cutter = new Cutter(store.pool, InstantSource.system());
    assertTrue(await(cutter.cut(new Cutter.Order(
        own, own, Magic.LIST, TestUploads.OWN, TestUploads.OWN, "", 1 << 20, true))));
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("not in time");
      await(store.vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }
  }
}
