package godwit.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;

/// What a demonstration came to, and whether it held what it promises: nothing lost, nothing twice.
///
/// @param unexpected payloads in a list that none of its phones had sent out
/// @param alerts phones of each country that came to the threshold
/// @param phones of each country
/// @param slowestCrossingMillis from an upload's answer to the last page with its exposures
public record Outcome(
    List<Leg> legs,
    long unexpected,
    Map<Country, Long> alerts,
    long phones,
    long slowestCrossingMillis,
    long tookMillis) {
  /// Risk-weighted minutes, in hundredths, from which a phone alerts its user.
  static final long THRESHOLD = 1_500;

  private static final double MILLIS = 1e3;

  public Outcome {
    legs = List.copyOf(legs);
  }

  public boolean ok() {
    return problems().isEmpty();
  }

  /// What does not hold, a sentence each.
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Leg leg : legs) {
      if (leg.lost() > 0) problems.add(leg.text() + ": " + leg.lost() + " lost");
      if (leg.twice() > 0) problems.add(leg.text() + ": " + leg.twice() + " twice");
      if (!leg.crosses()) continue;
      if (leg.forwarded() != leg.uploaded()) {
        problems.add(leg.text() + ": " + leg.forwarded() + " of " + leg.uploaded() + " forwarded");
      }
      if (leg.received() != leg.uploaded()) {
        problems.add(leg.text() + ": " + leg.received() + " of " + leg.uploaded() + " received");
      }
    }
    if (unexpected > 0) problems.add(unexpected + " listed that no phone had sent out");
    return problems;
  }

  /// The members of `--json`.
  public SequencedMap<String, Object> document() {
    SequencedMap<String, Object> document = new LinkedHashMap<>();
    document.put("ok", ok());
    document.put("uploaded", sum(Leg::uploaded));
    document.put("forwarded", forwarded());
    document.put("received", received());
    document.put("matched", matched());
    document.put("lost", sum(Leg::lost));
    document.put("duplicated", sum(Leg::twice));
    document.put("unexpected", unexpected);
    document.put("alerts", alerting());
    document.put("slowestCrossingMillis", slowestCrossingMillis);
    document.put("tookMillis", tookMillis);
    document.put("problems", problems());
    return document;
  }

  /// The same as a table.
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(row("", "uploaded", "forwarded", "received", "matched"));
    for (Leg leg : legs) {
      text.append(row(
          leg.text(),
          leg.uploaded(),
          leg.crosses() ? leg.forwarded() : "-",
          leg.crosses() ? leg.received() : "-",
          leg.matched()));
    }
    text.append(row("all", sum(Leg::uploaded), forwarded(), received(), matched()));
    alerts.forEach((country, count) -> text.append(String.format(
        Locale.ROOT,
        "%nAlerts in %s: %d of %d phones reached %.2f risk-weighted minutes",
        country.text(),
        count,
        phones,
        THRESHOLD / 100.0)));
    text.append(String.format(
        Locale.ROOT,
        "%nSlowest crossing: %d ms. All in %.1f s.%n",
        slowestCrossingMillis,
        tookMillis / MILLIS));
    text.append(
        ok() ? "Nothing was lost, nothing came twice." : "NOT as it has to be: " + problemText());
    return text.toString();
  }

  /// Whether everything has arrived, so that waiting for more is of no use.
  boolean isComplete() {
    return legs.stream().allMatch(Leg::isComplete);
  }

  long forwarded() {
    return sum(Leg::forwarded);
  }

  long received() {
    return sum(Leg::received);
  }

  long matched() {
    return sum(Leg::matched);
  }

  long alerting() {
    return alerts.values().stream().mapToLong(Long::longValue).sum();
  }

  private String problemText() {
    return String.join("; ", problems());
  }

  private long sum(ToLongFunction<Leg> column) {
    return legs.stream().mapToLong(column).sum();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-28s %10s %10s %10s %10s%n", cells);
  }
}
