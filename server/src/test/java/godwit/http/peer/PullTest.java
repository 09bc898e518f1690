package godwit.http.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.fixture.TestClient.Reply;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;

/// A class of tests in which Denmark fetches what waits for it at Norway's node.
abstract class PullTest extends PeerTest {
  static final String DENMARK = "/exposure/208/0";
  private static final Pattern NEXT =
      Pattern.compile("<(/exposure/[0-9]+/[0-9]+\\?after=[^>]+)>; rel=\"next\"");

  TestClient denmark;
  private String path = DENMARK;

  @BeforeAll
  void open() {
    denmark = TestClient.peer(node, RunningNode.DENMARK);
  }

  /* Where everything that is there has been read and confirmed. */
  String newest() {
    while (true) {
      Reply reply = denmark.get(path); // 410, too, has a link
      path = next(reply);
      if (reply.status() == 204) return path;
    }
  }

  static SampleBatch relayed(int records) {
    return SampleBatch.simple(records).destination(RunningNode.DENMARK);
  }

  void posted(String path, byte[] batch) {
    Reply reply = france.post(path, batch);
    assertEquals(201, reply.status(), reply.problemAt());
  }

  static UUID id(byte[] batch) {
    Buffer preamble = Buffer.buffer(batch).slice(0, BatchLayout.PREAMBLE_BYTES);
    return new UUID(preamble.getLong(8), preamble.getLong(16));
  }

  static String next(Reply reply) {
    Matcher link = NEXT.matcher(reply.header("link"));
    assertTrue(link.matches(), reply.status() + " " + reply.header("link"));
    return String.valueOf(link.group(1));
  }
}
