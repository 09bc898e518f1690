package godwit.perf.machine;

import java.util.List;

/// How steeply something rises, by the line that lies closest to what was seen of it.
///
/// @param perMinute of that line
/// @param error its standard error: what the scatter of the points alone would make of a level line
public record Trend(double perMinute, double error) {
  private static final double SECONDS_A_MINUTE = 60;
  private static final int FEWEST = 3;
  /* Of a level line, one slope in forty is steeper than twice its error. */
  private static final double ERRORS = 2;

  /// What was seen at some time.
  public record Point(double seconds, double value) {}

  /// The line of least squares through points, of which there are three at least.
  public static Trend of(List<Point> points) {
    int count = points.size();
    if (count < FEWEST) throw new IllegalArgumentException(count + " points make no trend");
    double meanSeconds = points.stream().mapToDouble(Point::seconds).average().orElseThrow();
    double meanValue = points.stream().mapToDouble(Point::value).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Point point : points) {
      double ahead = point.seconds() - meanSeconds;
      products += ahead * (point.value() - meanValue);
      squares += ahead * ahead;
    }
    if (squares == 0) throw new IllegalArgumentException("all points at the same time");
    double slope = products / squares;
    double rest = 0;
    for (Point point : points) {
      double expected = meanValue + slope * (point.seconds() - meanSeconds);
      rest += (point.value() - expected) * (point.value() - expected);
    }
    double error = Math.sqrt(rest / (count - 2) / squares);
    return new Trend(slope * SECONDS_A_MINUTE, error * SECONDS_A_MINUTE);
  }

  /// What of the rise is more than scatter; 0 where it is none.
  public double beyondNoise() {
    return Math.max(0, perMinute - ERRORS * error);
  }
}
