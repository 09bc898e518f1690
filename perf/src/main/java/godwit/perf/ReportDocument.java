package godwit.perf;

import godwit.perf.step.Bar;
import godwit.perf.step.PairStep;
import godwit.perf.step.Summary;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a run found, as one document.
///
/// - shape: `limits` and an object a workload; each has medians by name, then the same names in
///   `min` and `max`, then `passes`; `bars`, a list of what figures are held against; `ratios`, a
/// list
///   of what was compared with another build
/// - units: in the names; megabytes are 1,000,000 bytes, a million is a million exposures
/// - errors: none
/// - source: our own; docs/performance.md
final class ReportDocument {
  private ReportDocument() {}

  static Map<String, Object> document(Bench.Result result, Settings settings) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("passes", result.passes());
    document.put("repeated", result.repeated());
    document.put("processors", Runtime.getRuntime().availableProcessors());
    document.put("server", String.join(" ", settings.server()));
    document.put("limits", documents(result.limits()));
    document.putAll(documents(result.workloads()));
    document.put("bars", result.bars().stream().map(ReportDocument::bar).toList());
    if (!result.compared().isEmpty()) {
      document.put(
          "ratios", result.compared().stream().map(ReportDocument::ratio).toList());
    }
    return document;
  }

  private static Map<String, Object> ratio(PairStep.Compared compared) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("workload", compared.workload());
    document.put("pairs", compared.pairs());
    document.put("median", compared.ratio().median());
    document.put("low", compared.interval().low());
    document.put("high", compared.interval().high());
    document.put("confidence", compared.interval().confidence());
    document.put("asCheap", compared.isAsCheap());
    return document;
  }

  private static Map<String, Object> bar(Bar.Judged judged) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("workload", judged.workload());
    document.put("figure", judged.bar().figure());
    document.put("median", judged.median());
    document.put(judged.bar().side().word(), judged.bar().bound());
    document.put("met", judged.isMet());
    return document;
  }

  private static Map<String, Object> documents(Map<String, Summary> summaries) {
    Map<String, Object> documents = new LinkedHashMap<>();
    summaries.forEach((key, summary) -> documents.put(key, summary.document()));
    return documents;
  }
}
