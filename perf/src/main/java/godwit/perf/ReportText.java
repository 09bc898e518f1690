package godwit.perf;

import godwit.perf.step.Bar;
import godwit.perf.step.PairStep;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A run's figures as a page of text: limits, then what uploads cost beside them, then all of it.
final class ReportText {
  private static final int BAR = 32;
  private static final int BRIEF = 4;
  /* Before a capital; and before the last of several, which begins the next word. */
  private static final Pattern WORD =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private final StringBuilder text = new StringBuilder();

  private ReportText() {}

  static String of(Bench.Result result) {
    ReportText page = new ReportText();
    if (!result.limits().isEmpty()) page.limits(result.limits());
    page.ratios(result.workloads());
    page.details(result.workloads());
    page.bars(result.bars());
    page.compared(result.compared());
    if (result.repeated() > 0) {
      page.line(
          "%d measurements were repeated: too much time was stolen".formatted(result.repeated()));
    }
    return page.text.toString().stripTrailing();
  }

  /// The first figures of a sample, in a line.
  static String brief(PassFigures sample) {
    List<String> shown = new ArrayList<>();
    sample.figures().forEach((name, figure) -> {
      if (shown.size() < BRIEF) shown.add(words(name) + " " + number(figure));
    });
    return String.join(", ", shown);
  }

  /// A bar that is full at `share` 1 and never longer.
  static String bar(double share) {
    int length = (int) Math.round(Math.clamp(share, 0, 1) * BAR);
    return "█".repeat(length) + "·".repeat(BAR - length);
  }

  /// Three digits behind the point where there are few before it.
  static String number(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }

  /// A figure's name as words: `cpuSecondsPerMillion` is "cpu seconds per million".
  static String words(String name) {
    return WORD.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
  }

  private void limits(Map<String, Summary> limits) {
    line("%-28s %24s %24s"
        .formatted("limits of this machine", "MB per CPU second", "MB per second"));
    limits.forEach((key, summary) -> {
      line("%-28s %24s %24s%s"
          .formatted(
              key,
              spread(summary.figure("megabytesPerCpuSecond")),
              spread(summary.figure("megabytesPerSecond")),
              summary
                  .figure("ofReference")
                  .map(share -> "  %s %s of %s"
                      .formatted(
                          bar(share.median()),
                          number(share.median()),
                          median(summary, "reference")))
                  .orElse("")));
    });
  }

  /* Bars of all workloads have one scale: the dearest fills its own. */
  private void ratios(Map<String, Summary> workloads) {
    double dearest = 0;
    for (Summary summary : workloads.values()) {
      if (summary.figure("sumOfPartsCpuSecondsPerMillion").isEmpty()) continue;
      dearest =
          Math.max(dearest, summary.figure("cpuSecondsPerMillion").orElseThrow().median());
    }
    if (dearest == 0) return;
    double scale = dearest;
    line("");
    line("CPU seconds per million exposures: the server and its database, beside the parts alone");
    workloads.forEach((key, summary) -> summary
        .figure("sumOfPartsCpuSecondsPerMillion")
        .ifPresent(parts -> {
          Summary.Spread all = summary.figure("cpuSecondsPerMillion").orElseThrow();
          line("%-18s godwit %s %24s"
              .formatted(key, bar(all.median() / scale), spread(Optional.of(all))));
          line("%-18s parts  %s %24s"
              .formatted("", bar(parts.median() / scale), spread(Optional.of(parts))));
          line("%-18s ratio  %s".formatted("", spread(summary.figure("ratio"))));
        }));
  }

  private void details(Map<String, Summary> workloads) {
    workloads.forEach((key, summary) -> {
      line("");
      line("%s".formatted(key));
      summary
          .figures()
          .forEach((name, spread) ->
              line("  %-46s %26s".formatted(words(name), spread(Optional.of(spread)))));
    });
  }

  private void bars(List<Bar.Judged> bars) {
    if (bars.isEmpty()) return;
    line("");
    line("bars, held against the median of all passes");
    for (Bar.Judged judged : bars) {
      line("  %-46s %12s of at %-5s %-9s %s"
          .formatted(
              judged.workload() + ": " + words(judged.bar().figure()),
              number(judged.median()),
              judged.bar().side().word(),
              number(judged.bar().bound()),
              judged.isMet() ? "met" : "NOT MET"));
    }
  }

  private void compared(List<PairStep.Compared> all) {
    if (all.isEmpty()) return;
    line("");
    line("processor time of this build by that of the build beside it, median of all pairs");
    for (PairStep.Compared each : all) {
      line("  %-18s %s (%.1f %% interval %s to %s, %d pairs)  %s"
          .formatted(
              each.workload(),
              number(each.ratio().median()),
              100 * each.interval().confidence(),
              number(each.interval().low()),
              number(each.interval().high()),
              each.pairs(),
              each.isAsCheap() ? "as cheap" : "DEARER"));
    }
  }

  private static String median(Summary summary, String name) {
    return summary.figure(name).map(spread -> number(spread.median())).orElse("-");
  }

  private static String spread(Optional<Summary.Spread> spread) {
    return spread
        .map(of ->
            "%s (%s to %s)".formatted(number(of.median()), number(of.min()), number(of.max())))
        .orElse("-");
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
