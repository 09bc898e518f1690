package godwit.perf.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {
  @ParameterizedTest(name = "{0} with at most {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5 0.3 0.05 0 0.01 0.9         | 40 | 5", // three quiet ones in a row
        "0.01 0.01 0.2 0.01 0.01 0.2 0.3 | 7  | 7", // never
        "0.01 0.01 0.2 0.01 0.01 0.0 0.3 | 40 | 6", // two are not three
        "0.9 0.9 0.9                     | 2  | 2",
        "0.9                             | 0  | 0",
      })
  void rounds(String parts, int most, int expected) throws IOException {
    Deque<Double> left = new ArrayDeque<>();
    Arrays.stream(parts.strip().split(" ")).map(Double::valueOf).forEach(left::add);
    int all = left.size();
    WarmUp.run(most, left::remove);
    assertEquals(expected, all - left.size());
  }
}
