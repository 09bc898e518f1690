package godwit.http.peer;

import godwit.http.LongPolls;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Callers of one event loop who wait for something new. While nobody waits, nobody looks.
///
/// @param <T> what one of them waits for
final class WaitingCallers<T> {
  private static final long LOOK_MILLIS = 1_000;

  private final Vertx vertx;
  private final LongPolls polls;
  private final Runnable look;
  private final Set<Waiter<T>> waiting = new LinkedHashSet<>();
  private boolean looks;

  /// @param look is run every second while somebody waits
  WaitingCallers(Vertx vertx, LongPolls polls, Runnable look) {
    this.vertx = vertx;
    this.polls = polls;
    this.look = look;
  }

  /// One that waits.
  ///
  /// @param over completes its wait
  record Waiter<T>(T what, Promise<Void> over) {}

  /// Waits until somebody says that it is over, or the time is, or the caller has gone. Nobody
  /// waits
  /// if too many do already.
  ///
  /// @param who waits: a peer's path, or a venue's
  Optional<Waiter<T>> enter(String who, T what, long millis, HttpServerResponse response) {
    if (!polls.tryEnter(who)) return Optional.empty();
    Waiter<T> waiter = new Waiter<>(what, Promise.promise());
    waiting.add(waiter);
    if (!looks) lookOften();
    long timer = vertx.setTimer(millis, _ -> waiter.over().tryComplete());
    response.closeHandler(_ -> waiter.over().tryComplete());
    response.exceptionHandler(_ -> waiter.over().tryComplete());
    waiter.over().future().onComplete(_ -> {
      vertx.cancelTimer(timer);
      waiting.remove(waiter);
      polls.leave(who);
    });
    return Optional.of(waiter);
  }

  /// Those who wait now.
  List<Waiter<T>> all() {
    return List.copyOf(waiting);
  }

  private void lookOften() {
    looks = true;
    vertx.setPeriodic(LOOK_MILLIS, timer -> {
      if (!waiting.isEmpty()) {
        look.run();
        return;
      }
      vertx.cancelTimer(timer);
      looks = false;
    });
  }
}
