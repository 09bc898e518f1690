package godwit.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What came of one run.
///
/// @param batches that the authorities made for each other
/// @param exposures that were acknowledged
/// @param wrong what must not be, in sentences; empty where all is well
/// @param trace of all choices and their outcomes
record SimulationReport(
    long seed,
    long batches,
    long exposures,
    Map<Fault, Integer> faults,
    List<String> wrong,
    String trace,
    Duration took) {

  boolean isWell() {
    return wrong.isEmpty();
  }

  int allFaults() {
    return faults.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return "seed %d: %d batches, %d exposures, %d faults, trace %s, %d ms%s%s"
        .formatted(
            seed,
            batches,
            exposures,
            allFaults(),
            trace,
            took.toMillis(),
            isWell() ? "" : ": ",
            String.join("; ", wrong));
  }
}
