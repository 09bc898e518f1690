package godwit.perf.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessStatTest {
  private static final String TIMES =
      " S 17 4242 4242 0 -1 4194560 1 2 3 4 700 50 30 5 20 0 33 0 9";

  @ParameterizedTest
  @ValueSource(strings = {"java", "a b", "tmux: (1) x", ") S 9 (", "((", ""})
  void readsTimesBehindAnyName(String name) {
    var stat = ProcessStat.parse("4242 (" + name + ")" + TIMES + "\n");
    assertEquals(new ProcessStat(4242, 17, 750, 35), stat);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 java S 1", "1 (java) S 0 1 1", "(java) S 17 1 1"})
  void refusesOtherLines(String line) {
    assertThrows(IllegalArgumentException.class, () -> ProcessStat.parse(line));
  }

  @Test
  void readsThisProcess() throws Exception {
    var self = ProcessHandle.current();
    var stat = ProcessStat.parse(Files.readString(Path.of("/proc/self/stat")));
    assertEquals(self.pid(), stat.pid());
    assertEquals(self.parent().orElseThrow().pid(), stat.parent());
  }
}
