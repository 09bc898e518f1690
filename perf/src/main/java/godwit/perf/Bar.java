package godwit.perf;

/// What a figure is held against: it may be so much, and not more.
///
/// @param figure its name in a sample, with the unit
/// @param most of the median over all passes
record Bar(String figure, double most) {
  /// A bar beside what was reached.
  record Judged(String workload, Bar bar, double median) {
    boolean isMet() {
      return median <= bar.most();
    }
  }

  /// Holds a workload's figures against it.
  Judged judge(String workload, Summary summary) {
    double median = summary
        .figure(figure)
        .orElseThrow(() -> new IllegalStateException(workload + " has no figure " + figure))
        .median();
    return new Judged(workload, this, median);
  }
}
