package godwit.perf;

import java.util.LinkedHashMap;
import java.util.Map;

/// What one pass of one thing gave: figures by their names, in the order in which they are shown.
record Sample(Map<String, Double> figures) {
  Sample {
    figures = new LinkedHashMap<>(figures);
  }

  static Sample empty() {
    return new Sample(Map.of());
  }

  /// The same with one figure more.
  Sample with(String name, double figure) {
    Sample more = new Sample(figures);
    more.figures.put(name, figure);
    return more;
  }

  double figure(String name) {
    Double figure = figures.get(name);
    if (figure == null) throw new IllegalArgumentException("no figure " + name + " in " + figures);
    return figure;
  }
}
