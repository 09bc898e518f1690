package godwit.perf;

import java.time.Duration;

/// How long a simulation goes on: a minute, or as the property `godwit.seconds` says.
final class SimulationLength {
  private static final int SECONDS = 60;

  private SimulationLength() {}

  static Duration of() {
    return Duration.ofSeconds(Integer.getInteger("godwit.seconds", SECONDS));
  }
}
