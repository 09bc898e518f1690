package godwit.store.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  void twoProcessesUnpackOneWholeTree() throws IOException, InterruptedException {
    Path home;
    try (ChildJvm first = ChildJvm.start(UnpackingMain.class, cache.toString());
        ChildJvm second = ChildJvm.start(UnpackingMain.class, cache.toString())) {
      home = Path.of(first.lineAfter("home "));
      assertEquals(home, Path.of(second.lineAfter("home ")));
      assertEquals(0, first.awaitEnd());
      assertEquals(0, second.awaitEnd());
    }
    assertEquals(List.of(home.getFileName(), lockOf(home)), names());
    assertTrue(Files.isExecutable(home.resolve("bin/postgres")));
    assertTrue(Files.isSymbolicLink(home.resolve("lib/libpq.so")));
    assertTrue(Files.isDirectory(home.resolve("share/postgresql")));
  }

  @Test
  void aTreeCutShortIsReplaced() throws IOException {
    Path home = PostgresBinaries.unpackedBelow(cache);
    Path aside = home.resolveSibling(home.getFileName() + ".unpacking");
    Files.move(home, aside);
    Files.delete(aside.resolve("bin/postgres"));
    assertEquals(home, PostgresBinaries.unpackedBelow(cache));
    assertTrue(Files.isExecutable(home.resolve("bin/postgres")));
    assertFalse(Files.exists(aside));
  }

  private static Path lockOf(Path home) {
    return Path.of(home.getFileName() + ".lock");
  }

  private List<Path> names() throws IOException {
    try (var entries = Files.list(cache)) {
      return entries.map(Path::getFileName).sorted().toList();
    }
  }
}
