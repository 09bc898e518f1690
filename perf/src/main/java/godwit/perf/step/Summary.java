package godwit.perf.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every figure of several passes: its median, and how far the passes lie apart.
public record Summary(Map<String, Spread> figures, int passes) {
  /// @param median the middle pass; of an even number of passes the mean of the two in the middle
  public record Spread(double median, double min, double max) {
    public static Spread of(List<Double> values) {
      if (values.isEmpty()) throw new IllegalArgumentException("no values");
      List<Double> sorted = values.stream().sorted().toList();
      int half = sorted.size() / 2;
      double median =
          sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
      return new Spread(median, sorted.getFirst(), sorted.getLast());
    }
  }

  public static Summary of(List<PassFigures> samples) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (PassFigures sample : samples) {
      sample
          .figures()
          .forEach((name, figure) ->
              values.computeIfAbsent(name, _ -> new ArrayList<>()).add(figure));
    }
    Map<String, Spread> figures = new LinkedHashMap<>();
    values.forEach((name, all) -> figures.put(name, Spread.of(all)));
    return new Summary(figures, samples.size());
  }

  public Optional<Spread> figure(String name) {
    return Optional.ofNullable(figures.get(name));
  }

  /// Medians by name, and beside them `min`, `max` and how many passes there were.
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    Map<String, Double> min = new LinkedHashMap<>();
    Map<String, Double> max = new LinkedHashMap<>();
    figures.forEach((name, spread) -> {
      document.put(name, spread.median());
      min.put(name, spread.min());
      max.put(name, spread.max());
    });
    document.put("min", min);
    document.put("max", max);
    document.put("passes", passes);
    return document;
  }
}
