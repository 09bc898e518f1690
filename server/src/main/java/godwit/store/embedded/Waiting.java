package godwit.store.embedded;

import godwit.time.TimeSource;
import java.io.InterruptedIOException;
import java.time.Duration;

/// A bounded wait for a condition nobody announces: looked at again and again until time is up.
final class Waiting {
  private final long endNanos;
  private final long pollMillis;

  Waiting(Duration patience, long pollMillis) {
    this.endNanos = TimeSource.system().nanoTime() + patience.toNanos();
    this.pollMillis = pollMillis;
  }

  /// Pauses once; false when the time is over.
  boolean more() throws InterruptedIOException {
    if (TimeSource.system().nanoTime() - endNanos >= 0) {
      return false;
    }
    try {
      Thread.sleep(pollMillis);
      return true;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting");
    }
  }
}
