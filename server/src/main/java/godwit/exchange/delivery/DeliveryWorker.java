package godwit.exchange.delivery;

import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.exchange.Wakeup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers the batches of one peer: leases one, works on it, says what came of it, again.
///
/// A verticle of virtual threads, with a context and connections of its own, so that a slow peer
/// holds nobody else.
final class DeliveryWorker extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

  private static final Duration AFTER_A_FAULT = Duration.ofSeconds(1);
  /* Somebody says when there is something to do; this is for when that was missed. */
  private static final Duration UNASKED = Duration.ofSeconds(30);

  private final Route route;
  private final DeliveryTurn.Shared shared;
  private final Duration patience;
  private final Set<Integer> destinations = ConcurrentHashMap.newKeySet();
  private final List<Wakeup> signals = new ArrayList<>();
  private final List<Future<Void>> loops = new ArrayList<>();
  private Optional<BatchClient> opened = Optional.empty();
  private volatile boolean stopping;

  /// @param workers batches that are under way at once
  /// @param patience how long a stop waits for what is under way
  DeliveryWorker(Route route, DeliveryTurn.Shared shared, int workers, Duration patience) {
    this.route = route;
    this.shared = shared;
    this.patience = patience;
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
        vertx,
        new PeerClient(vertx, shared.federation(), shared.clock()),
        shared.clock(),
        shared.meters().skew(route.peer()));
    DeliveryTurn turn = new DeliveryTurn(
        vertx, route, shared, client, () -> stopping, () -> new Wakeup().await(AFTER_A_FAULT), LOG);
    for (Wakeup signal : signals) {
      Promise<Void> over = Promise.promise();
      loops.add(over.future());
      context.runOnContext(_ -> {
        try {
          work(turn, signal);
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

  private void work(DeliveryTurn turn, Wakeup signal) {
    boolean resting = false;
    while (!stopping) {
      try {
        if (resting) new Wakeup().await(AFTER_A_FAULT);
        resting = false;
        Duration closed = turn.closedFor();
        if (closed.isPositive() || !turn.once(List.copyOf(destinations))) {
          signal.await(closed.isPositive() ? closed : UNASKED);
        }
      } catch (Exception fault) {
        if (stopping || Thread.currentThread().isInterrupted()) return;
        turn.failed(fault);
        resting = true;
      }
    }
  }
}
