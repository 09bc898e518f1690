package godwit.exchange;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How a virtual thread waits for a future: never without a bound.
/*
 * Not `Future.await(time, unit)`: a wait of that kind that runs out goes on beside the context's
 * queue of tasks instead of in its turn, and the next wait of the same thread then fails. Here the
 * future itself runs out, so that the thread always comes back in its turn.
 */
public final class BoundedWait {
  private BoundedWait() {}

  /// What a database answers, or its failure as it is.
  ///
  /// @throws IllegalStateException if it gives no answer within so many seconds
  public static <T> T ofDatabase(Future<T> answer, int seconds) {
    try {
      return atMost(answer, seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the database gives no answer", late);
    }
  }

  /// The future's result, or its failure as it is.
  public static <T> T atMost(Future<T> future, long time, TimeUnit unit) throws TimeoutException {
    return Future.await(future.timeout(time, unit));
  }
}
