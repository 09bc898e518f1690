package godwit.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {
  @TempDir
  Path cache;

  @Test
  void twoProcessesUnpackOneWholeTreeWhereAnEarlierOneWasCutShort()
      throws IOException, InterruptedException {
    Path home = cache.resolve(PostgresBinaries.FOLDER);
    Path cutShort = cache.resolve(PostgresBinaries.FOLDER + ".unpacking/bin");
    Files.writeString(Files.createDirectories(cutShort).resolve("postgres"), "half");
    try (ChildJvm first = ChildJvm.start(UnpackingMain.class, cache.toString());
        ChildJvm second = ChildJvm.start(UnpackingMain.class, cache.toString())) {
      assertEquals(home.toString(), first.lineAfter("home "));
      assertEquals(home.toString(), second.lineAfter("home "));
      assertEquals(0, first.awaitEnd());
      assertEquals(0, second.awaitEnd());
    }
    assertEquals(List.of(PostgresBinaries.FOLDER, PostgresBinaries.FOLDER + ".lock"), names());
    assertTrue(Files.size(home.resolve("bin/postgres")) > 1 << 20);
    assertTrue(Files.isExecutable(home.resolve("bin/postgres")));
    assertTrue(Files.isSymbolicLink(home.resolve("lib/libpq.so")));
    assertTrue(Files.isDirectory(home.resolve("share/postgresql")));
  }

  private List<String> names() throws IOException {
    try (var entries = Files.list(cache)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
