package godwit.exchange.reconcile;

import godwit.codec.payload.RoutingCode;
import java.time.LocalDate;
import java.util.Optional;

/// What came of comparing one day and direction with a peer.
///
/// @param missing batches that were confirmed to their origin and that the destination does not
/// hold
/// @param unexplained batches that the destination holds and the origin never made so
/// @param resent of the missing, those that are sent again
/// @param problem why the peer could not be asked
public record Comparison(
    RoutingCode peer,
    LocalDate date,
    Direction direction,
    int missing,
    int unexplained,
    int resent,
    Optional<String> problem) {
  /// Which way the batches went.
  public enum Direction {
    OUT,
    IN;

    public String word() {
      return this == OUT ? "out" : "in";
    }
  }

  /// Whether both sides hold the same.
  public boolean agrees() {
    return problem.isEmpty() && missing == 0 && unexplained == 0;
  }
}
