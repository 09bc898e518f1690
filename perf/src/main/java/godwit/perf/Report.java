package godwit.perf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a run found, for programs and for people.
final class Report {
  private static final int BAR = 30;
  private static final int BRIEF = 4;

  private final Bench.Result result;
  private final Settings settings;

  Report(Bench.Result result, Settings settings) {
    this.result = result;
    this.settings = settings;
  }

  /// The first figures of a sample, in a line.
  static String brief(Sample sample) {
    List<String> shown = new ArrayList<>();
    sample.figures().forEach((name, figure) -> {
      if (shown.size() < BRIEF) shown.add(name + " " + number(figure));
    });
    return String.join("  ", shown);
  }

  /// As one JSON document.
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("passes", settings.passes());
    document.put("repeated", result.repeated());
    document.put("processors", Runtime.getRuntime().availableProcessors());
    document.put("server", String.join(" ", settings.server()));
    document.put("limits", documents(result.limits()));
    document.putAll(documents(result.workloads()));
    document.put("json", result.json());
    return document;
  }

  /// As tables: limits first, then each workload.
  String text() {
    StringBuilder text = new StringBuilder();
    result.limits().forEach((key, summary) -> {
      text.append(key).append(System.lineSeparator());
      summary.figures().forEach((name, spread) -> line(text, "  " + name, spread, ""));
      summary
          .figure("ofReference")
          .ifPresent(share ->
              text.append(String.format(Locale.ROOT, "  %-40s %s%n", "", bar(share.median()))));
    });
    result.workloads().forEach((key, summary) -> {
      text.append(String.format(Locale.ROOT, "%n%s%n", key));
      summary.figures().forEach((name, spread) -> line(text, "  " + name, spread, ""));
    });
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String name, Summary.Spread spread, String unit) {
    text.append(String.format(
        Locale.ROOT,
        "%-42s %12s  (%s to %s) %s%n",
        name,
        number(spread.median()),
        number(spread.min()),
        number(spread.max()),
        unit));
  }

  /* A full bar is 1. */
  static String bar(double share) {
    int length = (int) Math.round(Math.clamp(share, 0, 1) * BAR);
    return "█".repeat(length) + "·".repeat(BAR - length);
  }

  static String number(double value) {
    if (value != 0 && Math.abs(value) < 100) return String.format(Locale.ROOT, "%.3f", value);
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static Map<String, Object> documents(Map<String, Summary> summaries) {
    Map<String, Object> documents = new LinkedHashMap<>();
    summaries.forEach((key, summary) -> documents.put(key, summary.document()));
    return documents;
  }
}
