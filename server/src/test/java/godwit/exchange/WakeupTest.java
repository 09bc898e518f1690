package godwit.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.store.TestDatabases;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WakeupTest {
  private static final int WAITS = 300;

  /// Workers of one context that nobody wakes: the waits of all run out at the same time.
  @Test
  void waitsThatRunOutTogetherEndEachInItsTurn() {
    Vertx vertx = Vertx.vertx();
    var workers = new Workers();
    TestDatabases.await(vertx.deployVerticle(
        workers, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));
    for (Promise<Integer> waits : workers.waits) {
      assertEquals(WAITS, TestDatabases.await(waits.future()));
    }
    TestDatabases.await(vertx.close());
  }

  private static final class Workers extends VerticleBase {
    private final List<Promise<Integer>> waits =
        Stream.generate(Promise::<Integer>promise).limit(3).toList();

    @Override
    public Future<?> start() {
      for (Promise<Integer> each : waits) context.runOnContext(_ -> work(each));
      return Future.succeededFuture();
    }

    private static void work(Promise<Integer> waits) {
      try {
        var signal = new Wakeup();
        for (int count = 0; count < WAITS; count++) signal.await(Duration.ofMillis(1));
        waits.complete(WAITS);
      } catch (RuntimeException lost) {
        waits.fail(lost);
      }
    }
  }
}
