package godwit.node;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.config.ServerConfig;
import godwit.fixture.LogLines;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.store.TestDatabases;
import godwit.time.TimeSource;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How a node begins and ends, for those who operate it and those who are asking it just then.
class NodeStopTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void anUploadUnderWayEndsBeforeItsNodeDoes(HttpVersion version) throws Exception {
    RunningNode node = RunningNode.start(folder);
    TestClient france = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    TestClient staff = TestClient.staff(node);
    Buffer batch = Buffer.buffer(SampleBatch.simple(2_000).bytes());
    HttpClientRequest request = await(france.open(HttpMethod.POST, "/exposure/578/0"));
    request.putHeader("content-length", Integer.toString(batch.length()));
    Future<TestClient.Reply> reply = TestClient.read(request);
    await(request.write(batch.slice(0, 1_000)));
    node.until(() -> node.context().intake().memory().takenBytes() > 0);
    try (LogLines log = LogLines.ofAll()) {
      CompletableFuture<Void> closed = CompletableFuture.runAsync(node::stop);
      node.until(() -> staff.get("/health/ready").status() == 503);
      await(request.end(batch.slice(1_000, batch.length())));
      assertEquals(201, await(reply).status());
      closed.get();
      assertTrue(
          log.all().stream().noneMatch(line -> line.startsWith("ERROR")), log.all()::toString);
    }
    node.close();
  }

  @Test
  void aPortThatIsTakenIsNamedAndSoIsItsListener() throws Exception {
    RunningNode node = RunningNode.start(folder);
    var free = new ServerConfig.Address("127.0.0.1", 0);
    var taken = new ServerConfig.Address("127.0.0.1", node.ports().ops());
    for (var listen : new ServerConfig.Listen[] {
      new ServerConfig.Listen(taken, Optional.empty(), free),
      new ServerConfig.Listen(free, Optional.of(taken), free),
      new ServerConfig.Listen(free, Optional.empty(), taken)
    }) {
      String key =
          listen.peers().equals(taken) ? "peers" : listen.ops().equals(taken) ? "ops" : "devices";
      var refused = assertThrows(
          IOException.class,
          () -> Node.start(node.config(listen), TimeSource.system(), TestDatabases.fresh()));
      String said = String.valueOf(refused.getMessage());
      assertTrue(
          said.contains("listen." + key + ": cannot listen at 127.0.0.1:" + taken.port()), said);
    }
    node.close();
  }

  @Test
  void aNodeSaysWhatItIs() throws Exception {
    try (LogLines log = LogLines.ofAll();
        RunningNode node = RunningNode.start(folder)) {
      String line = log.all().stream()
          .filter(each -> each.startsWith("INFO godwit "))
          .findFirst()
          .orElseThrow();
      assertTrue(
          line.matches("INFO godwit .+: authority 578/0 \\(Norway\\), a hub;"
              + " listens for peers at 127.0.0.1:" + node.ports().peers()
              + ", for devices at 127.0.0.1:" + node.ports().devices()
              + ", for operations at 127.0.0.1:" + node.ports().ops()
              + "; database embedded in .+, schema \\d+; peers 4: 250/0, .+"),
          line);
    }
  }
}
