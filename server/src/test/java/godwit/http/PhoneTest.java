package godwit.http;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;

/// A class of tests with a phone of Norway's, and with those who give codes to its owner.
abstract class PhoneTest extends PeerTest {
  static final String CASE =
      "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": true}";
  static final String[] JSON = {"content-type", "application/json"};

  TestClient phone;
  TestClient staff;

  @BeforeAll
  void open() {
    phone = TestClient.phone(node);
    staff = TestClient.staff(node);
  }

  String code(String ground) {
    var reply = admin(ground);
    assertEquals(201, reply.status(), reply.problemAt());
    return reply.json().getString("code");
  }

  TestClient.Reply admin(String ground) {
    byte[] body = ground.getBytes(UTF_8);
    return staff.post("/admin/code", body, "x-godwit-admin", "1");
  }

  String token(String ground) {
    return authorise(code(ground)).json().getString("token");
  }

  TestClient.Reply authorise(String code) {
    Buffer body = new JsonObject().put("code", code).toBuffer();
    return phone.post("/authorisation", body.getBytes(), JSON);
  }

  TestClient.Reply upload(String token, byte[] batch, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "authorization";
    all[headers.length + 1] = "Bearer " + token;
    return phone.post("/contact", batch, all);
  }

  Map<String, Long> portions() {
    Map<String, Long> records = new TreeMap<>();
    String query = "select custom, code, sum(records)::bigint from portion"
        + " join destination on id = destination_id group by custom, code";
    for (Row row : await(node.pool().query(query).execute())) {
      records.put(new RoutingCode(row.getBoolean(0), row.getInteger(1)).path(), row.getLong(2));
    }
    return records;
  }

  static long gained(Map<String, Long> before, Map<String, Long> after, RoutingCode code) {
    return after.getOrDefault(code.path(), 0L) - before.getOrDefault(code.path(), 0L);
  }

  static JsonObject run(int block, int record, int records, String reason) {
    return new JsonObject()
        .put("block", block)
        .put("record", record)
        .put("records", records)
        .put("reason", reason);
  }
}
