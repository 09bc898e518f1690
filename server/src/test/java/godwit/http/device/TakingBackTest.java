package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.RoutingCode;
import godwit.domain.MixPolicy;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What staff take back, wherever it went: on the own list, and at a peer that fetches it.
class TakingBackTest {
  /// As exposures come, they leave.
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class AsTheyCome extends TakingBack {}

  /// Exposures wait for those of others.
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class Mixed extends TakingBack {
    @Override
    public MixPolicy mix() {
      return new MixPolicy(Duration.ofMillis(200), 1, Duration.ofMillis(200), false);
    }
  }

  abstract static class TakingBack extends PhoneTest {
    private static final int YESTERDAY = SampleBatch.TODAY - 1;
    private static int next;

    @Test
    void whatIsTakenBackCountsNowhereAndOthersStillDo() {
      int both = ++next;
      int alone = ++next;
      Patient first = new Patient();
      Patient second = new Patient();
      first.met(RunningNode.NORWAY, both, 30).met(RunningNode.NORWAY, alone, 30);
      first.met(RunningNode.FRANCE, both, 30).met(RunningNode.FRANCE, alone, 30).uploads();
      second.met(RunningNode.NORWAY, both, 12).met(RunningNode.FRANCE, both, 12).uploads();
      node.until(() -> list().scores(both, YESTERDAY).size() == 2);
      node.until(() -> abroad().scores(both, YESTERDAY).size() == 2);
      List<Integer> ofSecond = List.of(Math.min(
          list().scores(both, YESTERDAY).get(0), list().scores(both, YESTERDAY).get(1)));

      JsonObject plan = revoke(new JsonObject().put("case", first.id).put("dryRun", true));
      assertEquals(1, plan.getInteger("cases"));
      assertEquals(4, plan.getInteger("exposures"));
      assertEquals(2, plan.getInteger("sentAgain"));
      assertEquals(
          new JsonArray()
              .add(destination("250/0", 2, 1))
              .add(destination("578/0", 2, 1))
              .encode(),
          sorted(plan.getJsonArray("destinations")).encode());
      assertEquals(2, list().scores(both, YESTERDAY).size(), "a dry run changes nothing");

      JsonObject done =
          revoke(new JsonObject().put("code", first.code).put("confirm", plan.getString("id")));
      assertEquals(plan, done);
      node.until(() -> list().scores(alone, YESTERDAY).isEmpty());
      node.until(() -> abroad().scores(alone, YESTERDAY).isEmpty());
      node.until(() -> list().scores(both, YESTERDAY).equals(ofSecond));
      node.until(() -> abroad().scores(both, YESTERDAY).equals(ofSecond));
      assertEquals(401, first.again().status(), "nobody adds to it");

      assertEquals(0, revoke(new JsonObject().put("case", first.id)).getInteger("exposures"));
      revoke(new JsonObject().put("case", second.id));
      node.until(() -> list().scores(both, YESTERDAY).isEmpty());
      node.until(() -> abroad().scores(both, YESTERDAY).isEmpty());
      node.until(() -> number("select count(*) from revocation where state = 'ordered'") == 0);
      assertEquals(
          0,
          number("select count(*) from shared s join confirmed_case c on c.id = s.case_id"
              + " where c.revoked"));
    }

    @Test
    void whatAPeerHasSentIsListedAgainBehindIt() {
      int payload = ++next;
      Patient patient = new Patient();
      patient.met(RunningNode.NORWAY, payload, 30).uploads();
      BlockBuilder block = BlockBuilder.exposures(
          0x10, RunningNode.NORWAY.code(), YESTERDAY, 1, 2, payload(payload).length);
      block.addExposure(77, payload(payload), 0, payload(payload).length);
      SampleBatch batch = new SampleBatch().block(block.finish());
      assertEquals(201, france.post(NORWAY, batch.bytes()).status());
      node.until(() -> list().scores(payload, YESTERDAY).size() == 2);
      revoke(new JsonObject().put("case", patient.id));
      node.until(() -> list().scores(payload, YESTERDAY).equals(List.of(77)));
    }

    @Test
    void aWholeDayOfTestsNeedsItsPlan() {
      LocalDate day = LocalDate.parse("2026-11-19");
      JsonObject ground = new JsonObject()
          .put("riskType", 1)
          .put("testDate", day.toString())
          .put("crossBorder", true);
      int payload = ++next;
      Patient one = new Patient(ground.encode());
      one.met(RunningNode.NORWAY, payload, 30).uploads();
      Patient other = new Patient();
      other.met(RunningNode.NORWAY, payload, 10).uploads();
      for (int count = 0; count < 100; count++) admin(ground.encode());
      node.until(() -> list().scores(payload, YESTERDAY).size() == 2);
      JsonObject asked = new JsonObject().put("testLabDay", day.toString());
      assertEquals(409, post("/admin/revocation", asked).status());
      JsonObject plan = revoke(asked.copy().put("dryRun", true));
      assertEquals(101, plan.getInteger("cases"));
      assertEquals(1, plan.getInteger("exposures"));
      JsonObject wrong =
          new JsonObject().put("case", other.id).put("confirm", plan.getString("id"));
      assertEquals(409, post("/admin/revocation", wrong).status());
      revoke(asked.put("confirm", plan.getString("id")));
      node.until(() -> list().scores(payload, YESTERDAY).size() == 1);
      assertEquals(404, post("/admin/revocation", asked).status(), "it was done");
    }

    @Test
    void aCaseIsForgottenOnceAllIsTakenBack() {
      int payload = ++next;
      Patient patient = new Patient();
      patient
          .met(RunningNode.NORWAY, payload, 30)
          .met(RunningNode.FRANCE, payload, 30)
          .uploads();
      node.until(() -> abroad().scores(payload, YESTERDAY).size() == 1);
      node.until(() -> list().scores(payload, YESTERDAY).size() == 1);
      JsonObject asked = new JsonObject().put("case", patient.id);
      JsonObject plan =
          post("/admin/case/removal", asked.copy().put("dryRun", true)).json();
      assertEquals(2, plan.getInteger("exposures"));
      assertEquals(1, cases(patient.id));
      assertEquals(200, post("/admin/case/removal", asked).status());
      node.until(() -> cases(patient.id) == 0);
      assertEquals(
          0, number("select count(*) from permission where case_id = '" + patient.id + "'"));
      assertEquals(0, number("select count(*) from shared where case_id = '" + patient.id + "'"));
      node.until(() -> list().scores(payload, YESTERDAY).isEmpty());
      node.until(() -> abroad().scores(payload, YESTERDAY).isEmpty());
      assertEquals(404, post("/admin/case/removal", asked).status());
    }

    @Test
    void whatIsNoSelectionIsRefused() {
      for (String body : new String[] {
        "{}",
        "{\"case\": \"x\"}",
        "{\"case\": 5}",
        "{\"code\": \"short\"}",
        "{\"testLabDay\": \"yesterday\"}",
        "{\"testLabDay\": \"2026-11-19\", \"code\": \"0123456789ABCDEF\"}",
        "{\"code\": \"0123456789ABCDEF\", \"confirm\": \"x\"}"
      }) {
        assertEquals(
            "400 bad-json", post("/admin/revocation", new JsonObject(body)).problem(), body);
      }
      for (String body : new String[] {
        "{\"case\": \"00000000-0000-0000-0000-000000000001\"}",
        "{\"code\": \"0123456789ABCDEF\"}",
        "{\"testLabDay\": \"2026-01-01\"}"
      }) {
        assertEquals(404, post("/admin/revocation", new JsonObject(body)).status(), body);
      }
    }

    /* Somebody who was tested, and whom they met. */
    private final class Patient {
      private final String id;
      private final String code;
      private final String token;
      private final BlockBuilder contacts = BlockBuilder.contacts();

      Patient() {
        this(CASE);
      }

      Patient(String ground) {
        JsonObject issued = admin(ground).json();
        id = issued.getString("case");
        code = issued.getString("code");
        token = authorise(code).json().getString("token");
      }

      Patient met(RoutingCode home, int payload, int minutes) {
        Buffer heard = Buffer.buffer().appendByte((byte) 0x10).appendInt(home.code());
        heard.appendBytes(payload(payload));
        long start = RunningNode.NOON.getEpochSecond() - 86_400;
        assertTrue(
            contacts.addContact(start, start + minutes * 60L, heard.getBytes(), new byte[0]));
        return this;
      }

      void uploads() {
        var reply =
            upload(token, SampleBatch.contacts().block(contacts.finish()).bytes());
        assertEquals(201, reply.status(), reply.problemAt());
      }

      TestClient.Reply again() {
        met(RunningNode.NORWAY, 1, 5);
        return upload(token, SampleBatch.contacts().block(contacts.finish()).bytes());
      }
    }

    private ListPhone list() {
      return new ListPhone(phone).catchUp();
    }

    /* France, which fetches what waits for it. */
    private ListPhone abroad() {
      return new ListPhone(france, "/exposure/250/0").catchUp();
    }

    private JsonObject revoke(JsonObject asked) {
      var reply = post("/admin/revocation", asked);
      assertEquals(200, reply.status(), reply.problemAt());
      return reply.json();
    }

    private TestClient.Reply post(String path, JsonObject body) {
      return staff.post(path, body.toBuffer().getBytes(), "x-godwit-admin", "1");
    }

    private long cases(String id) {
      return number("select count(*) from confirmed_case where id = '" + id + "'");
    }

    private long number(String query) {
      return await(node.pool().query(query).execute()).iterator().next().getLong(0);
    }

    private static JsonObject destination(String authority, int exposures, int again) {
      return new JsonObject()
          .put("authority", authority)
          .put("exposures", exposures)
          .put("sentAgain", again);
    }

    private static JsonArray sorted(JsonArray destinations) {
      return new JsonArray(destinations.stream()
          .map(JsonObject.class::cast)
          .sorted((a, b) -> a.getString("authority").compareTo(b.getString("authority")))
          .toList());
    }

    private static byte[] payload(int first) {
      byte[] data = new byte[16];
      data[0] = (byte) first;
      return data;
    }
  }
}
