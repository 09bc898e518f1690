package godwit.perf.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompilerTimeTest {
  @ParameterizedTest
  @CsvSource({
    "12 (C1 CompilerThre) S 1 2 3, true",
    "12 (C2 CompilerThre) R 1 2 3, true",
    "12 (vert.x-eventloo) S 1 2 3, false",
    "12 (GC Thread#0) S 1 2 3, false",
    "12 (a (C2) Compiler) S 1 2 3, false",
  })
  void compilersAreKnownByTheirNames(String line, boolean known) {
    assertEquals(known, CompilerTime.isCompilers(line));
  }

  /* Whoever runs this has compiled something to come here. */
  @Test
  void isAPartOfWhatTheProcessHasUsed() throws IOException {
    long self = ProcessHandle.current().pid();
    double compilers = CompilerTime.seconds(self);
    assertTrue(compilers > 0, "compilers=" + compilers);
    assertTrue(compilers <= ProcessTree.cpu(self).self(), "compilers=" + compilers);
  }

  @Test
  void saysThatAProcessHasEnded() throws Exception {
    Process child = new ProcessBuilder("true").start();
    assertEquals(0, child.waitFor());
    assertThrows(IOException.class, () -> CompilerTime.seconds(child.pid()));
  }
}
