package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.CommandRun;
import godwit.fixture.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutbreakCommandTest {
  private static final String[] WINDOW = {
    "--from",
    "2026-11-20T18:00:00Z",
    "--to",
    "2026-11-20T22:00:00Z",
    "--risk-type",
    "confirmed-test"
  };

  @TempDir
  private Path folder = Path.of("");

  @Test
  void anOutbreakIsDeclaredShownAndWithdrawn() throws IOException {
    try (RunningNode node = RunningNode.start(folder)) {
      Path config = folder.resolve("godwit.yaml");
      Files.writeString(config, """
          authority: { country: 578, state: 0 }
          listen: { ops: { host: 127.0.0.1, port: %d } }
          tls: { certificate: a.pem, key: a.key, trust: ca.pem }
          """.formatted(node.ports().ops()));
      CommandRun unknown = declare(config, "--venue", "9");
      assertEquals(1, unknown.status());
      assertTrue(unknown.err().contains("godwit venue add"), unknown.err());
      CommandRun.of("venue", "add", "--config", config, "--venue", "9");
      assertEquals(
          "none\n", CommandRun.of("outbreak", "list", "--config", config).out());
      CommandRun declared = declare(config, "--venue", "9", "--area", "hall", "--json");
      assertEquals(0, declared.status(), declared.err());
      String id = declared.json().path("id").asText();
      assertEquals(0, declared.json().path("released").asInt());
      String line = CommandRun.of("outbreak", "list", "--config", config).out();
      assertEquals(
          id + "  venue 9 hall  2026-11-20T18:00:00Z to 2026-11-20T22:00:00Z  released 0\n", line);
      CommandRun withdrawn = CommandRun.of("outbreak", "withdraw", "--config", config, id);
      assertEquals(0, withdrawn.status(), withdrawn.err());
      node.until(() -> CommandRun.of("outbreak", "list", "--config", config)
          .out()
          .endsWith("released 0  withdrawn\n"));
    }
  }

  @Test
  void aGatewaysCertificateNamesTheOneAuthorityOfTheFolder() throws IOException {
    CommandRun.of("pki", "init", folder);
    CommandRun none = CommandRun.of("pki", "gateway", folder, "--venue", "7");
    assertEquals(2, none.status());
    assertTrue(none.err().contains("--country"), none.err());
    CommandRun.of("pki", "authority", folder, "--country", "578", "--state", "0");
    CommandRun made =
        CommandRun.of("pki", "gateway", folder, "--venue", "7", "--name", "bridge", "--json");
    assertEquals(0, made.status(), made.err());
    assertEquals("urn:hix:gateway:578:0:7:bridge", made.json().path("urn").asText());
    assertTrue(Files.exists(folder.resolve("gateway-7-bridge.pem")));
    CommandRun odd = CommandRun.of("pki", "gateway", folder, "--venue", "7", "--name", "a b");
    assertEquals(1, odd.status());
    assertEquals(
        2, CommandRun.of("pki", "gateway", folder, "--venue", "4294967296").status());
    CommandRun state = CommandRun.of(
        "pki",
        "gateway",
        folder,
        "--country",
        "578",
        "--state",
        "46",
        "--venue",
        "7",
        "--name",
        "x");
    assertTrue(state.out().contains("urn:hix:gateway:578:46:7:x"), state.out());
  }

  private static CommandRun declare(Path config, Object... more) {
    Object[] line = new Object[4 + WINDOW.length + more.length];
    System.arraycopy(new Object[] {"outbreak", "declare", "--config", config}, 0, line, 0, 4);
    System.arraycopy(WINDOW, 0, line, 4, WINDOW.length);
    System.arraycopy(more, 0, line, 4 + WINDOW.length, more.length);
    return CommandRun.of(line);
  }
}
