package godwit.demo;

import godwit.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// How long the exposures of each upload took to the phones of the other country: from the answer
/// to the upload until the last list page with one of them was there.
final class CrossingTimes {
  private static final long NEVER = Long.MIN_VALUE;

  private final long start = TimeSource.system().nanoTime();
  private final AtomicLongArray answered;
  private final AtomicLongArray seen;

  CrossingTimes(int uploads) {
    answered = new AtomicLongArray(uploads);
    seen = new AtomicLongArray(uploads);
    for (int upload = 0; upload < uploads; upload++) {
      answered.set(upload, NEVER);
      seen.set(upload, NEVER);
    }
  }

  void answered(int upload, long nanos) {
    answered.set(upload, nanos - start);
  }

  void seen(int upload, long nanos) {
    seen.accumulateAndGet(upload, nanos - start, Math::max);
  }

  /// 0 if nothing has crossed.
  long slowestMillis() {
    long slowest = 0;
    for (int upload = 0; upload < answered.length(); upload++) {
      if (answered.get(upload) == NEVER || seen.get(upload) == NEVER) continue;
      slowest = Math.max(slowest, seen.get(upload) - answered.get(upload));
    }
    return Duration.ofNanos(slowest).toMillis();
  }
}
