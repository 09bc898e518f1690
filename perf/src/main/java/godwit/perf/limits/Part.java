package godwit.perf.limits;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// One thing that every uploaded byte goes through, done alone and without Godwit.
///
/// Parts are the yardstick, so they are left as they are: a change here makes all figures before it
/// incomparable.
interface Part extends AutoCloseable {
  ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// Does it over and over for about so long.
  Amount run(long nanos) throws Exception;

  @Override
  default void close() throws IOException {}

  /// What was done and what it took.
  ///
  /// @param seconds that passed, where the part was at work
  /// @param cpuSeconds of every thread and process that the part counts
  record Amount(long bytes, double seconds, double cpuSeconds) {}

  /// One round of a part that needs only the thread that runs it.
  @FunctionalInterface
  interface Round {
    /// @return bytes that went through
    long run() throws Exception;
  }

  /// Counts rounds on this thread.
  static Amount repeat(long nanos, Round round) throws Exception {
    long bytes = 0;
    long start = System.nanoTime();
    long startCpu = THREADS.getCurrentThreadCpuTime();
    long end = start;
    while (end - start < nanos) {
      bytes += round.run();
      end = System.nanoTime();
    }
    return new Amount(
        bytes, (end - start) / 1e9, (THREADS.getCurrentThreadCpuTime() - startCpu) / 1e9);
  }
}
