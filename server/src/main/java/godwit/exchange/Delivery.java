package godwit.exchange;

import godwit.store.Outgoing;
import java.time.Duration;
import java.util.Optional;

/// How far the delivery of a batch has come while it is worked on, and what is done next.
///
/// - shape: stops are tried in their order; an end says what is stored
/// - units: a stop is an index into the route's stops
/// - errors: none: whatever happens leads to one of the ends
/// - source: docs/protocol.md, "Relay" and "HTTP between authorities"
/*
 * Two rules. Giving up is for batches that nobody took: one that a hub has is asked for as long as
 * it takes. And a batch is sent again only if everybody who may have it says that he has not: one
 * who cannot be asked may.
 */
sealed interface Delivery {
  /// The batch is sent to a stop.
  ///
  /// @param retryAfter the longest wait that an earlier stop asked for
  record Sending(int stop, Optional<Duration> retryAfter) implements Delivery {}

  /// A stop is asked what became of the batch.
  ///
  /// @param doubt why an earlier stop may have it all the same; empty if it has not
  record Asking(int stop, Optional<String> doubt) implements Delivery {}

  /// The delivery is over for now, or for good.
  sealed interface End extends Delivery {}

  /// To be taken up later.
  ///
  /// @param state waiting or relayed
  record Resting(Outgoing.State state, String problem, Optional<Duration> retryAfter)
      implements End {}

  record Delivered(String receipt) implements End {}

  record Refused(String problem) implements End {}

  /// What is known before the first step.
  ///
  /// @param sending how many stops there are to send to
  /// @param asking how many there are to ask
  /// @param spent whether the next failure is the last
  record Trip(int sending, int asking, boolean spent) {}

  static Delivery begin(Outgoing.State state) {
    return state == Outgoing.State.RELAYED
        ? new Asking(0, Optional.empty())
        : new Sending(0, Optional.empty());
  }

  static Delivery next(Sending at, Answer answer, Trip trip) {
    return switch (answer) {
      case Answer.Delivered(var receipt) -> new Delivered(receipt);
      case Answer.Refused(var problem) -> new Refused(problem);
      case Answer.Relayed _ -> new Resting(Outgoing.State.RELAYED, "", Optional.empty());
      case Answer.Later(var problem, var wait) ->
        onward(at, problem, longer(at.retryAfter(), wait), trip);
      case Answer.Unreachable(var problem) -> onward(at, problem, at.retryAfter(), trip);
      case Answer.Unknown _ -> onward(at, "no answer to the batch", at.retryAfter(), trip);
    };
  }

  static Delivery next(Asking at, Answer answer, Trip trip) {
    return switch (answer) {
      case Answer.Delivered(var receipt) -> new Delivered(receipt);
      case Answer.Refused(var problem) -> new Refused(problem);
      case Answer.Relayed _ -> new Resting(Outgoing.State.RELAYED, "", Optional.empty());
      case Answer.Later later -> onward(at, Optional.of(later.problem()), trip);
      case Answer.Unreachable(var problem) -> onward(at, Optional.of(problem), trip);
      case Answer.Unknown _ -> onward(at, at.doubt(), trip);
    };
  }

  private static Delivery onward(
      Sending at, String problem, Optional<Duration> retryAfter, Trip trip) {
    if (at.stop() + 1 < trip.sending()) return new Sending(at.stop() + 1, retryAfter);
    if (trip.spent()) {
      return new Refused("given up after " + Backoff.PATIENCE.toHours() + " h: " + problem);
    }
    return new Resting(Outgoing.State.WAITING, problem, retryAfter);
  }

  private static Delivery onward(Asking at, Optional<String> doubt, Trip trip) {
    if (at.stop() + 1 < trip.asking()) return new Asking(at.stop() + 1, doubt);
    return doubt
        .<Delivery>map(problem -> new Resting(Outgoing.State.RELAYED, problem, Optional.empty()))
        .orElse(new Sending(0, Optional.empty()));
  }

  private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
    if (one.isEmpty()) return other;
    return other.isPresent() && other.get().compareTo(one.get()) > 0 ? other : one;
  }
}
