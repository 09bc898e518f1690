package godwit.http.peer;

import godwit.codec.payload.RoutingCode;
import godwit.http.LongPolls;
import godwit.http.LoopContext;
import godwit.store.outgoing.Pulls;
import io.vertx.core.Context;
import io.vertx.core.Future;
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
  /* Commits may come by the hundred a second; looks do not. */
  private static final long GATHER_MILLIS = 50;

  private final LoopContext loop;
  private final LongPolls polls;
  private final Pulls pulls;
  private final Context context;
  private final WaitingCallers<After> waiting;
  private final AtomicBoolean rung = new AtomicBoolean();

  /* What one waits for: what follows in a stream. */
  private record After(int stream, long sequence) {}

  PullWatch(LoopContext loop, Pulls pulls) {
    this.loop = loop;
    this.polls = loop.node().polls();
    this.pulls = pulls;
    this.context = loop.vertx().getOrCreateContext();
    this.waiting = new WaitingCallers<>(loop.vertx(), polls, this::look);
    polls.onRing(this::ring);
  }

  /// Completes once there may be a batch after this sequence, or the time is over, or the caller
  /// has gone. Nobody waits if too many do already.
  ///
  /// @param peer who waits
  Optional<Future<Void>> next(
      RoutingCode peer, int stream, long sequence, long millis, HttpServerResponse response) {
    var entered = waiting.enter(peer.path(), new After(stream, sequence), millis, response);
    if (entered.isPresent()) ring(); // for what was committed since the caller's own look
    return entered.map(waiter -> waiter.over().future());
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
    List<WaitingCallers.Waiter<After>> all = waiting.all();
    if (all.isEmpty()) return;
    if (polls.isClosed()) {
      all.forEach(waiter -> waiter.over().tryComplete());
      return;
    }
    Set<Integer> streams = new LinkedHashSet<>();
    all.forEach(waiter -> streams.add(waiter.what().stream()));
    pulls
        .newest(streams)
        .onSuccess(this::tell)
        .onFailure(failure -> log.warn("waiting callers stay so: {}", failure.toString()));
  }

  private void tell(Map<Integer, Long> newest) {
    for (WaitingCallers.Waiter<After> waiter : waiting.all()) {
      After what = waiter.what();
      if (newest.getOrDefault(what.stream(), 0L) > what.sequence()) {
        waiter.over().tryComplete();
      }
    }
  }
}
