package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.http.LongPolls;
import godwit.http.LoopContext;
import godwit.store.outgoing.Pulls;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Those of one event loop who wait for the next batch of a stream.
///
/// One look, a single query, serves all of them. It comes soon after something was committed on
/// this node, and every second for what other nodes commit. While nobody waits, nobody looks.
final class PullWatch {
  private static final Logger log = LoggerFactory.getLogger(PullWatch.class);
  private static final long LOOK_MILLIS = 1_000;
  /* Commits may come by the hundred a second; looks do not. */
  private static final long GATHER_MILLIS = 50;

  private final LoopContext loop;
  private final LongPolls polls;
  private final Pulls pulls;
  private final Context context;
  private final Set<Waiter> waiting = new LinkedHashSet<>();
  private final AtomicBoolean rung = new AtomicBoolean();
  private boolean looks;

  private record Waiter(int stream, long sequence, Promise<Void> over) {}

  PullWatch(LoopContext loop, Pulls pulls) {
    this.loop = loop;
    this.polls = loop.node().polls();
    this.pulls = pulls;
    this.context = loop.vertx().getOrCreateContext();
    polls.onRing(this::ring);
  }

  /// Completes once there may be a batch after this sequence, or the time is over, or the caller
  /// has gone. Nobody waits if too many do already.
  ///
  /// @param peer who waits
  Optional<Future<Void>> next(
      RoutingCode peer, int stream, long sequence, long millis, HttpServerResponse response) {
    if (!polls.tryEnter(peer.path())) return Optional.empty();
    Waiter waiter = new Waiter(stream, sequence, Promise.promise());
    waiting.add(waiter);
    if (!looks) lookOften();
    long timer = loop.vertx().setTimer(millis, _ -> waiter.over().tryComplete());
    response.closeHandler(_ -> waiter.over().tryComplete());
    response.exceptionHandler(_ -> waiter.over().tryComplete());
    ring(); // for what was committed since the caller's own look
    return Optional.of(waiter.over().future().onComplete(_ -> {
      loop.vertx().cancelTimer(timer);
      waiting.remove(waiter);
      polls.leave(peer.path());
    }));
  }

  private void lookOften() {
    looks = true;
    loop.vertx().setPeriodic(LOOK_MILLIS, timer -> {
      if (!waiting.isEmpty()) {
        look();
        return;
      }
      loop.vertx().cancelTimer(timer);
      looks = false;
    });
  }

  private void ring() {
    if (polls.count() == 0 || !rung.compareAndSet(false, true)) return;
    context.runOnContext(_ -> {
      if (polls.isClosed()) lookAgain();
      else loop.vertx().setTimer(GATHER_MILLIS, _ -> lookAgain());
    });
  }

  private void lookAgain() {
    rung.set(false);
    look();
  }

  private void look() {
    if (waiting.isEmpty()) return;
    if (polls.isClosed()) {
      List.copyOf(waiting).forEach(waiter -> waiter.over().tryComplete());
      return;
    }
    Set<Integer> streams = new LinkedHashSet<>();
    waiting.forEach(waiter -> streams.add(waiter.stream()));
    pulls
        .newest(streams)
        .onSuccess(this::tell)
        .onFailure(failure -> log.warn("waiting callers stay so: {}", failure.toString()));
  }

  private void tell(Map<Integer, Long> newest) {
    for (Waiter waiter : List.copyOf(waiting)) {
      if (newest.getOrDefault(waiter.stream(), 0L) > waiter.sequence()) {
        waiter.over().tryComplete();
      }
    }
  }
}
