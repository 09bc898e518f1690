package godwit.exchange.delivery;

import godwit.codec.batch.BlockHeader;
import godwit.domain.Pauses;
import godwit.domain.Pauses.Direction;
import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
import godwit.exchange.CircuitBreaker;
import godwit.exchange.FederationSource;
import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.exchange.TroubleLog;
import godwit.exchange.Wakeup;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers the batches of one peer: leases one, works on it, says what came of it, again.
///
/// A verticle of virtual threads, with a context and connections of its own, so that a slow peer
/// holds nobody else.
/*
 * Crash points. A batch under way when the node dies is leased until its time is over, then taken
 * up by any node, and sent with the same bytes; a peer that has it already answers as it did
 * before. An end that cannot be stored leaves the row as it was, and the same happens.
 */
final class DeliveryWorker extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

  /* As the log names this node beside its peers. */
  private static final String THIS_NODE = "this node";
  private static final String STORE = "this node's database";
  private static final String PAUSED = "a family of payloads in it is paused by an operator";
  private static final String LOST = "a relayed batch is not known there, and is sent again";
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long RENEWAL_MILLIS = 20_000;
  private static final int STORE_SECONDS = 20;
  private static final int SETTLING_TRIES = 3;
  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
  /* Somebody says when there is something to do; this is for when that was missed. */
  private static final Duration UNASKED = Duration.ofSeconds(30);

  private final Route route;
  private final Deliveries deliveries;
  private final FederationSource federation;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Duration patience;
  private final CircuitBreaker circuits;
  private final TroubleLog troubles;
  private final DeliveryMeters meters;
  private final DeliveryLog log;
  private final Reissue reissue;
  private final Set<Integer> destinations = ConcurrentHashMap.newKeySet();
  private final List<Wakeup> signals = new ArrayList<>();
  private final List<Future<Void>> loops = new ArrayList<>();
  private Optional<BatchClient> opened = Optional.empty();
  private volatile boolean stopping;

  /// @param patience how long a stop waits for what is under way
  DeliveryWorker(
      Route route,
      Deliveries deliveries,
      Reissue reissue,
      FederationSource federation,
      InstantSource clock,
      Backoff backoff,
      int workers,
      Duration patience,
      DeliveryMeters meters) {
    this.meters = meters;
    this.route = route;
    this.deliveries = deliveries;
    this.federation = federation;
    this.clock = clock;
    this.backoff = backoff;
    this.patience = patience;
    this.circuits = new CircuitBreaker(clock);
    this.troubles = new TroubleLog(LOG, clock, "deliveries to " + route.peer());
    this.log = new DeliveryLog(LOG, route.peer(), clock);
    this.reissue = reissue;
    for (int index = 0; index < workers; index++) signals.add(new Wakeup());
  }

  /// Says that this destination, which the peer answers for, has a batch that is due.
  void wake(int destination) {
    destinations.add(destination);
    signals.forEach(Wakeup::raise);
  }

  /// Lets go of the destinations that it was told of.
  void forgetDestinations() {
    destinations.clear();
  }

  @Override
  public Future<?> start() throws IOException {
    BatchClient client = new BatchClient(
        vertx, new PeerClient(vertx, federation, clock), clock, meters.skew(route.peer()));
    for (Wakeup signal : signals) {
      Promise<Void> over = Promise.promise();
      loops.add(over.future());
      context.runOnContext(_ -> {
        try {
          work(client, signal);
        } finally {
          over.complete();
        }
      });
    }
    opened = Optional.of(client);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    signals.forEach(Wakeup::raise);
    return Future.join(loops)
        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .transform(_ -> opened.map(BatchClient::close).orElse(Future.succeededFuture()));
  }

  private void work(BatchClient client, Wakeup signal) {
    boolean resting = false;
    while (!stopping) {
      try {
        if (resting) new Wakeup().await(AFTER_A_FAULT);
        resting = false;
        Duration open = circuits.openFor(route.sending());
        if (open.isPositive() || !workOnce(client)) {
          signal.await(open.isPositive() ? open : UNASKED);
        }
      } catch (Exception fault) {
        if (stopping || Thread.currentThread().isInterrupted()) return;
        troubles.failed(STORE, fault.getClass().getSimpleName());
        LOG.debug("deliveries to {} pause", route.peer(), fault);
        resting = true;
      }
    }
  }

  private boolean workOnce(BatchClient client) throws TimeoutException {
    boolean paused = federation.pauses().isPaused(route.peer(), Direction.OUT);
    if (paused || destinations.isEmpty()) return false;
    var leased = BoundedWait.atMost(
        deliveries.lease(List.copyOf(destinations), LEASE), STORE_SECONDS, TimeUnit.SECONDS);
    if (leased.isEmpty()) {
      troubles.succeeded(STORE);
      return false;
    }
    Outgoing outgoing = leased.get();
    Delivery.End end = deliver(client, outgoing);
    settle(outgoing, end);
    troubles.succeeded(STORE);
    meters.ended(end);
    if (end instanceof Delivery.Delivered) {
      meters.arrived(
          route.peer(),
          BoundedWait.atMost(deliveries.crossing(outgoing), STORE_SECONDS, TimeUnit.SECONDS));
    }
    log.ended(outgoing, end);
    return true;
  }

  private Delivery.End deliver(BatchClient client, Outgoing outgoing) {
    long renewal = vertx.setPeriodic(
        RENEWAL_MILLIS,
        _ -> deliveries
            .renew(outgoing, LEASE)
            .onFailure(fault -> LOG.debug("a lease is not renewed: {}", fault.toString())));
    try {
      Delivery.End end = attempt(client, outgoing);
      troubles.succeeded(THIS_NODE);
      return end;
    } catch (Exception fault) {
      troubles.failed(THIS_NODE, "a try ended with " + fault.getClass().getSimpleName());
      LOG.debug("a delivery to {} failed here", route.peer(), fault);
      String problem = "failed at the sender: " + fault.getClass().getSimpleName();
      return new Delivery.Resting(outgoing.state(), problem, Optional.empty());
    } finally {
      vertx.cancelTimer(renewal);
    }
  }

  private Delivery.End attempt(BatchClient client, Outgoing outgoing) throws TimeoutException {
    /* A hub that has passed a batch on says so for ever: what is lost goes to the destination. */
    boolean straight = outgoing.lost() && outgoing.preamble().hops() == 0;
    if (straight && route.direct().isEmpty()) return reissue.lost(outgoing);
    List<Route.Target> sending = circuits.order(straight ? route.direct() : route.sending());
    List<Route.Target> asking = circuits.order(straight ? route.direct() : route.asking());
    boolean old = Backoff.isSpent(outgoing.age());
    var trip = Delivery.Trip.of(outgoing.state(), sending.size(), asking.size(), old);
    if (outgoing.replayed() && outgoing.state() == Outgoing.State.WAITING) {
      Optional<Delivery.End> known = reissue.beforeReplay(client, outgoing, asking);
      if (known.isPresent()) return known.get();
    }
    if (outgoing.state() == Outgoing.State.WAITING && isOfPausedFamily(outgoing)) {
      return new Delivery.Resting(outgoing.state(), PAUSED, Optional.empty());
    }
    Sent sent = Sent.of(outgoing);
    Delivery at = Delivery.begin(outgoing.state());
    while (true) {
      switch (at) {
        case Delivery.Sending step -> {
          Route.Target target = sending.get(step.target());
          Answer answer = client.post(upload(outgoing), target);
          note(target, answer);
          observe(outgoing, answer);
          at = Delivery.next(step, answer, trip);
        }
        case Delivery.Asking step -> {
          Route.Target target = asking.get(step.target());
          Answer answer = client.status(sent, target);
          note(target, answer);
          at = Delivery.next(step, answer, trip);
          if (answer instanceof Answer.Relayed) troubles.succeeded(target);
          if (at instanceof Delivery.Sending) troubles.failed(asking.getFirst(), LOST);
        }
        case Delivery.Unfit unfit -> {
          Route.Target target = sending.get(unfit.target());
          Delivery.End end = reissue.unfit(client, outgoing, target, unfit, asking);
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

  /* Only looked at while a family is paused: all of the batch is read for it. */
  private boolean isOfPausedFamily(Outgoing outgoing) throws TimeoutException {
    Pauses pauses = federation.pauses();
    if (!pauses.stopsFamilies(Direction.OUT)) return false;
    BatchUpload upload = upload(outgoing);
    for (int index = 0; index < upload.stretches().size(); index++) {
      byte[] blocks = BoundedWait.atMost(upload.blocks(index), STORE_SECONDS, TimeUnit.SECONDS)
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
  private void note(Route.Target target, Answer answer) throws TimeoutException {
    if (stopping) return; // a stop breaks connections that were well
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
        new Wakeup().await(AFTER_A_FAULT);
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
