package godwit.intake;

import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;

/// Counts what became of uploads; one an event loop, used on that loop only.
///
/// - shape: `godwit.intake.uploads` by source, outcome and problem; `godwit.intake.records` by
///   source and result
/// - units: uploads; records of batches that are new here
/// - errors: none
/// - source: docs/operating.md, "Metrics"
/*
 * A registry finds a counter by its sorted tags, which costs more than to count: each is asked for
 * once.
 */
final class UploadMeters {
  private static final String NO_PROBLEM = "none";

  private final MeterRegistry registry;
  private final Counter repeated;
  private final Counter moved;
  private final Counter unknown;
  private final Map<End, Counter> uploads = new HashMap<>();
  private final Map<Part, Counter> records = new HashMap<>();

  private record End(UploadSource source, String outcome, String problem) {}

  private record Part(UploadSource source, String result) {}

  UploadMeters(MeterRegistry registry) {
    this.registry = registry;
    this.repeated = registry.counter("godwit.intake.repeated");
    this.moved = registry.counter("godwit.intake.robert", "result", "moved");
    this.unknown = registry.counter("godwit.intake.robert", "result", "unknown");
  }

  void ended(UploadSource source, Outcome outcome) {
    switch (outcome) {
      case Outcome.Stored(Receipt receipt) -> stored(source, "stored", receipt);
      case Outcome.NothingAccepted(Receipt receipt) -> stored(source, "nothing-accepted", receipt);
      case Outcome.Conflict _ -> count(source, "conflict", NO_PROBLEM);
      case Outcome.Refused(var problem) ->
        count(source, "refused", problem.type().word());
      case Outcome.TryLater _ -> count(source, "try-later", ProblemType.OVERLOADED.word());
    }
  }

  /// Contact events that had counted before.
  void repeated(long events) {
    repeated.increment((double) events);
  }

  /// Identifiers of ROBERT by what their country byte said.
  ///
  /// @param elsewhere of another country than their header
  /// @param nowhere of a number that stands for no country
  void robert(long elsewhere, long nowhere) {
    moved.increment((double) elsewhere);
    unknown.increment((double) nowhere);
  }

  /// A fault, which is no outcome.
  void failed(UploadSource source) {
    count(source, "fault", NO_PROBLEM);
  }

  private void stored(UploadSource source, String outcome, Receipt receipt) {
    if (receipt.duplicate()) {
      count(source, "duplicate", NO_PROBLEM);
      return;
    }
    count(source, outcome, NO_PROBLEM);
    records(source, "accepted", receipt.accepted());
    records(source, "rejected", receipt.records() - receipt.accepted());
  }

  private void count(UploadSource source, String outcome, String problem) {
    uploads.computeIfAbsent(new End(source, outcome, problem), this::uploads).increment();
  }

  private void records(UploadSource source, String result, long count) {
    Counter counter = records.computeIfAbsent(new Part(source, result), this::records);
    counter.increment((double) count);
  }

  private Counter uploads(End end) {
    return registry.counter(
        "godwit.intake.uploads",
        "source",
        end.source().word(),
        "outcome",
        end.outcome(),
        "problem",
        end.problem());
  }

  private Counter records(Part part) {
    return registry.counter(
        "godwit.intake.records", "source", part.source().word(), "result", part.result());
  }
}
