package godwit.exchange.mixing;

import static godwit.exchange.mixing.MixingStore.NOON;
import static godwit.exchange.mixing.MixingStore.POLICY;
import static godwit.exchange.mixing.MixingStore.records;
import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.domain.MixPolicy;
import godwit.fixture.FaultyPool;
import godwit.store.Invariants;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections that die while sets are made: every exposure leaves, once, whatever is cut.
class SetCrashTest {
  private static final String KILL = """
      select count(pg_terminate_backend(pid)) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and query <> ''
        and state in ('active', 'idle in transaction')""";
  private static final int UPLOADS = 200;

  private final MixingStore mixing = new MixingStore();
  private final PgConnection killer =
      await(PgConnection.connect(mixing.store.vertx, mixing.store.options));

  @AfterEach
  void close() {
    mixing.close();
  }

  @Test
  void aSetIsMadeOnceWhereverItIsCut() {
    int step = 0;
    FaultyPool pool;
    do {
      step++;
      long before = mixing.portions();
      for (int number = 0; number < 3; number++) mixing.upload(3 * step + number, 60);
      pool = new FaultyPool(mixing.store.pool, killer, step);
      Optional<SetMaking.Made> made = Optional.empty();
      try {
        /* So few bytes at once that it is made in parts. */
        made = mixing.make(pool.faulty(), POLICY, NOON, 1_000);
      } catch (Exception cut) {
        assertTrue(pool.isDead(), cut::toString);
      }
      Invariants.holdFromTheFirstPosition(mixing.store);
      boolean left = mixing.portions() > before;
      assertEquals(left ? 0 : 180, mixing.pooled(), "step " + step);
      assertTrue(left || made.isEmpty(), "made, and not there");
      Optional<SetMaking.Made> again = mixing.make(NOON);
      assertEquals(left, again.isEmpty(), "step " + step);
      assertEquals(before + 1, mixing.portions());
    } while (pool.isDead());
    assertTrue(step > 20, "only " + step + " steps");
    List<String> records = records(mixing.visible());
    assertEquals(180L * step, records.size());
    assertEquals(records.size(), records.stream().distinct().count());
  }

  @Test
  void everyExposureLeavesOnceWhileUploadsAndMakersAreCut() {
    MixPolicy hasty = new MixPolicy(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), false);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<Integer>> makers = new ArrayList<>();
    for (int maker = 0; maker < 2; maker++) {
      makers.add(mixing.start(() -> {
        int failed = 0;
        var making = new SetMaking(
            mixing.store.pool, TestUploads.OWN, hasty, () -> NOON, new java.util.Random(1), 5_000);
        while (!over.get()) {
          try {
            making.make(mixing.norway, NOON);
          } catch (Exception cut) {
            failed++;
          }
        }
        return failed;
      }));
    }
    List<Upload> uploads = new ArrayList<>();
    for (int number = 0; number < UPLOADS; number++) {
      uploads.add(TestUploads.upload()
          .segment(mixing.norway, MixingStore.block(0x80, number, 30))
          .done()
          .placed(new Upload.Placement.Pooled(UUID.randomUUID())));
    }
    var loop = mixing.store.loop();
    int rounds = 0;
    List<Upload> left = uploads;
    while (!left.isEmpty()) {
      List<Future<CommitResult>> answers = left.stream().map(loop::start).toList();
      while (answers.stream().anyMatch(answer -> !answer.isComplete())) {
        if (rounds < 5) await(killer.query(KILL).execute());
      }
      List<Upload> again = new ArrayList<>();
      for (int at = 0; at < left.size(); at++) {
        if (answers.get(at).failed()) again.add(left.get(at));
      }
      left = again;
      rounds++;
    }
    over.set(true);
    int failed = 0;
    for (Future<Integer> maker : makers) failed += await(maker);
    assertTrue(failed > 0, "no maker was cut");
    mixing.make(mixing.store.pool, hasty, NOON, SetMaking.SORTED_BYTES);
    Invariants.holdFromTheFirstPosition(mixing.store);
    assertEquals(0, mixing.pooled());
    List<String> records = records(mixing.visible());
    assertEquals(30L * UPLOADS, records.size());
    assertEquals(records.size(), records.stream().distinct().count());
  }
}
