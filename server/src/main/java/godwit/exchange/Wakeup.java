package godwit.exchange;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A flag that one virtual thread waits for and any thread raises. Raised often, it wakes once.
public final class Wakeup {
  private boolean raised;
  private Optional<Promise<Void>> waiter = Optional.empty();

  public void raise() {
    Optional<Promise<Void>> woken;
    synchronized (this) {
      raised = true;
      woken = waiter;
    }
    woken.ifPresent(Promise::tryComplete);
  }

  /// Returns once the flag is raised, or the time is over; the flag is down then.
  ///
  /// @return whether it was raised
  public boolean await(Duration longest) {
    /* A promise of its own for each wait: one that outlives many would gather their listeners. */
    Promise<Void> promise = Promise.promise();
    synchronized (this) {
      waiter = Optional.of(promise);
      if (raised) promise.tryComplete();
    }
    try {
      BoundedWait.atMost(promise.future(), longest.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException over) {
      promise.tryComplete();
      return false;
    } finally {
      lower();
    }
  }

  private synchronized void lower() {
    raised = false;
    waiter = Optional.empty();
  }
}
