package godwit.exchange.delivery;

import java.time.Duration;
import java.util.Optional;

/// What came of sending a batch, or of asking for one.
///
/// A `kind` is one of this node's own few phrases, which may be logged; a `problem` may have a
/// peer's words in it, which are kept with the batch and never logged.
sealed interface Answer {
  /// The destination has it.
  ///
  /// @param receipt as the destination gave it; empty where it confirmed by fetching
  /// @param nothingAccepted whether it has rejected all of it
  record Delivered(String receipt, boolean nothingAccepted) implements Answer {}

  /// A hub has it, and the destination not yet.
  record Relayed() implements Answer {}

  /// It is not taken, and never will be.
  ///
  /// @param problem as it was answered
  record Refused(String problem) implements Answer {
    public Refused {
      problem = PeerText.of(problem);
    }
  }

  /// Not now, or not believed: whatever was answered, it does not show that the batch is there.
  record Later(String kind, String problem, Optional<Duration> retryAfter) implements Answer {
    public Later {
      problem = PeerText.of(problem);
    }
  }

  /// Nobody could be spoken to, or the connection broke.
  record Unreachable(String kind, String problem) implements Answer {
    public Unreachable {
      problem = PeerText.of(problem);
    }
  }

  /// Whoever was asked has no such batch.
  record Unknown() implements Answer {}
}
