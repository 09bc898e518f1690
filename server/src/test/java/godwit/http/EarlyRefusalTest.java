package godwit.http;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.server.RunningNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Refusals while a large body is still on its way: the client really sees them.
class EarlyRefusalTest extends PeerTest {
  private static final int LARGE = 20 << 20;

  private final byte[] elsewhere =
      Arrays.copyOf(SampleBatch.simple(1).destination(RunningNode.DENMARK).bytes(), LARGE);
  private final byte[] zeros = new byte[LARGE];

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aClientSeesWhyItsLargeBodyIsRefused(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    for (int round = 0; round < 2; round++) {
      refused("415 media-type", client, NORWAY, zeros, "content-type", "text/plain");
      refused("415 content-encoding", client, NORWAY, zeros, "content-encoding", "br");
      refused("404 unknown-authority", client, "/exposure/826/0", zeros);
      refused("404 about:blank", client, "/nowhere", zeros);
      refused("400 bad-magic @0", client, NORWAY, zeros);
      refused("400 destination-mismatch @28", client, NORWAY, elsewhere);
      assertEquals(201, client.post(NORWAY, SampleBatch.simple(1).bytes()).status());
    }
  }

  @Test
  void aClientThatAsksFirstIsToldToGoOn() {
    byte[] batch = SampleBatch.simple(3).bytes();
    HttpClientRequest request =
        await(france.open(HttpMethod.POST, NORWAY, "expect", "100-continue"));
    request.putHeader("content-length", "" + batch.length);
    Future<TestClient.Reply> reply = TestClient.read(request);
    AtomicBoolean toldToGoOn = new AtomicBoolean();
    request.continueHandler(_ -> {
      toldToGoOn.set(true);
      request.end(Buffer.buffer(batch));
    });
    await(request.sendHead());
    assertEquals(201, await(reply).status());
    assertTrue(toldToGoOn.get());
  }

  @Test
  void aClientThatAsksFirstIsRefusedBeforeItsBody() {
    HttpClientRequest request = await(france.open(
        HttpMethod.POST, NORWAY, "expect", "100-continue", "content-type", "text/plain"));
    request.putHeader("content-length", "" + LARGE);
    Future<TestClient.Reply> reply = TestClient.read(request);
    AtomicBoolean toldToGoOn = new AtomicBoolean();
    request.continueHandler(_ -> toldToGoOn.set(true));
    await(request.sendHead());
    assertEquals("415 media-type", await(reply).problem());
    assertFalse(toldToGoOn.get());
    request.connection().close();
  }
}
