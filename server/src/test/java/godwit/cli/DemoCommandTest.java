package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.fixture.CommandRun;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir
  private Path folder;

  @Test
  @Timeout(180)
  void bothStoriesArriveWholeAndOnce() throws Exception {
    CommandRun run = CommandRun.of("demo", "--records", 2_000, "--json");
    assertEquals(0, run.status(), run.err() + run.out());
    JsonNode json = run.json();
    assertTrue(json.get("ok").asBoolean(), run.out());
    assertEquals(2_000, json.get("uploaded").asLong());
    assertEquals(2_000, json.get("matched").asLong());
    assertTrue(json.get("forwarded").asLong() > 500, run.out());
    assertEquals(json.get("forwarded"), json.get("received"));
    assertEquals(0, json.get("lost").asLong());
    assertEquals(0, json.get("duplicated").asLong());
    assertTrue(json.get("alerts").asLong() > 0, run.out());
    assertTrue(json.get("slowestCrossingMillis").asLong() > 0, run.out());
    assertTrue(run.err().contains("uploaded 2000 of 2000, forwarded"), run.err());
  }

  @Test
  void tellsHowManyRecordsThereMayBe() {
    CommandRun run = CommandRun.of("demo", "--records", 0);
    assertEquals(2, run.status());
    assertTrue(run.err().contains("--records must be from 1 to 1000000"), run.err());
  }

  @Test
  @Timeout(180)
  void keepsRunningUntilItIsStoppedAndLeavesNothingBehind() throws Exception {
    Path err = folder.resolve("err");
    Path temporary = Files.createDirectory(folder.resolve("t"));
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.cli.Main",
            "demo",
            "--records",
            "1",
            "--keep",
            "--json")
        .redirectError(err.toFile())
        .start();
    try (BufferedReader out = process.inputReader()) {
      String document = String.valueOf(out.readLine());
      assertTrue(document.startsWith("{\"ok\":true"), document + Files.readString(err));
      assertEquals(1, demoFolders(temporary).size());
      process.toHandle().destroy(); // unlike Process.destroy(), leaves its output to be read
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(List.of(), demoFolders(temporary), Files.readString(err));
      assertEquals(-1, out.read());
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<Path> demoFolders(Path temporary) throws Exception {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("godwit-"))
          .toList();
    }
  }
}
