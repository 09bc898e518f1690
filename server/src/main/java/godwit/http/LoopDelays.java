package godwit.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// How late the event loops of a node do what is due, beside a thread that has nothing else to do.
///
/// - units: delays in milliseconds, since it was last asked
/// - source: each loop has something due every 100 ms, and notes how late it came
///
/// What the idle thread is late by is the machine's doing; what a loop is late beyond that, the
/// node's.
public final class LoopDelays {
  private static final long EVERY_MILLIS = 100;
  private static final long GREATEST_MICROS = TimeUnit.MINUTES.toMicros(1);
  private static final int DIGITS = 2;

  private final Delays control = new Delays();
  private final List<Loop> loops = new CopyOnWriteArrayList<>();

  /// An event loop that is watched.
  ///
  /// @param context of a verticle on it
  /// @param thread that runs it
  public record Loop(Context context, Thread thread, Delays delays) {}

  /// What was seen of one thread.
  public static final class Delays {
    private final Recorder recorder = new Recorder(GREATEST_MICROS, DIGITS);

    private void note(long lateNanos) {
      long micros = TimeUnit.NANOSECONDS.toMicros(lateNanos);
      recorder.recordValue(Math.clamp(micros, 0, GREATEST_MICROS));
    }

    private JsonObject document() {
      Histogram seen = recorder.getIntervalHistogram();
      return new JsonObject()
          .put("samples", seen.getTotalCount())
          .put("p50Millis", millis(seen.getValueAtPercentile(50)))
          .put("p99Millis", millis(seen.getValueAtPercentile(99)))
          .put("p999Millis", millis(seen.getValueAtPercentile(99.9)))
          .put("maxMillis", millis(seen.getMaxValue()));
    }

    private static double millis(long micros) {
      return micros / 1000.0;
    }
  }

  /// Watches the loop that this is called on, as long as its verticle is deployed.
  void watch(Vertx vertx, Context context) {
    Loop loop = new Loop(context, Thread.currentThread(), new Delays());
    loops.add(loop);
    wait(vertx, loop.delays());
  }

  /// The loops that are watched.
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  /// Starts the idle thread; it ends when it is interrupted.
  public Thread startControl() {
    return Thread.ofPlatform().daemon().name("loop-delay-control").start(() -> {
      try {
        while (true) {
          long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
          Thread.sleep(EVERY_MILLIS);
          control.note(System.nanoTime() - due);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /// What was seen since the last call.
  synchronized JsonObject document() {
    return new JsonObject()
        .put("everyMillis", EVERY_MILLIS)
        .put("loops", loops.stream().map(loop -> loop.delays().document()).toList())
        .put("control", control.document());
  }

  private static void wait(Vertx vertx, Delays delays) {
    long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
    vertx.setTimer(EVERY_MILLIS, _ -> {
      delays.note(System.nanoTime() - due);
      wait(vertx, delays);
    });
  }
}
