package godwit.http.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.CommandRun;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The kill switch: what is stopped is refused for now, remembered nowhere, and not offered.
class PauseTest extends PeerTest {
  private TestClient denmark;

  @BeforeAll
  void open() {
    denmark = TestClient.peer(node, RunningNode.DENMARK);
  }

  @AfterEach
  void goOn() {
    run("resume", "--peer", "250/0");
    run("resume", "--family", "herald-simple");
  }

  @Test
  void whatAPeerSendsIsStopped() {
    assertEquals(0, run("pause", "--peer", "250/0", "--direction", "in").status());
    byte[] batch = SampleBatch.simple(2).bytes();
    RunningNode.Rows before = node.rows();
    var refused = france.post(NORWAY, batch);
    assertEquals("503 paused", refused.problem());
    assertEquals("60", refused.header("retry-after"));
    assertEquals(before, node.rowsAtRest());
    assertFalse(operations(france).contains("push"), "it is not offered");
    assertTrue(operations(france).contains("certification"));
    assertTrue(operations(denmark).contains("push"), "others go on");
    assertEquals(201, denmark.post(NORWAY, batchOfDenmark()).status());
    assertEquals(0, run("resume", "--peer", "250/0").status());
    assertEquals(201, france.post(NORWAY, batch).status(), "nothing was remembered");
    assertTrue(operations(france).contains("push"));
  }

  @Test
  void whatAPeerFetchesIsStopped() {
    assertEquals(200, run("pause", "--peer", "250/0", "--direction", "out").status() + 200);
    var refused = france.get("/exposure/250/0");
    assertEquals("503 paused", refused.problem());
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(2).bytes()).status());
    run("resume", "--peer", "250/0", "--direction", "out");
    assertEquals(204, france.get("/exposure/250/0").status());
  }

  @Test
  void aFamilyIsStoppedForAllWithTheWholeBatch() {
    run("pause", "--family", "herald-simple");
    byte[] batch = SampleBatch.simple(2).bytes();
    RunningNode.Rows before = node.rows();
    assertEquals("503 paused", france.post(NORWAY, batch).problem());
    assertEquals(before, node.rowsAtRest());
    JsonArray types = france.get("/resolver").json().getJsonArray("payloadTypes");
    assertFalse(types.contains(0x10));
    assertTrue(types.contains(0x20));
    run("resume", "--family", "herald-simple");
    assertEquals(201, france.post(NORWAY, batch).status());
  }

  @Test
  void saysWhatItWouldDoAndWhatIsWrong() {
    CommandRun dry = run("pause", "--peer", "250/0", "--dry-run");
    assertEquals("would be paused  250/0  in\nwould be paused  250/0  out\n", dry.out());
    assertTrue(operations(france).contains("push"));
    assertEquals(
        "paused  250/0  in\npaused  250/0  in\n",
        run("pause", "--peer", "250/0", "--direction", "in").out());
    assertEquals(
        "nothing changed\npaused  250/0  in\n",
        run("pause", "--peer", "250/0", "--direction", "in").out());
    assertTrue(run("pause", "--peer", "999/1").err().contains("no peer has the code"));
    assertTrue(run("pause", "--family", "none").err().contains("family is one of"));
    assertEquals(2, run("pause").status());
    assertEquals(2, run("pause", "--peer", "250/0", "--family", "gaen").status());
    assertTrue(run("pause", "--peer", "250/0", "--direction", "up").err().contains("direction"));
  }

  private static byte[] batchOfDenmark() {
    return new SampleBatch()
        .origin(RunningNode.DENMARK)
        .block(SampleBatch.exposures(1))
        .bytes();
  }

  private List<String> operations(TestClient client) {
    List<String> operations = new ArrayList<>();
    client
        .get("/resolver/578/0")
        .json()
        .getJsonArray("operations")
        .forEach(each -> operations.add(each.toString()));
    return operations;
  }

  private CommandRun run(String command, String... options) {
    List<Object> args = new ArrayList<>(
        List.of(command, "--ops", "http://127.0.0.1:" + node.ports().ops()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }
}
