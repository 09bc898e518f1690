package godwit.perf.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of a JVM's memory is heap after a collection, and what is direct memory.
///
/// - shape: `-Xlog:gc` has `120M->40M(256M)` at the end of each collection's line; of `jcmd PID
///   VM.native_memory`, direct memory is `Other (reserved=…KB, committed=…KB)`
/// - units: MiB, as the JVM's M and KB are
/// - errors: [IOException] where the JVM does not say; [Double#NaN] before the first collection
/// - source: Java 25, java(1) and jcmd(1)
public final class JvmMemory {
  /// What a JVM has to be started with, so that it says all of this.
  public static List<String> options(Path log) {
    return List.of("-XX:NativeMemoryTracking=summary", "-Xlog:gc:file=" + log);
  }

  private static final Pattern COLLECTED = Pattern.compile("->(\\d+)M[(]");
  private static final Pattern DIRECT =
      Pattern.compile("Other [(]reserved=\\d+KB, committed=(\\d+)KB[)]");
  private static final double KIBIBYTES_A_MEBIBYTE = 1_024;
  private static final int PATIENCE_SECONDS = 20;

  private JvmMemory() {}

  /// The heap after the last collection that a log has.
  public static double heapMebibytes(Path log) throws IOException {
    double last = Double.NaN;
    for (String line : Files.readAllLines(log)) {
      Matcher collected = COLLECTED.matcher(line);
      if (collected.find()) last = Double.parseDouble(collected.group(1));
    }
    return last;
  }

  /// The direct memory of a process just now, with that of the network buffers.
  public static double directMebibytes(long pid) throws IOException {
    Process jcmd = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            "VM.native_memory")
        .redirectErrorStream(true)
        .start();
    try {
      String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
      if (!jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) throw new IOException("jcmd is late");
      return direct(said);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    } finally {
      jcmd.destroyForcibly();
    }
  }

  static double direct(String said) throws IOException {
    Matcher direct = DIRECT.matcher(said);
    if (!direct.find()) throw new IOException("jcmd says nothing of direct memory: " + said);
    return Double.parseDouble(direct.group(1)) / KIBIBYTES_A_MEBIBYTE;
  }
}
