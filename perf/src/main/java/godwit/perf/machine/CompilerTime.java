package godwit.perf.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the compilers of a JVM have cost, of all that it has used.
///
/// - shape: a line of the same shape as a process's for each thread, `/proc/PID/task/TID/stat`; the
///   threads are named `C1 CompilerThread0` and so on, cut off after 15 bytes
/// - units: ticks, see [ProcessStat]
/// - errors: [IOException] where the process has ended
/// - source: Linux, proc_pid_stat(5); HotSpot, compileBroker.cpp
public final class CompilerTime {
  private CompilerTime() {}

  /// Processor seconds that its compilers have used up to now. A compiler's thread that ends for
  /// want of work takes its time with it.
  public static double seconds(long pid) throws IOException {
    long ticks = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        try {
          String line = Files.readString(thread.resolve("stat"));
          if (isCompilers(line)) ticks += ProcessStat.parse(line).ownTicks();
        } catch (IOException failure) {
          if (Files.exists(thread)) throw failure; // else it has just ended
        }
      }
    }
    return ticks / ProcessStat.TICKS_A_SECOND;
  }

  /// Whether a thread's line is that of a compiler.
  static boolean isCompilers(String line) {
    return line.contains(" (C1 Compiler") || line.contains(" (C2 Compiler");
  }
}
