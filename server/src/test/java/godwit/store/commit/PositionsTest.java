package godwit.store.commit;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import godwit.store.Invariants;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionsTest {
  private static final int UPLOADS = 2_400;
  private static final int LOOPS = 4;
  private static final int WRITERS_OF_A_LOOP = 4;
  private static final int PAGE = 37;

  private TestStore store;

  @BeforeEach
  void open() {
    store = TestStore.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aReaderNeverSkips() {
    List<Integer> destinations =
        List.of(store.destination(578), store.destination(250), store.destination(826));
    AtomicInteger left = new AtomicInteger(UPLOADS);
    List<Future<Void>> writers = new ArrayList<>();
    for (int loop = 0; loop < LOOPS; loop++) {
      TestStore.Loop writing = store.loop();
      for (int writer = 0; writer < WRITERS_OF_A_LOOP; writer++) {
        writers.add(writing.run(() -> write(writing, destinations, left)));
      }
    }
    AtomicBoolean written = new AtomicBoolean();
    Future<?> writing = Future.all(writers).onComplete(_ -> written.set(true));
    List<Future<Long>> readers = List.of(read(destinations, written), read(destinations, written));
    await(writing);
    long portions = store.number("select count(*) from portion");
    for (Future<Long> reader : readers) assertEquals(portions, await(reader));
    assertEquals(UPLOADS, store.number("select count(*) from batch"));
    assertEquals(UPLOADS + UPLOADS / 3, portions);
    Invariants.holdFromTheFirstPosition(store);
  }

  /* Every third upload has a portion for two destinations, in either order. */
  private static Future<Void> write(
      TestStore.Loop loop, List<Integer> destinations, AtomicInteger left) {
    int number = left.decrementAndGet();
    if (number < 0) return Future.succeededFuture();
    int first = destinations.get(number % 7 % 3);
    int second = destinations.get((number % 7 + 1) % 3);
    Upload upload = number % 3 == 0 ? TestUploads.small(first, second) : TestUploads.small(first);
    return loop.committer().commit(upload).compose(result -> {
      assertInstanceOf(CommitResult.Committed.class, result);
      return write(loop, destinations, left);
    });
  }

  /* Pages through all destinations in turn; how many portions it has met, each just once. */
  private Future<Long> read(List<Integer> destinations, AtomicBoolean written) {
    Promise<Long> all = Promise.promise();
    TestStore.Loop loop = store.loop();
    return loop.run(() -> {
      readOn(destinations, new HashMap<>(), written, all);
      return all.future();
    });
  }

  /* A chain of futures would grow with every page. */
  private void readOn(
      List<Integer> destinations,
      Map<Integer, Long> last,
      AtomicBoolean written,
      Promise<Long> all) {
    boolean nothingNewComes = written.get();
    Future<Integer> round = Future.succeededFuture(0);
    for (int destination : destinations) {
      round = round.compose(sum -> page(destination, last).map(met -> sum + met));
    }
    round.onFailure(all::fail).onSuccess(met -> {
      if (met > 0 || !nothingNewComes) {
        readOn(destinations, last, written, all);
      } else {
        all.complete(last.values().stream().mapToLong(Long::longValue).sum());
      }
    });
  }

  private Future<Integer> page(int destination, Map<Integer, Long> last) {
    return store
        .pool
        .preparedQuery("select position from portion where destination_id = $1 and position > $2"
            + " order by position limit " + PAGE)
        .execute(Tuple.of(destination, last.getOrDefault(destination, 0L)))
        .map(rows -> follow(destination, last, rows));
  }

  private static int follow(int destination, Map<Integer, Long> last, RowSet<Row> rows) {
    for (Row row : rows) {
      long before = last.getOrDefault(destination, 0L);
      assertEquals(before + 1, row.getLong(0), "skipped, of destination " + destination);
      last.put(destination, before + 1);
    }
    return rows.size();
  }
}
