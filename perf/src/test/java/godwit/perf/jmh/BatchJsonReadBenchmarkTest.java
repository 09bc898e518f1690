package godwit.perf.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchJsonReadBenchmarkTest {
  @ParameterizedTest
  @EnumSource
  void readsEveryExposure(BatchJsonReadBenchmark.Layout layout) {
    var benchmark = new BatchJsonReadBenchmark();
    benchmark.layout = layout;
    benchmark.write();
    assertEquals(BatchJsonReadBenchmark.EXPOSURES, benchmark.read());
  }
}
