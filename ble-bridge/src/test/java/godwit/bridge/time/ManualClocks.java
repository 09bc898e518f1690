package godwit.bridge.time;

import java.time.Duration;
import java.time.Instant;

/// Clocks that stand still until a test moves them.
public final class ManualClocks implements Clocks {
  private Instant now;
  private long nanos = 1;

  public ManualClocks(String now) {
    this.now = Instant.parse(now);
  }

  public synchronized void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /// Sets the wall clock alone.
  public synchronized void set(Instant wall) {
    now = wall;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }
}
