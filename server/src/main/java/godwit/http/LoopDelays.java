package godwit.http;

import godwit.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// How late the event loops of a node do what is due, beside a thread that has nothing else to do.
///
/// - units: delays in milliseconds, since it was last asked
/// - source: each loop that serves has something due every 100 ms, and notes how late it came; one
///   that nobody asks anything every second, since each look wakes the machine
///
/// What the idle thread is late by is the machine's doing; what a loop is late beyond that, the
/// node's.
public final class LoopDelays {
  private static final long EVERY_MILLIS = 100;
  private static final long IDLE_MILLIS = 1_000;
  private static final long GREATEST_MICROS = TimeUnit.MINUTES.toMicros(1);
  private static final int DIGITS = 2;

  private final Delays control = new Delays();
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final TimeSource time;
  private final MeterRegistry metrics;

  /// @param metrics gets the delays of each loop, and of the idle thread as `control`
  public LoopDelays(TimeSource time, MeterRegistry metrics) {
    this.time = time;
    this.metrics = metrics;
  }

  /// An event loop that is watched.
  ///
  /// @param context of a verticle on it
  /// @param thread that runs it
  public record Loop(Context context, Thread thread, Delays delays, Activity activity) {}

  /// Whether a loop serves; noted on it, seen by others.
  public static final class Activity {
    private final BooleanSupplier goesOn;
    private boolean asked;
    private volatile boolean busy;

    Activity(BooleanSupplier goesOn) {
      this.goesOn = goesOn;
    }

    /// A request came.
    public void asked() {
      asked = true;
    }

    /// Looks whether it has served since the last look, or still does.
    boolean look() {
      busy = asked || goesOn.getAsBoolean();
      asked = false;
      return busy;
    }
  }

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
  ///
  /// @param goesOn whether requests that came earlier are still read
  /// @return to be told of each request
  public Activity watch(Vertx vertx, Context context, BooleanSupplier goesOn) {
    Loop loop = new Loop(context, Thread.currentThread(), new Delays(), new Activity(goesOn));
    loops.add(loop);
    wait(vertx, loop, timer("" + loops.indexOf(loop)));
    return loop.activity();
  }

  /// The loops that are watched.
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  /// Starts the idle thread; it ends when it is interrupted.
  public Thread startControl() {
    Timer timer = timer("control");
    return Thread.ofPlatform().daemon().name("loop-delay-control").start(() -> {
      try {
        while (true) {
          long millis = millis(loops.stream().anyMatch(loop -> loop.activity().busy));
          long due = time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
          Thread.sleep(millis);
          long late = Math.max(0, time.nanoTime() - due);
          control.note(late);
          timer.record(late, TimeUnit.NANOSECONDS);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /// What was seen since the last call.
  public synchronized JsonObject document() {
    return new JsonObject()
        .put("everyMillis", EVERY_MILLIS)
        .put("loops", loops.stream().map(loop -> loop.delays().document()).toList())
        .put("control", control.document());
  }

  private Timer timer(String loop) {
    return Timer.builder("godwit.loop.delay").tag("loop", loop).register(metrics);
  }

  private void wait(Vertx vertx, Loop loop, Timer timer) {
    long millis = millis(loop.activity().look());
    long due = time.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    vertx.setTimer(millis, _ -> {
      long late = Math.max(0, time.nanoTime() - due);
      loop.delays().note(late);
      timer.record(late, TimeUnit.NANOSECONDS);
      wait(vertx, loop, timer);
    });
  }

  private static long millis(boolean busy) {
    return busy ? EVERY_MILLIS : IDLE_MILLIS;
  }
}
