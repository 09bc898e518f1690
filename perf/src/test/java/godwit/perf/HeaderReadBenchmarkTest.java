package godwit.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class HeaderReadBenchmarkTest {
  @Test
  void readsTheSameHeadersEveryTime() {
    var first = new HeaderReadBenchmark();
    first.fill();
    var second = new HeaderReadBenchmark();
    second.fill();
    assertNotEquals(0, first.read());
    assertEquals(first.read(), second.read());
  }

  @Test
  void isKnownToJmh() {
    var silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    Set<String> names = new TreeSet<>();
    for (BenchmarkListEntry entry : BenchmarkList.defaultList().getAll(silent, List.of())) {
      names.add(entry.getUsername());
    }
    assertTrue(names.contains(HeaderReadBenchmark.class.getName() + ".read"), names.toString());
  }
}
