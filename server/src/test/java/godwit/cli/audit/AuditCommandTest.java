package godwit.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.CommandRun;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The audit of a node, followed, exported, spoilt, and asked what left on a day.
class AuditCommandTest extends PeerTest {
  private static final RoutingCode AARHUS = RoutingCode.nation(208, 4);

  /// What somebody who can write the file may try.
  enum Tampering {
    ALTER,
    LEAVE_OUT,
    LEAVE_OUT_THE_FIRST,
    SWAP,
    DOUBLE,
    ANOTHER_HASH,
    NO_JSON;

    List<String> apply(List<String> lines) {
      List<String> spoilt = new ArrayList<>(lines);
      String second = lines.get(1);
      switch (this) {
        case ALTER -> spoilt.set(1, second.replace("\\\"records\\\":", "\\\"records\\\":1"));
        case LEAVE_OUT -> spoilt.remove(1);
        case LEAVE_OUT_THE_FIRST -> spoilt.removeFirst();
        case SWAP -> Collections.swap(spoilt, 0, 1);
        case DOUBLE -> spoilt.add(1, spoilt.getFirst());
        case ANOTHER_HASH -> spoilt.set(1, second.replaceFirst("\"hash\":\"..", "\"hash\":\"zz"));
        case NO_JSON -> spoilt.set(1, "{");
      }
      return spoilt;
    }
  }

  @TempDir
  private Path folder;

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  @BeforeAll
  void exchange() {
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    String path = "/exposure/208/0";
    for (int records : List.of(3, 5)) {
      byte[] block = SampleBatch.exposures(records, 0x10, AARHUS, SampleBatch.TODAY, 16);
      byte[] batch = new SampleBatch().destination(AARHUS).block(block).bytes();
      assertEquals(201, france.post("/exposure/" + AARHUS.path(), batch).status());
    }
    for (int given = 0; given < 2; given++) path = next(denmark.get(path));
    assertEquals(204, denmark.get(path).status());
  }

  @Test
  void saysWhatLeftOnADayToWhomHowMany() {
    CommandRun report = run("report", "--date", today.toString());
    assertEquals(0, report.status(), report.err());
    assertTrue(report.out().matches("(?s).*250/0 +208/4 +208/0 +2 +8\n"), report.out());
    /* What is asked for once more has left already. */
    node.until(() -> run("report", "--date", today.toString()).out().equals(report.out()));
    assertEquals(
        "nothing left on 2020-02-29\n", run("report", "--date", "2020-02-29").out());
    JsonObject document =
        new JsonObject(run("report", "--json", "--date", today.toString()).out());
    assertEquals(8, document.getJsonArray("left").getJsonObject(0).getLong("records"));
    assertEquals(2, run("report", "--date", "yesterday").status());
  }

  @Test
  void isWholeAndGrowsFromWhatWasKnown() {
    String before = head(run("verify"));
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(2).bytes()).status());
    CommandRun after = run("verify", "--known", before);
    assertEquals(0, after.status(), after.err());
    assertFalse(head(after).equals(before), "a batch more");
    String other = before.substring(0, before.length() - 64) + "0".repeat(64);
    assertTrue(run("verify", "--known", other).err().contains("another than the one"));
    CommandRun missing = run("verify", "--known", "999999:" + "0".repeat(64));
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("was taken away"), missing.err());
    assertEquals(1, run("verify", "--known", "17").status());
  }

  @Test
  void anExportIsVerifiedWithoutTheNode() throws IOException {
    List<String> lines = export();
    CommandRun whole = verify(lines);
    assertEquals(0, whole.status(), whole.err());
    String head = head(whole);
    CommandRun shorter = verify(lines.subList(0, lines.size() - 1), "--known", head);
    assertEquals(1, shorter.status(), "the newest were taken away");
    assertFalse(String.join("\n", lines).contains("127.0.0.1"));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasTamperedWithShows(Tampering tampering) throws IOException {
    List<String> lines = export();
    List<String> spoilt = tampering.apply(lines);
    assertFalse(spoilt.equals(lines));
    CommandRun refused = verify(spoilt);
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.err().contains("entry"), refused.err());
  }

  @Test
  void saysWhatIsWrong() {
    assertTrue(CommandRun.of("audit", "verify").err().contains("is needed"));
    assertEquals(2, CommandRun.of("audit", "report", "--date", today.toString()).status());
  }

  private List<String> export() {
    CommandRun all = run("export");
    assertEquals(0, all.status(), all.err());
    List<String> lines = all.out().lines().toList();
    assertTrue(lines.get(1).contains("\\\"records\\\":"), lines.get(1));
    return lines;
  }

  private CommandRun verify(List<String> lines, String... options) throws IOException {
    Path file = Files.write(folder.resolve("audit.jsonl"), lines);
    List<Object> args = new ArrayList<>(List.of("audit", "verify", "--file", file));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }

  private static String head(CommandRun whole) {
    assertTrue(whole.out().startsWith("whole: "), whole.out() + whole.err());
    return whole.out().strip().replaceFirst(".* up to ", "");
  }

  private static String next(TestClient.Reply answer) {
    assertEquals(200, answer.status(), answer.problemAt());
    return answer.header("link").replaceFirst(".*<([^>]+)>; rel=\"?next.*", "$1");
  }

  private CommandRun run(String command, String... options) {
    List<Object> args = new ArrayList<>(
        List.of("audit", command, "--ops", "http://127.0.0.1:" + node.ports().ops()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }
}
