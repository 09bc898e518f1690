package godwit.perf.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {
  @Test
  void aLineIsFoundAsItIs() {
    List<Trend.Point> points = new ArrayList<>();
    for (int look = 0; look < 10; look++) points.add(new Trend.Point(10 * look, 300 + 0.5 * look));
    Trend trend = Trend.of(points);
    assertEquals(3, trend.perMinute(), 1e-9);
    assertEquals(0, trend.error(), 1e-9);
    assertEquals(3, trend.beyondNoise(), 1e-9);
  }

  @Test
  void scatterIsNoGrowth() {
    double[] values = {300, 306, 299, 304, 301, 305, 300, 306};
    List<Trend.Point> points = new ArrayList<>();
    for (double value : values) points.add(new Trend.Point(10 * points.size(), value));
    Trend trend = Trend.of(points);
    assertTrue(trend.perMinute() > 1, trend.toString());
    assertEquals(0, trend.beyondNoise());
  }

  /* Of 1, 2 and 6 at 0, 60 and 120 s by hand: slope 2.5 a minute, rest 1.5, its error 0.866. */
  @Test
  void theErrorIsThatOfTheTextbook() {
    Trend trend =
        Trend.of(List.of(new Trend.Point(0, 1), new Trend.Point(60, 2), new Trend.Point(120, 6)));
    assertEquals(2.5, trend.perMinute(), 1e-9);
    assertEquals(Math.sqrt(1.5 / 2), trend.error(), 1e-9);
  }

  @Test
  void twoPointsAreNone() {
    Trend.Point point = new Trend.Point(0, 1);
    assertThrows(IllegalArgumentException.class, () -> Trend.of(List.of(point, point)));
    assertThrows(IllegalArgumentException.class, () -> Trend.of(List.of(point, point, point)));
  }
}
