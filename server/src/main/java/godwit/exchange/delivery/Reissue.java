package godwit.exchange.delivery;

import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;
import godwit.domain.Directory;
import godwit.exchange.BoundedWait;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.exchange.Seal;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Remaking;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What becomes of a batch that its receiver does not take as it is, and of one that an operator
/// has
/// sent off again.
///
/// - shape: a batch is made anew once, in a size and form that the receiver's resolver names
/// - errors: none: whatever happens leads to one of the ends of a [Delivery]
/// - source: docs/protocol.md, "What counts as delivered"
/*
 * New batches have new keys, under which the receiver would take the same exposures once more. So
 * they are made only when the old key can't be taken any more: no try of it is in doubt, and
 * whoever may have it says that he has not. While that is open, later batches wait.
 */
final class Reissue {
  private static final int STORE_SECONDS = 60;
  private static final String OCTETS = "application/octet-stream";
  private static final String JSON = "application/json";
  private static final String UNSEALED =
      "it is not sealed, which is required now, and a try may have shown it to others";

  private final Deliveries deliveries;
  private final Remaking remaking;
  private final FederationSource federation;

  Reissue(Deliveries deliveries, Remaking remaking, FederationSource federation) {
    this.deliveries = deliveries;
    this.remaking = remaking;
    this.federation = federation;
  }

  /// Makes a batch anew sealed that was made when its peer did not ask for that yet, unless
  /// somebody
  /// may have read it already.
  ///
  /// @param unheard whether whoever may have it has just said that he has not
  Delivery.End sealed(Outgoing outgoing, boolean unheard) throws TimeoutException {
    boolean tried = outgoing.inDoubt() || (outgoing.attempts() > 0 && !unheard);
    if (tried) return new Delivery.Refused(UNSEALED);
    return remake(outgoing, outgoing.form(), Long.MAX_VALUE, "sealing is required");
  }

  /// Finds out what is to be done with one that is not taken as it is.
  ///
  /// @param asking whoever may have it
  Delivery.End unfit(
      Courier courier,
      Outgoing outgoing,
      Route.Target target,
      Delivery.Unfit unfit,
      List<Route.Target> asking)
      throws TimeoutException {
    boolean again = outgoing.madeFrom().isPresent();
    if (again || outgoing.preamble().hops() > 0) return new Delivery.Refused(unfit.problem());
    Optional<Taken> shape = taken(courier, outgoing, target, unfit.cause());
    if (shape.isEmpty()) return new Delivery.Refused(unfit.problem());
    BoundedWait.atMost(deliveries.hold(outgoing), STORE_SECONDS, TimeUnit.SECONDS);
    if (outgoing.inDoubt()) return rest("a try of it may still be under way", unfit.problem());
    for (Route.Target each : asking) {
      switch (courier.status(Sent.of(outgoing), each)) {
        case Answer.Unknown _ -> {}
        case Answer.Delivered(var receipt, var nothing) -> {
          return new Delivery.Delivered(receipt, nothing);
        }
        case Answer.Later later -> {
          return rest("it is not known whether " + each + " has it", later.problem());
        }
        case Answer.Unreachable gone -> {
          return rest("it is not known whether " + each + " has it", gone.problem());
        }
        case Answer.Relayed _, Answer.Refused _, Answer.Unfit _ -> {
          return rest("it is not known whether " + each + " has it", unfit.problem());
        }
      }
    }
    return remake(outgoing, shape.get().form(), shape.get().mostBytes(), unfit.problem());
  }

  /// Finds out whether a batch that is sent off again has an outcome.
  ///
  /// @return nothing if nobody has heard of it: the same bytes are to be sent
  Optional<Delivery.End> beforeReplay(Courier courier, Outgoing outgoing, List<Route.Target> asking)
      throws TimeoutException {
    Optional<String> other = Optional.empty();
    for (Route.Target each : asking) {
      switch (courier.replayed(Sent.of(outgoing), each)) {
        case Answer.Unknown _ -> {}
        case Answer.Delivered(var receipt, var nothing) -> {
          return Optional.of(new Delivery.Delivered(receipt, nothing));
        }
        case Answer.Relayed _ -> {
          return Optional.of(new Delivery.Resting(Outgoing.State.RELAYED, "", Optional.empty()));
        }
        case Answer.Unfit held -> other = Optional.of(held.problem());
        case Answer.Refused(var problem) -> other = Optional.of(problem);
        case Answer.Later later -> {
          return Optional.of(rest("it is not known whether " + each + " has it", later.problem()));
        }
        case Answer.Unreachable gone -> {
          return Optional.of(rest("it is not known whether " + each + " has it", gone.problem()));
        }
      }
    }
    if (other.isEmpty()) return Optional.empty();
    if (outgoing.preamble().hops() > 0) return Optional.of(new Delivery.Refused(other.get()));
    if (outgoing.inDoubt()) {
      return Optional.of(rest("a try of it may still be under way", other.get()));
    }
    return Optional.of(remake(outgoing, outgoing.form(), Long.MAX_VALUE, other.get()));
  }

  /// Makes a batch anew that its destination has lost, and that a hub would not pass on once more.
  Delivery.End lost(Outgoing outgoing) throws TimeoutException {
    return remake(outgoing, outgoing.form(), Long.MAX_VALUE, "lost by its destination");
  }

  private Delivery.End remake(Outgoing outgoing, Outgoing.Form form, long mostBytes, String problem)
      throws TimeoutException {
    Optional<Remaking.Shape> shape = shape(outgoing, form, mostBytes);
    if (shape.isEmpty()) return rest("it is to be sealed, and cannot be just now", problem);
    try {
      int made = BoundedWait.atMost(
          remaking.remake(outgoing, shape.get()), STORE_SECONDS, TimeUnit.SECONDS);
      return made > 0 ? new Delivery.Remade(made) : rest("its lease was lost", problem);
    } catch (Remaking.Unmakeable cannot) {
      return new Delivery.Refused("can't be made anew: " + cannot.getMessage() + "; " + problem);
    }
  }

  /* What was sealed is sealed again. */
  private Optional<Remaking.Shape> shape(Outgoing outgoing, Outgoing.Form form, long mostBytes) {
    var plain = Optional.of(new Remaking.Shape(form, mostBytes));
    if (!(federation.directory().resolve(outgoing.preamble().destination())
        instanceof Directory.Resolution.Other(var peer))) {
      return outgoing.sealed() ? Optional.empty() : plain;
    }
    return switch (Seal.of(federation, peer.code())) {
      case Seal.To(SealingKey key) ->
        Optional.of(new Remaking.Shape(form, mostBytes, Optional.of(key)));
      case Seal.Plain _ -> outgoing.sealed() ? Optional.empty() : plain;
      case Seal.Waits _ -> Optional.empty();
    };
  }

  /* What a receiver takes. */
  private record Taken(Outgoing.Form form, long mostBytes) {}

  /* What would be taken; nothing if the resolver does not explain the refusal. */
  private static Optional<Taken> taken(
      Courier courier, Outgoing outgoing, Route.Target target, Answer.Cause cause) {
    RoutingCode destination = outgoing.preamble().destination();
    JsonObject system = courier.resolver("/resolver", target).orElse(new JsonObject());
    JsonObject authority =
        courier.resolver("/resolver/" + destination.path(), target).orElse(system);
    OptionalLong bound = bound(authority);
    if (bound.isEmpty()) bound = bound(system);
    boolean octets = names(system, OCTETS);
    boolean json = names(system, JSON);
    boolean asDocument = !octets && json;
    boolean explained = switch (cause) {
      case SIZE -> bound.isPresent() && bound.getAsLong() < outgoing.bytes();
      case FORM -> asDocument && outgoing.form() == Outgoing.Form.OCTETS;
      case KEY -> true;
    };
    if (!explained) return Optional.empty();
    return Optional.of(new Taken(
        asDocument ? Outgoing.Form.JSON : Outgoing.Form.OCTETS, bound.orElse(Long.MAX_VALUE)));
  }

  private static OptionalLong bound(JsonObject resolver) {
    if (!(resolver.getValue("limits") instanceof JsonObject limits)) return OptionalLong.empty();
    return switch (limits.getValue("bodyBytes")) {
      case Integer small when small > 0 -> OptionalLong.of(small);
      case Long large when large > 0 -> OptionalLong.of(large);
      case null, default -> OptionalLong.empty();
    };
  }

  private static boolean names(JsonObject resolver, String type) {
    if (!(resolver.getValue("formats") instanceof JsonArray formats)) return type.equals(OCTETS);
    return formats.stream()
        .anyMatch(
            each -> each instanceof JsonObject format && type.equals(format.getValue("type")));
  }

  private static Delivery.End rest(String why, String problem) {
    return new Delivery.Resting(
        Outgoing.State.WAITING, "to be made anew, but " + why + ": " + problem, Optional.empty());
  }
}
