package godwit.http.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongClockTest extends PeerTest {
  @Test
  void aDayThatTheClockJumpsToGetsRoomAndUploadsComeAgainUntilThen() {
    byte[] small = SampleBatch.large(10, 1).bytes();
    byte[] large = SampleBatch.large(60_000, 2).bytes();
    assertEquals(201, france.post(NORWAY, SampleBatch.large(10, 3).bytes()).status());
    node.setTime(RunningNode.NOON.plus(Duration.ofDays(5)));
    node.until(() -> isTaken(small));
    node.until(() -> TestClient.staff(node).get("/health/ready").status() == 200);
    assertEquals(201, france.post(NORWAY, large).status());
    assertEquals(3, node.rowsAtRest().portions());
  }

  private boolean isTaken(byte[] batch) {
    var reply = france.post(NORWAY, batch);
    if (reply.status() != 503) {
      assertEquals(201, reply.status(), reply::problemAt);
      return true;
    }
    assertEquals("503 overloaded", reply.problem());
    return false;
  }
}
