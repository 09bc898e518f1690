package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.CommandRun;
import godwit.fixture.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class VenueCommandTest {
  private RunningNode node;
  private Path config;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    node = RunningNode.start(folder);
    config = folder.resolve("godwit.yaml");
    Files.writeString(config, """
        authority: { country: 578, state: 0 }
        listen: { ops: { host: 127.0.0.1, port: %d } }
        tls: { certificate: a.pem, key: a.key, trust: ca.pem }
        """.formatted(node.ports().ops()));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void entersShowsAndTakesOut() throws IOException {
    CommandRun added = venue("add", "--venue", "77", "--name", "Northgate");
    assertEquals(0, added.status(), added.err());
    assertEquals("entered  578/0/77  Northgate\n", added.out());
    assertEquals("renamed  578/0/77\n", venue("add", "--venue", "77").out());
    CommandRun state = venue("add", "--venue", "4294967295", "--authority", "578/46", "--json");
    assertEquals(
        "{\"country\":578,\"state\":46,\"venue\":4294967295,\"name\":\"\"}",
        state.json().toString());
    assertEquals("578/0/77\n578/46/4294967295\n", venue("list").out());
    assertEquals(2, venue("list", "--json").json().size());
    assertEquals("removed  578/0/77\n", venue("remove", "--venue", "77").out());
    CommandRun again = venue("remove", "--venue", "77");
    assertEquals("unknown  578/0/77\n", again.out());
    assertEquals(1, again.status());
    assertEquals("578/46/4294967295\n", venue("list").out());
  }

  @Test
  void saysWhatIsWrong() {
    CommandRun foreign = venue("add", "--venue", "7", "--authority", "250/0");
    assertEquals(1, foreign.status());
    assertTrue(foreign.err().contains("refused with status 404"), foreign.err());
    for (String code : new String[] {"-1", "4294967296", "x"}) {
      assertEquals(2, venue("add", "--venue", code).status());
    }
    assertEquals(2, venue("add").status());
    for (String authority : new String[] {"578", "custom/033a0001", "0/0"}) {
      assertEquals(2, venue("add", "--venue", "7", "--authority", authority).status());
    }
  }

  private CommandRun venue(String verb, String... options) {
    Object[] args = new Object[options.length + 4];
    Object[] first = {"venue", verb, "--config", config};
    System.arraycopy(first, 0, args, 0, first.length);
    System.arraycopy(options, 0, args, first.length, options.length);
    return CommandRun.of(args);
  }
}
