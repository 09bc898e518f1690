package godwit.exchange;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A verticle of a virtual thread that works, in straight lines, until it is stopped.
///
/// Its start opens what the work needs and calls [#begin]; its stop calls [#halt], waits for
/// [#ended], and closes it, in the order that the work needs.
public abstract class WorkLoop extends VerticleBase {
  /// Ends a rest of the work.
  protected final Wakeup signal = new Wakeup();

  private final Promise<Void> over = Promise.promise();
  private volatile boolean stopping;

  /// Starts it; the id is what it is undeployed by.
  public final Future<String> deploy(Vertx on) {
    return on.deployVerticle(
        this, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD));
  }

  /// Has the work begin, once the start is over. It is to end soon after [#isStopping].
  protected final void begin(Runnable work) {
    context.runOnContext(_ -> {
      try {
        work.run();
      } finally {
        over.complete();
      }
    });
  }

  /// Whether it is being stopped. From any thread.
  protected final boolean isStopping() {
    return stopping;
  }

  /// Tells the work to end.
  protected final void halt() {
    stopping = true;
    signal.raise();
  }

  /// Completes when the work has ended, and fails if it has not within a time.
  protected final Future<Void> ended(Duration patience) {
    return over.future().timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
