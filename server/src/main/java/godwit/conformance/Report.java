package godwit.conformance;

import godwit.conformance.Result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How all cases went against one server.
///
/// @param server its address
/// @param authority whom it says that it is; empty if it did not say
public record Report(String server, String authority, List<Result> results) {
  private static final int NAME_COLUMN = 64;
  private static final int SECTION_COLUMN = 26;

  public Report {
    results = List.copyOf(results);
  }

  /// Whether nothing failed.
  public boolean ok() {
    return count(Outcome.FAIL) == 0;
  }

  /// How many cases went so.
  public long count(Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /// One line a case, and a summary.
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("%s, %s".formatted(server, authority.isEmpty() ? "nobody known" : authority));
    results.forEach(result -> lines.add(line(result)));
    lines.add("%d passed, %d failed, %d skipped"
        .formatted(count(Outcome.PASS), count(Outcome.FAIL), count(Outcome.SKIP)));
    return String.join("\n", lines);
  }

  /// The same as a document.
  public Document document() {
    return new Document(
        ok(),
        server,
        authority,
        count(Outcome.PASS),
        count(Outcome.FAIL),
        count(Outcome.SKIP),
        results.stream().map(Report::entry).collect(Collectors.toList()));
  }

  /// A report as JSON.
  public record Document(
      boolean ok,
      String server,
      String authority,
      long passed,
      long failed,
      long skipped,
      List<Entry> cases) {
    public Document {
      cases = List.copyOf(cases);
    }
  }

  /// A case as JSON.
  ///
  /// @param result `pass`, `fail` or `skip`
  public record Entry(
      String name, String section, String result, String expected, String got, String why) {}

  private static Entry entry(Result result) {
    return new Entry(
        result.name(),
        result.section(),
        result.outcome().name().toLowerCase(Locale.ROOT),
        result.expected(),
        result.got(),
        result.why());
  }

  private static String line(Result result) {
    String start = "%-4s  %-" + NAME_COLUMN + "s  %-" + SECTION_COLUMN + "s";
    return switch (result.outcome()) {
      case PASS -> start.formatted("pass", result.name(), result.section());
      case SKIP -> start.formatted("skip", result.name(), result.section()) + "  " + result.why();
      case FAIL ->
        start.formatted("FAIL", result.name(), result.section()) + "  expected " + result.expected()
            + "; got " + result.got();
    };
  }
}
