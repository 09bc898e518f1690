package godwit.http;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is asked for without its body, and what the client holds already.
class HeadTest extends PeerTest {
  private static final List<String> COMPARED =
      List.of("content-type", "content-length", "etag", "link", "cache-control", "date");

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void headIsGetWithoutItsBody(HttpVersion version) {
    TestClient peer = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    TestClient phone = TestClient.phone(node, version);
    SampleBatch batch = SampleBatch.simple(3);
    assertEquals(201, peer.post(NORWAY, batch.bytes()).status());
    node.until(() -> phone.get("/exposure-list").status() == 200);
    alike(200, phone, "/exposure-list");
    alike(200, phone, "/config");
    alike(200, phone, "/openapi.json");
    alike(404, phone, "/config/");
    alike(410, phone, "/exposure-list?after=AAAA");
    alike(406, phone, "/config", "accept", "text/html");
    alike(200, peer, "/resolver");
    alike(200, peer, "/resolver/578/0");
    alike(200, peer, "/batch/" + batch.id());
    alike(404, peer, "/resolver/8/0");
    alike(403, peer, "/exposure/208/0");
    alike(404, peer, "/nowhere");
    if (version == HttpVersion.HTTP_1_1) {
      TestClient staff = TestClient.staff(node);
      alike(200, staff, "/health/live");
      alike(200, staff, "/health/loops", List.of("content-type"));
      alike(200, staff, "/admin/venues");
    }
    assertEquals(
        405, await(phone.send(HttpMethod.HEAD, "/contact", new byte[0])).status());
  }

  @Test
  void aPageThatIsHeldIsNotSentAgain() {
    TestClient phone = TestClient.phone(node);
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(5).bytes()).status());
    node.until(() -> phone.get("/exposure-list").status() == 200);
    String tag = phone.get("/exposure-list").header("etag");
    for (String held : List.of(tag, "W/" + tag, "*", "\"x\", " + tag, "\"x\",W/" + tag)) {
      assertEquals(304, phone.get("/exposure-list", "if-none-match", held).status(), held);
    }
    assertEquals(200, phone.get("/exposure-list", "if-none-match", "\"x\"").status());
  }

  private static void alike(int status, TestClient client, String path, String... headers) {
    alike(status, client, path, COMPARED, headers);
  }

  private static void alike(
      int status, TestClient client, String path, List<String> compared, String... headers) {
    TestClient.Reply get = client.get(path, headers);
    TestClient.Reply head = await(client.send(HttpMethod.HEAD, path, new byte[0], headers));
    assertEquals(status, get.status(), path);
    assertEquals(status, head.status(), path);
    assertEquals(0, head.body().length(), path);
    for (String name : compared) {
      assertEquals(get.header(name), head.header(name), path + " " + name);
    }
  }
}
