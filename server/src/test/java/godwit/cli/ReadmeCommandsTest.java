package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The curl calls of README.md drive a node as they stand there, but for ports and folders.
class ReadmeCommandsTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final Path README = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../README.md")
      .normalize();
  private static final String PATH = System.getenv().getOrDefault("PATH", "");
  private static final int PATIENCE_SECONDS = 60;

  @Test
  void whoAnswersABatchAndItsReceipt(@TempDir Path folder) throws Exception {
    assumeTrue(
        List.of(PATH.split(":", -1)).stream()
            .anyMatch(each -> Files.isExecutable(Path.of(each).resolve("curl"))),
        "curl is not here");
    Vertx vertx = Vertx.vertx();
    new Pki(InstantSource.system()).init(folder);
    try (Member norway = Member.sharing(vertx, folder, NORWAY);
        Member france = Member.sharing(vertx, folder, FRANCE)) {
      norway.configured(false, "country: 250, state: 0, delivery: pull").startHere();
      assertEquals(FRANCE, france.code());
      String[] make = "batch make --records 10 --country 578 --state 0 --gzip --out".split(" ", -1);
      Object[] args = new Object[make.length + 1];
      System.arraycopy(make, 0, args, 0, make.length);
      args[make.length] = folder.resolve("batch.gz");
      assertEquals(0, CommandRun.of(args).status());

      List<JsonNode> said = run(
          folder,
          calls()
              .replace("examples/two-authorities/pki", folder.toString())
              .replace(":8479", ":" + norway.ports().peers()));
      assertEquals(3, said.size());
      assertEquals(578, said.getFirst().path("authority").path("country").asInt());
      assertEquals(10, said.get(1).path("accepted").asInt());
      assertEquals(said.get(1), said.get(2));
    } finally {
      vertx.close();
    }
  }

  private static String calls() throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf("   pki=examples/two-authorities/pki\n   norway=");
    assertTrue(start >= 0);
    return readme.substring(start, readme.indexOf("   ```", start));
  }

  private static List<JsonNode> run(Path folder, String script)
      throws IOException, InterruptedException {
    Path out = folder.resolve("said");
    Process shell = new ProcessBuilder("sh", "-euc", script)
        .directory(folder.toFile())
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    assertTrue(shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(0, shell.exitValue());
    try (MappingIterator<JsonNode> documents =
        new ObjectMapper().readerFor(JsonNode.class).readValues(out.toFile())) {
      return documents.readAll();
    }
  }
}
