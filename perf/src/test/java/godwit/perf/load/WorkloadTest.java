package godwit.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
  static Stream<String> names() {
    return Stream.concat(Workload.NAMES.stream(), Trial.LONG.stream());
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyFileReadsAndPassesFromOneProcessToAnother(String name) throws IOException {
    Workload workload = Workload.read(name);
    assertEquals(workload, Workload.ofJson(workload.json()));
    assertEquals(workload.quick(), Workload.ofJson(workload.quick().json()));
  }

  @Test
  void quickIsLessButNeverNothing() {
    var ingest = new Workload.Ingest(Mix.SIMPLE, false, 1_000, 1, 2, 0);
    assertEquals(ingest, ingest.quick());
    var longer = new Workload.Ingest(Mix.SIMPLE, false, 1_000, 16, 2, 40);
    assertEquals(new Workload.Ingest(Mix.SIMPLE, false, 1_000, 4, 2, 0), longer.quick());
  }

  @Test
  void anUnknownNameOrKeyIsRefused() {
    assertThrows(IOException.class, () -> Workload.read("nothing"));
    assertThrows(
        IOException.class, () -> Workload.ofJson("{\"kind\": \"list\", \"gigabytes\": 1}"));
  }
}
