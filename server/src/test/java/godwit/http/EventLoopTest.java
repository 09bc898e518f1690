package godwit.http;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// No request, good or bad, large or one of many, holds an event loop up for 100 ms.
class EventLoopTest extends PeerTest {
  private static final int CONNECTIONS = 4;
  private static final int LARGE = 100_000;
  private static final int SMALL = 100;

  @Test
  void noUploadHoldsALoopUp() {
    TestClient client =
        TestClient.peer(node, RunningNode.FRANCE, HttpVersion.HTTP_1_1, CONNECTIONS);
    load(client, 1); // until it is compiled, any code is slow
    node.loops().burns().clear();
    load(client, 2);
    assertEquals(List.of(), List.copyOf(node.loops().burns()));
  }

  @Test
  void howLateLoopsAreCanBeAsked() {
    TestClient staff = TestClient.staff(node);
    Set<Integer> seen = new HashSet<>(); // each answer tells of the time since the one before
    node.until(() -> {
      JsonArray loops = delays(staff).getJsonArray("loops");
      for (int loop = 0; loop < loops.size(); loop++) {
        if (loops.getJsonObject(loop).getInteger("samples") > 0) seen.add(loop);
      }
      return !loops.isEmpty() && seen.size() == loops.size();
    });
    assertTrue(delays(staff).getJsonObject("control").containsKey("p999Millis"));
  }

  private static JsonObject delays(TestClient staff) {
    return staff.get("/health/loops").json();
  }

  private static void load(TestClient client, int round) {
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    for (int upload = 0; upload < CONNECTIONS; upload++) {
      byte[] large = SampleBatch.large(LARGE, 100L * round + upload).bytes();
      boolean gzip = upload % 2 == 1;
      replies.add(client.send(
          HttpMethod.POST,
          NORWAY,
          gzip ? SampleBatch.gzip(large) : large,
          "content-encoding",
          gzip ? "gzip" : "identity"));
      large[large.length / 2] ^= 1; // found late
      replies.add(client.send(HttpMethod.POST, NORWAY, large));
    }
    for (int upload = 0; upload < SMALL; upload++) {
      replies.add(client.send(HttpMethod.POST, NORWAY, SampleBatch.simple(100).bytes()));
    }
    byte[] bomb = SampleBatch.gzip(new byte[64 << 20]);
    replies.add(client.send(HttpMethod.POST, NORWAY, bomb, "content-encoding", "gzip"));
    for (var reply : replies)
      assertTrue(await(reply).status() < 500, () -> await(reply).problem());
  }
}
