package godwit.perf.step;

/// What a figure is held against.
///
/// @param figure its name in a sample, with the unit
/// @param bound of the median over all passes
/// @param side on which of the bound's sides the median has to be, or on the bound
public record Bar(String figure, double bound, Side side) {
  /// Which way a figure may pass its bound.
  public enum Side {
    MOST,
    LEAST;

    /// As the JSON document calls the bound.
    public String word() {
      return this == MOST ? "most" : "least";
    }
  }

  /// It may be so much, and not more.
  public static Bar most(String figure, double bound) {
    return new Bar(figure, bound, Side.MOST);
  }

  /// It has to be so much at least.
  public static Bar least(String figure, double bound) {
    return new Bar(figure, bound, Side.LEAST);
  }

  /// A bar beside what was reached.
  public record Judged(String workload, Bar bar, double median) {
    public boolean isMet() {
      return bar.side() == Side.MOST ? median <= bar.bound() : median >= bar.bound();
    }
  }

  /// Holds a workload's figures against it.
  public Judged judge(String workload, Summary summary) {
    double median = summary
        .figure(figure)
        .orElseThrow(() -> new IllegalStateException(workload + " has no figure " + figure))
        .median();
    return new Judged(workload, this, median);
  }
}
