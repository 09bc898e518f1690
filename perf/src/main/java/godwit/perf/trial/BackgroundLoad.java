package godwit.perf.trial;

import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A task that a worker does while something else is looked at.
final class BackgroundLoad {
  private final FutureTask<JsonObject> task;

  private BackgroundLoad(FutureTask<JsonObject> task) {
    this.task = task;
  }

  /// Has a worker begin.
  static BackgroundLoad begin(Worker worker, JsonObject order, Duration patience) {
    var task = new FutureTask<>(() -> worker.ask(order, patience));
    Thread.ofPlatform().daemon().name("meanwhile").start(task);
    return new BackgroundLoad(task);
  }

  /// Waits for its end, at most so long; whether it has come.
  boolean hasEndedAfter(Duration time) throws IOException {
    try {
      task.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException failed) {
      throw failure(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  /// What came of it. Its own patience bounds the wait.
  JsonObject result() throws IOException {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      throw failure(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  private static IOException failure(ExecutionException failed) {
    return failed.getCause() instanceof IOException known
        ? known
        : new IOException(String.valueOf(failed.getCause()), failed);
  }
}
