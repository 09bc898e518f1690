package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.CommandRun;
import godwit.store.held.HeldKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysMakeHeldCommandTest {
  @TempDir
  Path folder;

  @Test
  void makesAFileThatANodeReadsAndOverwritesNone() throws IOException {
    Path file = folder.resolve("held-keys");
    CommandRun made = CommandRun.of("keys", "make", "held", file, "--json");
    assertEquals(0, made.status(), made.err());
    assertEquals("held", made.json().get("use").asText());
    assertEquals(file.toString(), made.json().get("file").asText());
    LocalDate first = HeldKeys.read(file).first();
    assertEquals(first.toString(), made.json().get("from").asText());
    CommandRun again = CommandRun.of("keys", "make", "held", file);
    assertEquals(1, again.status());
    assertTrue(again.err().contains("is there already"), again.err());
    assertEquals(first, HeldKeys.read(file).first());
  }
}
