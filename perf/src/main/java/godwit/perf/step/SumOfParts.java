package godwit.perf.step;

import java.util.List;
import java.util.Optional;

/// The parts of one run, and what they say an upload has to cost at least.
///
/// @param inflate one for each compressed workload, whose title ends with its name
record SumOfParts(List<LimitStep> plain, List<LimitStep> inflate) {
  /// The processor seconds of a batch's parts, as the last pass measured them.
  ///
  /// @param workload its name
  double cpuSeconds(String workload, double wireBytes, double decodedBytes) {
    double seconds = 0;
    for (LimitStep part : plain) {
      seconds += part.cpuSecondsPerByte() * (part.limit().isOfTheWire() ? wireBytes : decodedBytes);
    }
    Optional<LimitStep> inflated =
        inflate.stream().filter(part -> part.key().endsWith("-" + workload)).findFirst();
    return seconds
        + inflated.map(part -> part.cpuSecondsPerByte() * decodedBytes).orElse(0.0);
  }
}
