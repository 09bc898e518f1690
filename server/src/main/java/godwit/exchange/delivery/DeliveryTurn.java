package godwit.exchange.delivery;

import godwit.codec.batch.BlockHeader;
import godwit.domain.Pauses;
import godwit.domain.Pauses.Direction;
import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
import godwit.exchange.CircuitBreaker;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.exchange.Seal;
import godwit.exchange.TroubleLog;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.segment.Place;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/// One turn of whoever delivers to a peer: leases a batch that is due, has it carried, stores what
/// came of it.
///
/// What it remembers of its peer, such as which addresses answer, is shared by all of its turns.
/*
 * Crash points. A batch under way when the node dies is leased until its time is over, then taken
 * up by any node, and sent with the same bytes; a peer that has it already answers as it did
 * before. An end that cannot be stored leaves the row as it was, and the same happens.
 */
final class DeliveryTurn {
  /* As the log names this node beside its peers. */
  private static final String THIS_NODE = "this node";
  private static final String STORE = "this node's database";
  private static final String PAUSED = "a family of payloads in it is paused by an operator";
  private static final String LOST = "a relayed batch is not known there, and is sent again";
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long RENEWAL_MILLIS = 20_000;
  private static final int STORE_SECONDS = 20;
  private static final int SETTLING_TRIES = 3;

  private final Vertx vertx;
  private final Route route;
  private final Deliveries deliveries;
  private final Reissue reissue;
  private final FederationSource federation;
  private final Backoff backoff;
  private final DeliveryMeters meters;
  private final Courier courier;
  private final BooleanSupplier stopping;
  private final Runnable afterAFault;
  private final CircuitBreaker circuits;
  private final TroubleLog troubles;
  private final Logger log;
  private final DeliveryLog lines;

  /// What all who deliver share, whoever their peer is.
  ///
  /// @param backoff from try to try
  record Shared(
      Deliveries deliveries,
      Reissue reissue,
      FederationSource federation,
      InstantSource clock,
      Backoff backoff,
      DeliveryMeters meters) {}

  /// @param stopping whether the node stops: what breaks then is no fault of the peer
  /// @param afterAFault waits a little before the store is tried once more
  DeliveryTurn(
      Vertx vertx,
      Route route,
      Shared shared,
      Courier courier,
      BooleanSupplier stopping,
      Runnable afterAFault,
      Logger log) {
    this.vertx = vertx;
    this.route = route;
    this.deliveries = shared.deliveries();
    this.reissue = shared.reissue();
    this.federation = shared.federation();
    this.backoff = shared.backoff();
    this.meters = shared.meters();
    this.courier = courier;
    this.stopping = stopping;
    this.afterAFault = afterAFault;
    this.circuits = new CircuitBreaker(shared.clock());
    this.troubles = new TroubleLog(log, shared.clock(), "deliveries to " + route.peer());
    this.log = log;
    this.lines = new DeliveryLog(log, route.peer(), shared.clock());
  }

  /// How long the peer is to be left alone; zero where it may be tried.
  Duration closedFor() {
    return circuits.openFor(route.sending());
  }

  /// Says that the store has failed a turn.
  void failed(Exception fault) {
    troubles.failed(STORE, fault.getClass().getSimpleName());
    log.debug("deliveries to {} pause", route.peer(), fault);
  }

  /// Works on the batch of these destinations that is due, if one is.
  ///
  /// @return whether there was one
  boolean once(Collection<Integer> destinations) throws TimeoutException {
    boolean paused = federation.pauses().isPaused(route.peer(), Direction.OUT);
    if (paused || destinations.isEmpty()) return false;
    boolean waits = Seal.of(federation, route.peer()) instanceof Seal.Waits;
    var leased = BoundedWait.atMost(
        deliveries.lease(List.copyOf(destinations), LEASE, !waits),
        STORE_SECONDS,
        TimeUnit.SECONDS);
    if (leased.isEmpty()) {
      troubles.succeeded(STORE);
      return false;
    }
    Outgoing outgoing = leased.get();
    Delivery.End end = deliver(outgoing, destinations);
    settle(outgoing, end);
    troubles.succeeded(STORE);
    meters.ended(end);
    if (end instanceof Delivery.Delivered) {
      meters.arrived(
          route.peer(),
          BoundedWait.atMost(deliveries.crossing(outgoing), STORE_SECONDS, TimeUnit.SECONDS));
    }
    lines.ended(outgoing, end);
    return true;
  }

  private Delivery.End deliver(Outgoing outgoing, Collection<Integer> destinations) {
    long renewal = vertx.setPeriodic(
        RENEWAL_MILLIS,
        _ -> deliveries
            .renew(outgoing, LEASE)
            .onFailure(fault -> log.debug("a lease is not renewed: {}", fault.toString())));
    try {
      Delivery.End end = attempt(outgoing, destinations);
      troubles.succeeded(THIS_NODE);
      return end;
    } catch (Exception fault) {
      troubles.failed(THIS_NODE, "a try ended with " + fault.getClass().getSimpleName());
      log.debug("a delivery to {} failed here", route.peer(), fault);
      String problem = "failed at the sender: " + fault.getClass().getSimpleName();
      return new Delivery.Resting(outgoing.state(), problem, Optional.empty());
    } finally {
      vertx.cancelTimer(renewal);
    }
  }

  private Delivery.End attempt(Outgoing outgoing, Collection<Integer> destinations)
      throws TimeoutException {
    /* A hub that has passed a batch on says so for ever: what is lost goes to the destination. */
    boolean straight = outgoing.lost() && outgoing.preamble().hops() == 0;
    if (straight && route.direct().isEmpty()) return reissue.lost(outgoing);
    List<Route.Target> sending = circuits.order(straight ? route.direct() : route.sending());
    List<Route.Target> asking = circuits.order(straight ? route.direct() : route.asking());
    boolean old = Backoff.isSpent(outgoing.age());
    var trip = Delivery.Trip.of(outgoing.state(), sending.size(), asking.size(), old);
    if (outgoing.replayed() && outgoing.state() == Outgoing.State.WAITING) {
      Optional<Delivery.End> known = reissue.beforeReplay(courier, outgoing, asking);
      if (known.isPresent()) return known.get();
    }
    if (isToBeSealed(outgoing)) return reissue.sealed(outgoing, outgoing.replayed());
    if (outgoing.state() == Outgoing.State.WAITING && isOfPausedFamily(outgoing)) {
      return new Delivery.Resting(outgoing.state(), PAUSED, Optional.empty());
    }
    Sent sent = Sent.of(outgoing);
    Delivery at = Delivery.begin(outgoing.state());
    while (true) {
      switch (at) {
        case Delivery.Sending step -> {
          Route.Target target = sending.get(step.target());
          Answer answer = courier.post(upload(outgoing), target);
          note(target, answer, destinations);
          observe(outgoing, answer);
          at = Delivery.next(step, answer, trip);
        }
        case Delivery.Asking step -> {
          Route.Target target = asking.get(step.target());
          Answer answer = courier.status(sent, target);
          note(target, answer, destinations);
          at = Delivery.next(step, answer, trip);
          if (answer instanceof Answer.Relayed) troubles.succeeded(target);
          if (at instanceof Delivery.Sending) troubles.failed(asking.getFirst(), LOST);
        }
        case Delivery.Unfit unfit -> {
          Route.Target target = sending.get(unfit.target());
          Delivery.End end = reissue.unfit(courier, outgoing, target, unfit, asking);
          return Delivery.patient(end, trip);
        }
        case Delivery.End end -> {
          return end;
        }
      }
    }
  }

  /* Before the end is stored: what is not known of a try outlives the node that made it. */
  private void observe(Outgoing outgoing, Answer answer) throws TimeoutException {
    boolean doubt = switch (answer) {
      case Answer.Unreachable gone -> gone.begun();
      case Answer.Later later -> later.belief() != Answer.Belief.NONE;
      default -> false;
    };
    Optional<String> disbelieved =
        answer instanceof Answer.Later later && later.belief() == Answer.Belief.DISBELIEVED
            ? Optional.of(later.problem())
            : Optional.empty();
    if (disbelieved.isPresent()) meters.disbelieved();
    BoundedWait.atMost(
        deliveries.observed(outgoing, disbelieved, doubt), STORE_SECONDS, TimeUnit.SECONDS);
  }

  private boolean isToBeSealed(Outgoing outgoing) {
    return outgoing.state() == Outgoing.State.WAITING
        && outgoing.preamble().hops() == 0
        && !outgoing.sealed()
        && federation.current().sealing(route.peer()) == Federation.Sealing.REQUIRED;
  }

  /* Only looked at while a family is paused: all of the batch is read for it. */
  private boolean isOfPausedFamily(Outgoing outgoing) throws TimeoutException {
    Pauses pauses = federation.pauses();
    if (!pauses.stopsFamilies(Direction.OUT)) return false;
    List<Place> places =
        BoundedWait.atMost(deliveries.plain(outgoing), STORE_SECONDS, TimeUnit.SECONDS);
    for (Stretch stretch : Stretch.of(places)) {
      byte[] blocks = BoundedWait.atMost(
              deliveries.blocks(outgoing, stretch), STORE_SECONDS, TimeUnit.SECONDS)
          .getBytes();
      for (int at = 0; at < blocks.length; ) {
        BlockHeader header = BlockHeader.read(blocks, at);
        if (pauses.isPaused(header.payloadType(), Direction.OUT)) return true;
        at += header.blockBytes();
      }
    }
    return false;
  }

  private BatchUpload upload(Outgoing outgoing) throws TimeoutException {
    return BoundedWait.atMost(
        BatchUpload.of(outgoing, deliveries), STORE_SECONDS, TimeUnit.SECONDS);
  }

  /* That a hub has taken a batch ends no trouble with it: it may say so again and again, and lose
   * the batch each time. What it says of the destination's answer does. */
  private void note(Route.Target target, Answer answer, Collection<Integer> destinations)
      throws TimeoutException {
    if (stopping.getAsBoolean()) return; // a stop breaks connections that were well
    if (answer instanceof Answer.Unreachable) circuits.failed(target);
    else if (circuits.reached(target)) {
      BoundedWait.atMost(
          deliveries.hasten(List.copyOf(destinations)), STORE_SECONDS, TimeUnit.SECONDS);
    }
    switch (answer) {
      case Answer.Delivered _, Answer.Refused _, Answer.Unfit _ -> troubles.succeeded(target);
      case Answer.Later later -> troubles.failed(target, later.kind());
      case Answer.Unreachable unreachable -> troubles.failed(target, unreachable.kind());
      case Answer.Relayed _, Answer.Unknown _ -> {}
    }
  }

  /* Saying it twice changes nothing, so it is tried again: a receipt is dear to get. */
  private void settle(Outgoing outgoing, Delivery.End end) throws TimeoutException {
    for (int tries = 1; ; tries++) {
      try {
        BoundedWait.atMost(settling(outgoing, end), STORE_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (Exception fault) { // a lost connection is a checked one that nobody declares
        if (tries == SETTLING_TRIES) throw fault;
        afterAFault.run();
      }
    }
  }

  private Future<Void> settling(Outgoing outgoing, Delivery.End end) {
    return switch (end) {
      case Delivery.Delivered delivered -> deliveries.delivered(outgoing, delivered.receipt());
      case Delivery.Refused(var problem) -> deliveries.refused(outgoing, problem);
      case Delivery.Resting(var state, var problem, var retryAfter) ->
        rest(outgoing, state, problem, backoff.after(outgoing.attempts(), retryAfter));
      case Delivery.Remade _, Delivery.Unfit _ -> Future.succeededFuture(); // is stored already
    };
  }

  private Future<Void> rest(
      Outgoing outgoing, Outgoing.State state, String problem, Duration wait) {
    if (state == outgoing.state()) return deliveries.retry(outgoing, problem, wait);
    return state == Outgoing.State.RELAYED
        ? deliveries.relayed(outgoing, wait)
        : deliveries.resend(outgoing, problem, wait);
  }
}
