package godwit.exchange.delivery;

import godwit.exchange.Backoff;
import godwit.store.outgoing.Outgoing;
import java.time.Duration;
import java.util.Optional;

/// How far the delivery of a batch has come while it is worked on, and what is done next.
///
/// - shape: targets are tried in their order; an end says what is stored
/// - units: a target is an index into the route's targets
/// - errors: none: whatever happens leads to one of the ends
/// - source: docs/protocol.md, "Relay" and "HTTP between authorities"
/*
 * Two rules. Giving up is for batches that nobody took: one that a hub has is asked for as long as
 * it takes. And a batch is sent again only if everybody who may have it says that he has not: one
 * who cannot be asked may.
 */
sealed interface Delivery {
  /// How the problem of a batch begins that nobody took.
  String GIVEN_UP = "given up after " + Backoff.PATIENCE.toHours() + " h";

  /// The batch is sent to a target.
  ///
  /// @param retryAfter the longest wait that an earlier target asked for
  record Sending(int target, Optional<Duration> retryAfter) implements Delivery {}

  /// A target is asked what became of the batch.
  ///
  /// @param doubt why an earlier target may have it all the same; empty if it has not
  /// @param retryAfter the longest wait that an earlier target asked for
  record Asking(int target, Optional<String> doubt, Optional<Duration> retryAfter)
      implements Delivery {}

  /// The delivery is over for now, or for good.
  sealed interface End extends Delivery {}

  /// To be taken up later.
  ///
  /// @param state waiting or relayed
  record Resting(Outgoing.State state, String problem, Optional<Duration> retryAfter)
      implements End {}

  /// The destination has it.
  ///
  /// @param receipt as the destination gave it; empty where it confirmed by fetching
  /// @param nothingAccepted whether it has rejected all of it
  record Delivered(String receipt, boolean nothingAccepted) implements End {}

  record Refused(String problem) implements End {}

  /// The receiver does not take it as it is: what becomes of it is to be found out.
  ///
  /// @param target that said so
  record Unfit(int target, Answer.Cause cause, String problem) implements End {}

  /// Others stand in its place.
  record Remade(int batches) implements End {}

  /// What is known before the first step.
  ///
  /// @param sending how many targets there are to send to
  /// @param asking how many there are to ask
  /// @param spent whether the next failure is the last
  record Trip(int sending, int asking, boolean spent) {
    /// What is known of a batch in this state.
    ///
    /// @param old whether it has been waiting for as long as a batch may that nobody took
    static Trip of(Outgoing.State state, int sending, int asking, boolean old) {
      /* What a hub had and has lost is not given up with the first try to send it again. */
      return new Trip(sending, asking, old && state != Outgoing.State.RELAYED);
    }
  }

  static Delivery begin(Outgoing.State state) {
    return state == Outgoing.State.RELAYED
        ? new Asking(0, Optional.empty(), Optional.empty())
        : new Sending(0, Optional.empty());
  }

  static Delivery next(Sending at, Answer answer, Trip trip) {
    return switch (answer) {
      case Answer.Delivered(var receipt, var nothing) -> new Delivered(receipt, nothing);
      case Answer.Refused(var problem) -> new Refused(problem);
      case Answer.Unfit(var cause, var problem) -> new Unfit(at.target(), cause, problem);
      case Answer.Relayed _ -> new Resting(Outgoing.State.RELAYED, "", Optional.empty());
      case Answer.Later later ->
        onward(at, later.problem(), longer(at.retryAfter(), later.retryAfter()), trip);
      case Answer.Unreachable none -> onward(at, none.problem(), at.retryAfter(), trip);
      case Answer.Unknown _ -> onward(at, "no answer to the batch", at.retryAfter(), trip);
    };
  }

  static Delivery next(Asking at, Answer answer, Trip trip) {
    return switch (answer) {
      case Answer.Delivered(var receipt, var nothing) -> new Delivered(receipt, nothing);
      case Answer.Refused(var problem) -> new Refused(problem);
      case Answer.Unfit unfit -> onward(at, Optional.of(unfit.problem()), at.retryAfter(), trip);
      case Answer.Relayed _ -> new Resting(Outgoing.State.RELAYED, "", Optional.empty());
      case Answer.Later later -> {
        Optional<Duration> wait = longer(at.retryAfter(), later.retryAfter());
        yield onward(at, Optional.of(later.problem()), wait, trip);
      }
      case Answer.Unreachable none ->
        onward(at, Optional.of(none.problem()), at.retryAfter(), trip);
      case Answer.Unknown _ -> onward(at, at.doubt(), at.retryAfter(), trip);
    };
  }

  /// An end that another try may change, or giving up where the batch is too old for one.
  static End patient(End end, Trip trip) {
    return trip.spent() && end instanceof Resting rest && rest.state() == Outgoing.State.WAITING
        ? new Refused(GIVEN_UP + ": " + rest.problem())
        : end;
  }

  private static Delivery onward(
      Sending at, String problem, Optional<Duration> retryAfter, Trip trip) {
    if (at.target() + 1 < trip.sending()) return new Sending(at.target() + 1, retryAfter);
    if (trip.spent()) {
      return new Refused(GIVEN_UP + ": " + problem);
    }
    return new Resting(Outgoing.State.WAITING, problem, retryAfter);
  }

  private static Delivery onward(
      Asking at, Optional<String> doubt, Optional<Duration> retryAfter, Trip trip) {
    if (at.target() + 1 < trip.asking()) return new Asking(at.target() + 1, doubt, retryAfter);
    return doubt
        .<Delivery>map(problem -> new Resting(Outgoing.State.RELAYED, problem, retryAfter))
        .orElse(new Sending(0, Optional.empty()));
  }

  private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
    if (one.isEmpty()) return other;
    return other.isPresent() && other.get().compareTo(one.get()) > 0 ? other : one;
  }
}
