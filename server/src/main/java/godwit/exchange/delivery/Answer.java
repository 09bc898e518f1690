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

  /// Not taken as it is; a batch of another size, form or id may be.
  ///
  /// @param problem as it was answered
  record Unfit(Cause cause, String problem) implements Answer {
    public Unfit {
      problem = PeerText.of(problem);
    }
  }

  /// What about a batch is not taken.
  enum Cause {
    SIZE,
    FORM,
    /// The receiver holds another batch under the same key.
    KEY
  }

  /// Not now, or not believed: whatever was answered, it does not show that the batch is there.
  ///
  /// @param belief how far it may still be true that the batch is there, or will be
  record Later(String kind, String problem, Optional<Duration> retryAfter, Belief belief)
      implements Answer {
    public Later {
      problem = PeerText.of(problem);
    }

    /// A refusal for now, in so many words.
    Later(String kind, String problem, Optional<Duration> retryAfter) {
      this(kind, problem, retryAfter, Belief.NONE);
    }
  }

  /// What an answer that settles nothing says about the batch.
  enum Belief {
    /// The receiver has not taken it.
    NONE,
    /// The receiver, or somebody between, may still be working on it.
    IN_DOUBT,
    /// It claims what it does not prove.
    DISBELIEVED
  }

  /// Nobody could be spoken to, or the connection broke.
  ///
  /// @param begun whether some of the request may have come to the peer
  record Unreachable(String kind, String problem, boolean begun) implements Answer {
    public Unreachable {
      problem = PeerText.of(problem);
    }

    /// Of a peer that nothing was sent to.
    Unreachable(String kind, String problem) {
      this(kind, problem, false);
    }
  }

  /// Whoever was asked has no such batch.
  record Unknown() implements Answer {}
}
