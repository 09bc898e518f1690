package godwit.exchange.revoking;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.FaultyPool;
import godwit.store.Invariants;
import godwit.store.commit.Upload;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections that die while something is taken back: it is, once, whatever is cut.
class TakebackCrashTest {
  private final RevokingStore revoking = new RevokingStore();
  private final PgConnection killer =
      await(PgConnection.connect(revoking.store.vertx, revoking.store.options));

  @AfterEach
  void close() {
    revoking.close();
  }

  @Test
  void whatIsOrderedIsTakenBackOnceWhereverItIsCut() {
    int step = 0;
    int payload = 0;
    FaultyPool pool;
    do {
      step++;
      int both = payload++;
      int alone = payload++;
      UUID first = revoking.newCase();
      UUID second = revoking.newCase();
      revoking.share(first, 100, both, alone);
      revoking.share(second, 7, both);
      revoking.send(Upload.Revoking.NOTHING, RevokingStore.block(1, 55, both));
      long records = records();
      revoking.order(first);
      pool = new FaultyPool(revoking.store.pool, killer, step);
      try {
        revoking.work(pool.faulty(), false);
      } catch (Exception cut) {
        assertTrue(pool.isDead(), cut::toString);
      }
      revoking.work(revoking.store.pool, false);
      Invariants.holdFromTheFirstPosition(revoking.store);
      assertEquals(List.of(7), revoking.counting(revoking.norway, both), "step " + step);
      assertEquals(List.of(), revoking.counting(revoking.norway, alone), "step " + step);
      assertEquals(List.of(7, 55), revoking.counting(revoking.own, both), "step " + step);
      assertEquals(List.of(), revoking.counting(revoking.own, alone), "step " + step);
      /* Two revocations and one record again for each; the peer's record again. */
      assertEquals(records + 7, records(), "step " + step);
      assertEquals(
          0, revoking.store.number("select count(*) from revocation where state <> 'done'"));
    } while (pool.isDead());
    assertTrue(step > 30, "only " + step + " steps");
  }

  @Test
  void whatIsMixedIsTakenBackOnceWhereverItIsCut() {
    int step = 0;
    int payload = 0;
    FaultyPool pool;
    do {
      step++;
      int both = payload++;
      int alone = payload++;
      UUID first = revoking.newCase();
      UUID second = revoking.newCase();
      revoking.pool(first, 100, both, alone);
      revoking.pool(second, 7, both);
      revoking.mix(); // what is sent again is of who has left
      revoking.pool(first, 50, alone);
      revoking.pool(revoking.newCase(), 9, both); // this has not
      revoking.order(first);
      pool = new FaultyPool(revoking.store.pool, killer, step);
      try {
        revoking.work(pool.faulty(), true);
      } catch (Exception cut) {
        assertTrue(pool.isDead(), cut::toString);
      }
      revoking.work(revoking.store.pool, true);
      revoking.mix();
      revoking.work(revoking.store.pool, true);
      Invariants.holdFromTheFirstPosition(revoking.store);
      for (int destination : new int[] {revoking.norway, revoking.own}) {
        List<Integer> counting =
            revoking.counting(destination, both).stream().sorted().toList();
        assertEquals(List.of(7, 9), counting, "step " + step);
        assertEquals(List.of(), revoking.counting(destination, alone), "step " + step);
      }
      assertEquals(0, revoking.store.number("select count(*) from pooled"));
      assertEquals(
          0, revoking.store.number("select count(*) from revocation where state <> 'done'"));
      revoking.order(second);
      revoking.work(revoking.store.pool, true);
      revoking.mix();
      revoking.work(revoking.store.pool, true);
      assertEquals(List.of(9), revoking.counting(revoking.norway, both), "step " + step);
      assertEquals(List.of(9), revoking.counting(revoking.own, both), "step " + step);
    } while (pool.isDead());
    assertTrue(step > 20, "only " + step + " steps");
  }

  private long records() {
    return revoking.store.number("select sum(records)::bigint from portion");
  }
}
