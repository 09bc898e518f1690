package godwit.store.retention;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.ManualTime;
import godwit.store.DatabaseTime;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.outgoing.Cutter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockAgreementTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Duration MONTH = Duration.ofDays(30);

  private final ManualTime node = new ManualTime(NOON);
  private TestStore store;
  private DatabaseTime database;
  private ClockAgreement clocks;

  @BeforeEach
  void open() {
    store = TestStore.open();
    database = DatabaseTime.of(store.pool, NOON);
    clocks = started();
    assertTrue(await(clocks.confirm()).isEmpty());
    assertTrue(begin());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theyAgreeFromRunToRun() {
    for (int run = 0; run < 200; run++) {
      pass(QUARTER);
      assertTrue(begin());
    }
  }

  @Test
  void aJumpOfBothStopsItUntilTheyAreBack() {
    pass(MONTH);
    assertFalse(begin());
    assertFalse(begin(), "the time of the last run stays as it was");
    node.set(NOON.plus(QUARTER));
    database.set(NOON.plus(QUARTER));
    assertTrue(begin());
    assertFalse(await(clocks.read()).held());
  }

  @Test
  void aJumpBackStopsItToo() {
    node.set(NOON.minus(MONTH));
    database.set(NOON.minus(MONTH));
    assertFalse(begin());
  }

  @Test
  void aJumpOfTheNodeAloneStopsItHoweverOftenItStarts() {
    node.set(NOON.plus(MONTH));
    assertFalse(begin());
    clocks = started();
    assertFalse(begin());
    assertTrue(await(clocks.confirm()).isPresent(), "nobody can confirm two times at once");
    node.set(NOON.plus(QUARTER));
    assertTrue(begin());
  }

  @Test
  void theNodesOwnDowntimeIsExcusedOnceItStarts() {
    pass(MONTH);
    clocks = started();
    assertTrue(begin());
    pass(MONTH);
    assertFalse(begin());
  }

  @Test
  void aStartExcusesNothingOnceTheyDisagree() {
    pass(MONTH);
    assertFalse(begin());
    clocks = started();
    assertFalse(begin());
  }

  @Test
  void anOperatorConfirmsThatTheyAreRight() {
    pass(MONTH);
    assertFalse(begin());
    assertTrue(await(clocks.read()).disagreement().orElseThrow().contains("2026-12-21T12:00:00Z"));
    assertTrue(await(clocks.confirm()).isEmpty());
    assertTrue(begin());
  }

  @Test
  void upToADayIsNoDisagreement() {
    pass(ClockAgreement.MOST);
    assertTrue(begin());
    node.pass(ClockAgreement.MOST);
    assertTrue(begin());
    node.pass(Duration.ofMillis(1));
    assertFalse(begin());
  }

  @Test
  void nothingIsCutWhileTheyDisagree() {
    int norway = store.destination(578);
    store.commit(TestUploads.small(norway));
    Cutter cutter = new Cutter(store.pool, node);
    pass(MONTH);
    assertFalse(begin());
    assertFalse(await(cutter.cut(TestUploads.order(norway, 1 << 20))));
    await(clocks.confirm());
    assertTrue(await(cutter.cut(TestUploads.order(norway, 1 << 20))));
  }

  @Test
  void aBatchFromTheFutureIsNotFollowed() {
    int norway = store.destination(578);
    cutAt(norway, NOON.plus(Duration.ofDays(5)));
    cutAt(norway, NOON);
    assertEquals(NOON.toEpochMilli(), created());
    /* Up to an hour: as it strictly increases. */
    cutAt(norway, NOON.plus(Duration.ofHours(1)));
    cutAt(norway, NOON);
    assertEquals(NOON.plus(Duration.ofHours(1)).toEpochMilli() + 1, created());
  }

  private void cutAt(int norway, Instant now) {
    store.commit(TestUploads.small(norway));
    assertTrue(
        await(new Cutter(store.pool, new ManualTime(now)).cut(TestUploads.order(norway, 1 << 20))));
  }

  private long created() {
    return store.number("select created_millis from outgoing order by id desc limit 1");
  }

  private ClockAgreement started() {
    return new ClockAgreement(store.pool, node);
  }

  private boolean begin() {
    return await(clocks.begin()).isEmpty();
  }

  private void pass(Duration time) {
    node.pass(time);
    database.pass(time);
  }
}
