package godwit.perf.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  @Test
  void readsWhatLinuxSaysOfAProcess() throws IOException {
    ProcessMemory parsed = ProcessMemory.parse(
        List.of("Name:\tjava", "VmHWM:\t  614400 kB", "VmRSS:\t    2048 kB", "Threads:\t20"));
    assertEquals(2, parsed.residentMebibytes());
    assertEquals(600, parsed.mostMebibytes());
    ProcessMemory own = ProcessMemory.read(ProcessHandle.current().pid());
    assertTrue(own.mostKibibytes() >= own.residentKibibytes(), own.toString());
    assertThrows(
        IllegalArgumentException.class, () -> ProcessMemory.parse(List.of("VmRSS:\t1 kB")));
  }

  @Test
  void findsDirectMemoryAmongWhatAJvmTracks() throws IOException {
    String said = """
        -                        GC (reserved=59823KB, committed=59759KB)
        -                     Other (reserved=16385KB, committed=10240KB)
                                    (malloc=16385KB #63) (at peak)
        """;
    assertEquals(10, JvmMemory.direct(said));
    assertThrows(
        IOException.class, () -> JvmMemory.direct("Native memory tracking is not enabled"));
  }

  @Test
  void takesTheHeapAfterTheLastCollection(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("gc.log");
    Files.writeString(log, "[0.01s][info][gc] Using G1\n");
    assertTrue(Double.isNaN(JvmMemory.heapMebibytes(log)));
    Files.writeString(log, """
        [1.2s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->9M(256M) 4.1ms
        [2.2s][info][gc] GC(1) Pause Young (Allocation Failure) 90M->41M(247M) 8.2ms
        [3.2s][info][gc] GC(2) Concurrent Mark Cycle
        """);
    assertEquals(41, JvmMemory.heapMebibytes(log));
  }
}
