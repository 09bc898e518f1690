package godwit.perf.step;

import java.util.LinkedHashMap;
import java.util.Map;

/// What one pass of one thing gave: figures by their names, in the order in which they are shown.
public record PassFigures(Map<String, Double> figures) {
  public PassFigures {
    figures = new LinkedHashMap<>(figures);
  }

  public static PassFigures empty() {
    return new PassFigures(Map.of());
  }

  /// The same with one figure more.
  public PassFigures with(String name, double figure) {
    PassFigures more = new PassFigures(figures);
    more.figures.put(name, figure);
    return more;
  }

  public double figure(String name) {
    Double figure = figures.get(name);
    if (figure == null) throw new IllegalArgumentException("no figure " + name + " in " + figures);
    return figure;
  }
}
