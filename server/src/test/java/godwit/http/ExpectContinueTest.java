package godwit.http;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that ask before they send: told to go on once the headers are accepted, or refused then.
class ExpectContinueTest extends PeerTest {
  private static final long HUGE = 100L << 20;

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void anAuthorityIsToldToGoOn(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    goesOn(client, NORWAY, SampleBatch.simple(3).bytes());
    goesOn(client, NORWAY, SampleBatch.simple(3).json(), "content-type", TestClient.JSON);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void anAuthorityIsRefusedBeforeItsBody(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    refused("415 media-type", client, NORWAY, "content-type", "text/plain");
    refused("415 content-encoding", client, NORWAY, "content-encoding", "br");
    refused("404 unknown-authority", client, "/exposure/826/0");
    TestClient austria = TestClient.peer(node, RunningNode.AUSTRIA, version, 1);
    refused("403 unknown-peer", austria, NORWAY);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aPhoneIsToldToGoOn(HttpVersion version) {
    TestClient phone = TestClient.phone(node, version);
    byte[] ground =
        "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": true}".getBytes(UTF_8);
    String code = TestClient.staff(node)
        .post("/admin/code", ground, "x-godwit-admin", "1")
        .json()
        .getString("code");
    byte[] body = new JsonObject().put("code", code).toBuffer().getBytes();
    TestClient.Reply token = goesOn(phone, "/authorisation", body, "content-type", TestClient.JSON);
    goesOn(
        phone,
        "/contact",
        SampleBatch.contacts().bytes(),
        "authorization",
        "Bearer " + token.json().getString("token"));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aPhoneIsRefusedBeforeItsBody(HttpVersion version) {
    TestClient phone = TestClient.phone(node, version);
    refused("401 bad-token", phone, "/contact");
    refused("401 bad-token", phone, "/contact", "authorization", "Bearer x");
    refused("415 media-type", phone, "/contact", "content-type", "text/plain");
    refused("413 too-large", phone, "/authorisation", "content-type", TestClient.JSON);
  }

  private static TestClient.Reply goesOn(
      TestClient client, String path, byte[] body, String... headers) {
    HttpClientRequest request = asks(client, path, body.length, headers);
    Future<TestClient.Reply> reply = TestClient.read(request);
    Future<Void> told = Future.future(promise -> request.continueHandler(promise::complete));
    await(request.sendHead());
    await(told);
    assertFalse(reply.isComplete());
    await(request.end(Buffer.buffer(body)));
    assertEquals(201, await(reply).status(), await(reply).problemAt());
    return await(reply);
  }

  private static void refused(String problem, TestClient client, String path, String... headers) {
    HttpClientRequest request = asks(client, path, HUGE, headers);
    Future<TestClient.Reply> reply = TestClient.read(request);
    Future<Void> told = Future.future(promise -> request.continueHandler(promise::complete));
    await(request.sendHead());
    assertEquals(problem, await(reply).problem());
    assertFalse(told.isComplete());
    await(request.connection().close());
  }

  private static HttpClientRequest asks(
      TestClient client, String path, long bytes, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "expect";
    all[headers.length + 1] = "100-continue";
    HttpClientRequest request = await(client.open(HttpMethod.POST, path, all));
    request.putHeader("content-length", "" + bytes);
    return request;
  }
}
