package godwit.http.connection;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Large answers on many streams of one HTTP/2 connection: all of them arrive, whatever the
/// windows.
class StreamWakeUpTest extends PeerTest {
  private static final int REQUESTS = 160;
  private static final int NARROW = 1_000;
  /* Each document is hundreds of frames then. */
  private static final int NARROW_REQUESTS = 32;

  /* Greatest, wider than the socket's buffer, the protocol's own, and next to nothing. */
  @ParameterizedTest
  @ValueSource(ints = {(1 << 30) - 1, 1 << 20, 65_535, NARROW})
  void everyDocumentArrivesWhole(int window) {
    TestClient peer = TestClient.peer(node, RunningNode.FRANCE, window);
    TestClient phone = TestClient.phone(node, window);
    int peers = peer.get("/openapi.json").body().length();
    int devices = phone.get("/openapi.json").body().length();
    assertTrue(peers > 32_768 && devices > 16_384, peers + " and " + devices);
    int times = window == NARROW ? NARROW_REQUESTS : REQUESTS;
    assertEquals(List.of("200 " + peers), ask(times, peer));
    assertEquals(List.of("200 " + devices), ask(times, phone));
  }

  @ParameterizedTest
  @ValueSource(ints = {(1 << 30) - 1, 65_535})
  void everyLongReceiptArrivesWhole(int window) {
    TestClient peer = TestClient.peer(node, RunningNode.FRANCE, window);
    byte[] batch = rejected(1_000);
    peer.post(NORWAY, batch); // from now on it is a duplicate
    int bytes = peer.post(NORWAY, batch).body().length();
    assertTrue(bytes > 32_768, "bytes=" + bytes);
    assertEquals(
        List.of("422 " + bytes),
        outcomes(
            Stream.generate(() -> peer.send(HttpMethod.POST, NORWAY, batch)).limit(REQUESTS)));
  }

  private static List<String> ask(int times, TestClient client) {
    return outcomes(Stream.generate(() -> client.send(HttpMethod.GET, "/openapi.json", new byte[0]))
        .limit(times));
  }

  /* Status and length of what came, each once. */
  private static List<String> outcomes(Stream<Future<TestClient.Reply>> replies) {
    List<Future<TestClient.Reply>> asked = new ArrayList<>(replies.toList());
    await(Future.all(asked));
    return asked.stream()
        .map(Future::result)
        .map(reply -> reply.status() + " " + reply.body().length())
        .distinct()
        .toList();
  }

  private static byte[] rejected(int blocks) {
    SampleBatch batch = new SampleBatch();
    byte[] tooOld = SampleBatch.exposures(
        1,
        SampleBatch.SIMPLE,
        RunningNode.NORWAY,
        SampleBatch.TODAY - 60,
        SampleBatch.SIMPLE_BYTES);
    for (int block = 0; block < blocks; block++) batch.block(tooOld);
    return batch.bytes();
  }
}
