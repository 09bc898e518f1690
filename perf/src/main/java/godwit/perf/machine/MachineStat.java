package godwit.perf.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How the machine's processors spent their time so far, and what the hypervisor took from them.
///
/// - shape: `cpu  user nice system idle iowait irq softirq steal guest guest_nice`, the first line
/// - units: ticks, summed over the processors
/// - errors: [IllegalArgumentException] for a line of another shape
/// - source: Linux, proc_stat(5)
///
/// @param total of all columns but those of guests, which are counted among user and nice already
/// @param steal what somebody else's machine had while this one wanted to run
public record MachineStat(long total, long steal) {
  private static final Path STAT = Path.of("/proc/stat");
  private static final Path LOAD = Path.of("/proc/loadavg");
  private static final int COLUMNS = 8;
  private static final int STEAL = 7;

  /// How much the machine was somebody else's while something was measured.
  ///
  /// @param load processes that ran or wanted to, as an average over a minute
  /// @param steal the hypervisor's share, 0 to 1
  public record Noise(double load, double steal) {}

  /// Reads the processors' time as it is now.
  public static MachineStat read() throws IOException {
    try (var lines = Files.newBufferedReader(STAT)) {
      return parse(String.valueOf(lines.readLine()));
    }
  }

  static MachineStat parse(String line) {
    String[] words = line.strip().split(" +", -1);
    if (words.length <= COLUMNS || !words[0].equals("cpu")) {
      throw new IllegalArgumentException("no processors: " + line);
    }
    long total = 0;
    for (int column = 1; column <= COLUMNS; column++) total += Long.parseLong(words[column]);
    return new MachineStat(total, Long.parseLong(words[1 + STEAL]));
  }

  /// The share of the time since then that the hypervisor took.
  public double stealSince(MachineStat earlier) {
    long passed = total - earlier.total;
    return passed <= 0 ? 0 : (double) (steal - earlier.steal) / passed;
  }

  /// What there was of noise since then.
  public static Noise noiseSince(MachineStat earlier) throws IOException {
    double load = Double.parseDouble(Files.readString(LOAD).split(" ", 2)[0]);
    return new Noise(load, read().stealSince(earlier));
  }
}
