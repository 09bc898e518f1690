package godwit.perf.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How much of a process lies in memory.
///
/// - shape: lines `VmRSS:	  123456 kB` and `VmHWM:	  123456 kB` among others
/// - units: KiB, which Linux calls kB
/// - errors: [IllegalArgumentException] where a line is missing or has another shape
/// - source: Linux, proc_pid_status(5)
///
/// @param residentKibibytes just now
/// @param mostKibibytes at any time since the process started
public record ProcessMemory(long residentKibibytes, long mostKibibytes) {
  private static final double KIBIBYTES_A_MEBIBYTE = 1_024;

  /// Reads what is in memory of a process, without those that it started.
  public static ProcessMemory read(long pid) throws IOException {
    return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
  }

  static ProcessMemory parse(List<String> lines) {
    return new ProcessMemory(kibibytes(lines, "VmRSS:"), kibibytes(lines, "VmHWM:"));
  }

  public double residentMebibytes() {
    return residentKibibytes / KIBIBYTES_A_MEBIBYTE;
  }

  public double mostMebibytes() {
    return mostKibibytes / KIBIBYTES_A_MEBIBYTE;
  }

  private static long kibibytes(List<String> lines, String name) {
    for (String line : lines) {
      if (!line.startsWith(name)) continue;
      String[] words = line.substring(name.length()).strip().split(" +", -1);
      if (words.length == 2 && words[1].equals("kB")) return Long.parseLong(words[0]);
    }
    throw new IllegalArgumentException("no " + name + " in " + lines.size() + " lines");
  }
}
