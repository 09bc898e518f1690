package godwit.intake;

import godwit.domain.Problem;
import godwit.domain.Receipt;
import godwit.store.commit.CommitResult;
import java.time.Duration;

/// What became of an upload that was read.
///
/// What is no outcome is a fault: the body's connection broke, the database failed, or this program
/// has an error. Then the upload's future fails, and nothing is known to be stored.
public sealed interface Outcome {
  /// After how long an upload may come again that found no room.
  Duration SOON = Duration.ofSeconds(1);

  /// After how long one may that somebody has to make room for.
  Duration LATER = Duration.ofMinutes(1);

  /// It is durable, since now or since long: the receipt says which.
  record Stored(Receipt receipt) implements Outcome {}

  /// Every record was rejected. Key and receipt are remembered, as of any other.
  record NothingAccepted(Receipt receipt) implements Outcome {}

  /// Another batch is held under its key.
  record Conflict() implements Outcome {}

  /// It is not taken, and nothing of it is kept. [godwit.domain.ProblemType#isRetryable()] says
  /// whether the same
  /// bytes may be taken later.
  record Refused(Problem problem) implements Outcome {}

  /// This node has no room for it just now; nothing of it is kept.
  record TryLater(String detail, Duration after) implements Outcome {}

  /// What a commit, or the memory of an earlier one, says.
  static Outcome of(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed(Receipt receipt) -> of(receipt);
      case CommitResult.Held(Receipt receipt) -> of(receipt);
      case CommitResult.Conflict _ -> new Conflict();
      case CommitResult.AttemptLost _ -> attemptLost();
      case CommitResult.Overtaken _ ->
        new TryLater("another upload of the case came first; send it again", SOON);
      case CommitResult.Full _ -> new TryLater("too many uploads wait for their commit", SOON);
    };
  }

  /// There is hardly room for what is stored already.
  static Outcome diskIsShort() {
    return new TryLater("the database's disk is nearly full; send it again later", LATER);
  }

  /// It is sealed to a key that this node does not hold, or not yet.
  static Outcome unknownKey() {
    return new TryLater("it is sealed to a key that is not held here", LATER);
  }

  /// The upload was silent for so long that its segments were swept.
  static Outcome attemptLost() {
    return new TryLater("the upload took too long; send it again", SOON);
  }

  private static Outcome of(Receipt receipt) {
    return receipt.nothingAccepted() ? new NothingAccepted(receipt) : new Stored(receipt);
  }
}
