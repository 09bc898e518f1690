package godwit.perf.step;

import java.util.List;

/// Where the median of what was measured a few times lies, whatever the noise is distributed like.
///
/// - shape: the k-th smallest and the k-th greatest value, with the greatest k that leaves at least
///   95 %; the smallest and the greatest where there are too few for that
/// - units: those of the values
/// - errors: [IllegalArgumentException] without any value
/// - source: the sign test; of n values that lie above the median as often as below it, k - 1 or
///   fewer lie on one side with the probability of so few heads in n tosses of a coin
///
/// @param confidence that the median is in it, from 0 to 1
public record MedianInterval(double low, double high, double confidence) {
  private static final double WANTED = 0.95;

  /// The interval of these values.
  public static MedianInterval of(List<Double> values) {
    if (values.isEmpty()) throw new IllegalArgumentException("no values");
    List<Double> sorted = values.stream().sorted().toList();
    int count = sorted.size();
    double few = Math.pow(0.5, count); // the probability of no heads
    double tail = few;
    int rank = 1;
    while (2 * rank < count) {
      few = few * (count - rank + 1) / rank;
      if (1 - 2 * (tail + few) < WANTED) break;
      tail += few;
      rank++;
    }
    return new MedianInterval(sorted.get(rank - 1), sorted.get(count - rank), 1 - 2 * tail);
  }
}
