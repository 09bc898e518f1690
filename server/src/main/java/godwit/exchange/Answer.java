package godwit.exchange;

import java.time.Duration;
import java.util.Optional;

/// What came of sending a batch, or of asking for one.
sealed interface Answer {
  /// The destination has it.
  ///
  /// @param receipt as the destination gave it
  record Delivered(String receipt) implements Answer {}

  /// A hub has it, and the destination not yet.
  record Relayed() implements Answer {}

  /// It is not taken, and never will be.
  ///
  /// @param problem as it was answered
  record Refused(String problem) implements Answer {}

  /// Not now.
  record Later(String problem, Optional<Duration> retryAfter) implements Answer {}

  /// Nobody could be spoken to, or the connection broke.
  record Unreachable(String problem) implements Answer {}

  /// Whoever was asked has no such batch.
  record Unknown() implements Answer {}
}
