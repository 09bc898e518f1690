package godwit.perf.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {
  @Test
  void ofTenTheSecondOnEitherSideLeavesThreeBesideOneHundredAndTwentyEight() {
    MedianInterval interval =
        MedianInterval.of(List.of(10.0, 1.0, 9.0, 2.0, 8.0, 3.0, 7.0, 4.0, 6.0, 5.0));
    assertEquals(2, interval.low());
    assertEquals(9, interval.high());
    assertEquals(1 - 2 * 11 / 1_024.0, interval.confidence(), 1e-12);
  }

  @Test
  void ofFewItIsAllOfThemAndSaysHowLittleThatIs() {
    assertEquals(new MedianInterval(1, 1, 0), MedianInterval.of(List.of(1.0)));
    assertEquals(new MedianInterval(1, 3, 0.75), MedianInterval.of(List.of(3.0, 1.0, 2.0)));
    assertThrows(IllegalArgumentException.class, () -> MedianInterval.of(List.of()));
  }

  @Test
  void holdsTheMedianAsOftenAsItSays() {
    var random = new SplittableRandom(7);
    int trials = 4_000;
    long held = IntStream.range(0, trials)
        .mapToObj(_ -> MedianInterval.of(DoubleStream.generate(random::nextDouble)
            .limit(20)
            .map(value -> value * value) // its median is a quarter
            .boxed()
            .toList()))
        .filter(interval -> interval.low() <= 0.25 && 0.25 <= interval.high())
        .count();
    double share = (double) held / trials;
    assertTrue(share > 0.945 && share < 0.975, "share=" + share); // it says 0.9586
  }
}
