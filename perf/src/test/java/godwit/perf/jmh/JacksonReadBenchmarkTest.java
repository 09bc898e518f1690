package godwit.perf.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JacksonReadBenchmarkTest {
  @Test
  void readsTheDataOfEveryExposure() throws IOException {
    var benchmark = new JacksonReadBenchmark();
    benchmark.write();
    assertEquals(
        (long) JacksonReadBenchmark.EXPOSURES * SampleExposures.DATA_BYTES, benchmark.read());
    assertTrue(benchmark.sum() > 0);
  }
}
