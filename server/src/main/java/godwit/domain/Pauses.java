package godwit.domain;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import java.util.List;
import java.util.Optional;

/// What an operator has stopped: a peer or a family of payloads, one way or both.
///
/// - source: docs/protocol.md, "Pause"
public record Pauses(List<Pause> all) {
  public static final Pauses NONE = new Pauses(List.of());

  public Pauses {
    all = List.copyOf(all);
  }

  /// Which way batches go.
  public enum Direction {
    IN,
    OUT
  }

  /// One of them.
  ///
  /// @param peer that it is about; empty where it is about a family
  /// @param family that it is about; empty where it is about a peer
  public record Pause(
      Optional<RoutingCode> peer, Optional<PayloadFamily> family, boolean in, boolean out) {
    boolean goes(Direction direction) {
      return direction == Direction.IN ? in : out;
    }
  }

  public boolean isPaused(RoutingCode peer, Direction direction) {
    return all.stream()
        .anyMatch(
            each -> each.goes(direction) && each.peer().filter(peer::equals).isPresent());
  }

  public boolean isPaused(int payloadType, Direction direction) {
    if (all.isEmpty()) return false;
    PayloadFamily family = PayloadFamily.of(payloadType);
    return all.stream()
        .anyMatch(
            each -> each.goes(direction) && each.family().filter(family::equals).isPresent());
  }

  /// Whether some family is.
  public boolean stopsFamilies(Direction direction) {
    return all.stream().anyMatch(each -> each.goes(direction) && each.family().isPresent());
  }
}
