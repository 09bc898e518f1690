package godwit.perf.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.perf.machine.ProcessTree.Cpu;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTreeTest {
  @Test
  void countsDescendantsThroughAnyProcessBetweenAndThoseThatHaveEnded() throws Exception {
    var all = List.of(
        new ProcessStat(1, 0, 9_000, 9_000),
        new ProcessStat(10, 1, 500, 7), // the node; a child of its own has ended
        new ProcessStat(11, 10, 1, 0), // in between
        new ProcessStat(12, 11, 20, 300), // the database, whose workers come and go
        new ProcessStat(13, 12, 40, 0),
        new ProcessStat(99, 1, 8_000, 0)); // somebody else's
    assertEquals(new Cpu(5.0, 3.68), ProcessTree.cpu(10, all));
    assertEquals(new Cpu(0.4, 0), ProcessTree.cpu(13, all));
  }

  @Test
  void saysThatAProcessHasEnded() {
    assertThrows(IOException.class, () -> ProcessTree.cpu(10, List.of()));
  }

  @Test
  void seesWhatAChildUsedEvenOnceItHasEnded() throws Exception {
    long self = ProcessHandle.current().pid();
    Cpu before = ProcessTree.cpu(self);
    var child =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").start();
    assertEquals(0, child.waitFor());
    Cpu used = ProcessTree.cpu(self).minus(before);
    assertTrue(used.below() >= 0.02, used.toString());
    assertTrue(used.total() >= used.below(), used.toString());
  }
}
