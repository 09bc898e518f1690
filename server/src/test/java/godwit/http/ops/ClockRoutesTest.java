package godwit.http.ops;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.TestClient;
import godwit.store.DatabaseTime;
import godwit.store.retention.ClockAgreement;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clocks that disagree, as those who run a node see and confirm them over HTTP.
class ClockRoutesTest extends PeerTest {
  private static final Instant LATER = RunningNode.NOON.plus(Duration.ofDays(30));

  private TestClient staff;
  private DatabaseTime database;
  private ClockAgreement runs;

  @BeforeEach
  void agree() {
    staff = TestClient.staff(node);
    database = DatabaseTime.of(node.pool(), RunningNode.NOON);
    node.setTime(RunningNode.NOON);
    assertEquals(200, confirm("1").status());
    runs = new ClockAgreement(node.pool(), node.context().clock());
    assertTrue(await(runs.begin()).isEmpty());
  }

  @Test
  void showsAllThreeOfThem() {
    var reply = staff.get("/admin/clock");
    assertEquals(200, reply.status());
    String noon = RunningNode.NOON.toString();
    assertEquals(
        new JsonObject()
            .put("node", noon)
            .put("database", noon)
            .put("lastRun", noon)
            .put("held", false),
        reply.json());
  }

  @Test
  void nobodyConfirmsTwoTimesAtOnce() {
    node.setTime(LATER);
    hold();
    var reply = confirm("1");
    assertEquals(409, reply.status());
    assertEquals(
        "this node's clock shows %s, the database's %s".formatted(LATER, RunningNode.NOON),
        reply.json().getString("disagreement"));
    assertTrue(clock().getBoolean("held"));
    node.setTime(RunningNode.NOON);
    assertEquals(200, confirm("1").status());
    assertFalse(clock().getBoolean("held"));
  }

  @Test
  void aJumpOfBothIsConfirmedOnPurposeAlone() {
    node.setTime(LATER);
    database.set(LATER);
    hold();
    assertEquals(403, confirm("").status());
    JsonObject held = clock();
    assertTrue(held.getBoolean("held"));
    assertEquals(
        "the clock shows %s, maintenance last ran at %s".formatted(LATER, RunningNode.NOON),
        held.getString("disagreement"));
    assertEquals(200, confirm("1").status());
    JsonObject after = clock();
    assertFalse(after.getBoolean("held"));
    assertFalse(after.containsKey("disagreement"));
    assertEquals(LATER.toString(), after.getString("lastRun"));
  }

  /* As a run of maintenance does that is not the first of its process. */
  private void hold() {
    assertTrue(await(runs.begin()).isPresent());
  }

  private JsonObject clock() {
    return staff.get("/admin/clock").json();
  }

  private TestClient.Reply confirm(String onPurpose) {
    return staff.post("/admin/clock", "{}".getBytes(UTF_8), "x-godwit-admin", onPurpose);
  }
}
