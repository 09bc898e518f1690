package godwit.http;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.domain.Limits;
import godwit.server.RunningNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A class of tests that share one node, and France's client.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeerTest {
  static final String NORWAY = "/exposure/578/0";

  RunningNode node;
  TestClient france;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    node = RunningNode.start(folder, limits());
    france = TestClient.peer(node, RunningNode.FRANCE);
  }

  @AfterAll
  void stop() {
    node.close();
  }

  Limits limits() {
    return Limits.DEFAULT;
  }

  /// Sends a body of France's, and has it refused so; nothing of it may stay.
  void refused(String problem, String path, byte[] body, String... headers) {
    refused(problem, france, path, body, headers);
  }

  /// Waits for the segments of uploads that were refused late, which are swept after the answer.
  void untilNothingIsLeftBehind() {
    node.until(() -> {
      node.rowsAtRest();
      var left = await(node.pool()
          .query("select from segment s where not exists"
              + " (select from portion p where p.attempt_id = s.attempt_id)")
          .execute());
      return left.size() == 0;
    });
  }

  void refused(String problem, TestClient client, String path, byte[] body, String... headers) {
    RunningNode.Rows before = node.rows();
    assertEquals(problem, client.post(path, body, headers).problemAt());
    assertEquals(before, node.rowsAtRest());
    assertEquals(0, node.context().budget().takenBytes());
  }
}
