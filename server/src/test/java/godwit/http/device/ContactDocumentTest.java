package godwit.http.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Contact events that come as JSON.
class ContactDocumentTest extends PhoneTest {
  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void contactsMayComeAsJson(String coding) {
    String token = token(CASE);
    Map<String, Long> before = portions();
    byte[] document = """
        {"batch": "3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718", "created": "2026-11-21T09:30:00.000Z",
         "contacts": [
          {"payload": "EAJCAAAAAQIDBAUGBwgJCgsMDQ4P", "start": "2026-11-20T18:00:00Z",
           "end": "2026-11-20T18:10:00Z", "readings": [[0, -61], [30, -58]], "rssi": -56,
           "txPower": 12, "model": "iPhone7,2", "sections": [{"code": 1, "data": "AA"}]},
          {"payload": "EAD6AAAAAQIDBAUGBwgJCgsMDQ4P", "start": "2026-11-20T20:00:00Z",
           "end": "2026-11-20T20:30:00Z"},
          {"payload": "", "start": "2026-11-20T20:00:00Z", "end": "2026-11-20T20:00:00Z"}
         ]}""".getBytes(UTF_8);
    byte[] body = coding.equals("gzip") ? SampleBatch.gzip(document) : document;
    String[] headers = {"content-type", "application/json", "content-encoding", coding};
    var reply = upload(token, body, headers);
    assertEquals(201, reply.status(), reply.problemAt());
    JsonObject receipt = reply.json();
    assertEquals(2, receipt.getInteger("accepted"));
    assertEquals(
        new JsonArray().add(run(0, 2, 1, "bad-payload")), receipt.getJsonArray("rejected"));
    assertEquals("2026-10-31T00:00:00Z", reply.header("delete-before"));
    var again = upload(token, body, headers);
    assertEquals(200, again.status());
    assertEquals(receipt.copy().put("duplicate", true), again.json());
    Map<String, Long> after = portions();
    assertEquals(1, gained(before, after, RunningNode.NORWAY));
    assertEquals(1, gained(before, after, RunningNode.FRANCE));
  }

  @Test
  void aDocumentThatIsNoneSaysWhere() {
    String token = token(CASE);
    RunningNode.Rows before = node.rows();
    byte[] document = """
        {"batch": "3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60719", "created": "2026-11-21T09:30:00.000Z",
         "contacts": [{"payload": "EAJC", "start": "yesterday"}]}""".getBytes(UTF_8);
    var reply = upload(token, document, JSON);
    assertEquals("400 bad-json", reply.problem());
    assertEquals("/contacts/0/start", reply.json().getString("pointer"));
    assertEquals("401 bad-token", upload("x", document, JSON).problem());
    var stale = upload(
        token,
        new String(document, UTF_8)
            .replaceFirst("2026-11-21", "2026-10-21")
            .replaceFirst("\\[.*\\]", "[]")
            .getBytes(UTF_8),
        JSON);
    assertEquals("422 stale at /created", stale.problemAt());
    assertEquals("/created", stale.json().getString("pointer"));
    byte[] cut = Arrays.copyOf(document, 50);
    assertEquals("400 truncated", upload(token, cut, JSON).problem());
    assertEquals(before, node.rowsAtRest());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }
}
