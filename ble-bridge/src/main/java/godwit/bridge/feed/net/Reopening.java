package godwit.bridge.feed.net;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// The loop that opens a source again whenever it ends, after a pause that grows to 30 s and is
/// short again once the source was open.
public final class Reopening {
  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private Reopening() {}

  /// One opening of a source, until it ends.
  public interface Source {
    /// @param opened called once it is open
    void read(Runnable opened) throws IOException, InterruptedException;
  }

  /// Reads until the thread is interrupted.
  public static void run(Source source) {
    Duration wait = FIRST_WAIT;
    while (!Thread.currentThread().isInterrupted()) {
      AtomicBoolean open = new AtomicBoolean();
      try {
        source.read(() -> open.set(true));
      } catch (IOException _) {
        // what it was is of no use: the gateway counts as silent
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      Duration longer = wait.multipliedBy(2);
      if (open.get()) wait = FIRST_WAIT;
      else wait = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
      try {
        Thread.sleep(wait);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
