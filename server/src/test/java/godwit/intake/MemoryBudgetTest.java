package godwit.intake;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Pieces;
import godwit.domain.Limits;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Memory for bodies is bounded: who gets none in time is told to come back.
class MemoryBudgetTest extends PeerTest {
  private static final int UPLOADS = 12;
  private static final int BUDGET = 3 * Pieces.LARGE_BYTES;

  @Override
  public Limits limits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(usual.bodyBytes(), 200, 16 << 20, 21, 1, BUDGET, 4, 1_000, 200, 500);
  }

  @Test
  void manyUploadsShareLittleMemoryOrAreToldToWait() {
    TestClient many = TestClient.peer(node, RunningNode.FRANCE, HttpVersion.HTTP_1_1, UPLOADS);
    List<byte[]> batches = new ArrayList<>();
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    for (int upload = 0; upload < UPLOADS; upload++) {
      byte[] bytes = SampleBatch.large(60_000, upload).bytes();
      batches.add(bytes);
      replies.add(many.send(HttpMethod.POST, NORWAY, bytes));
    }
    for (var reply : replies) {
      int status = await(reply).status();
      if (status == 503) {
        assertEquals("503 overloaded", await(reply).problem());
        assertTrue(Integer.parseInt(await(reply).header("retry-after")) > 0);
      } else {
        assertEquals(201, status, () -> await(reply).problemAt());
      }
    }
    assertEquals(0, node.context().intake().memory().takenBytes());
    for (byte[] bytes : batches) {
      int status = many.post(NORWAY, bytes).status();
      assertTrue(status == 200 || status == 201, "" + status);
    }
    assertEquals(UPLOADS, node.rowsAtRest().batches());
    assertEquals(UPLOADS, node.rowsAtRest().portions());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @Test
  void takesNoMoreThanItsBoundAndKeepsPiecesForTheNext() {
    MemoryBudget budget =
        new MemoryBudget(Pieces.LARGE_BYTES + Pieces.SMALL_BYTES, TimeSource.system());
    Pieces pieces = budget.onLoop();
    byte[] large = pieces.take(Pieces.LARGE_BYTES).orElseThrow();
    assertTrue(budget.onLoop().take(Pieces.MEDIUM_BYTES).isEmpty());
    assertEquals(Pieces.LARGE_BYTES, budget.takenBytes());
    byte[] small = pieces.take(Pieces.SMALL_BYTES).orElseThrow();
    assertTrue(pieces.take(1).isEmpty());
    pieces.give(large);
    pieces.give(small);
    assertEquals(0, budget.takenBytes());
    assertSame(large, pieces.take(Pieces.LARGE_BYTES).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    Pieces.SMALL_BYTES + ", 256",
    Pieces.MEDIUM_BYTES + ", 32",
    Pieces.LARGE_BYTES + ", 16",
    "1000, 0",
  })
  void keepsAFewPiecesOfEachSize(int size, int most) {
    Pieces pieces = new MemoryBudget(1L << 30, TimeSource.system()).onLoop();
    List<byte[]> taken = taken(pieces, size);
    taken.forEach(pieces::give);
    Set<byte[]> before = Collections.newSetFromMap(new IdentityHashMap<>());
    before.addAll(taken);
    List<byte[]> again = taken(pieces, size);
    assertEquals(most, again.stream().filter(before::contains).count());
    assertTrue(again.stream().allMatch(piece -> piece.length == size));
  }

  private static List<byte[]> taken(Pieces pieces, int size) {
    List<byte[]> taken = new ArrayList<>();
    for (int count = 0; count < 300; count++) taken.add(pieces.take(size).orElseThrow());
    return taken;
  }
}
