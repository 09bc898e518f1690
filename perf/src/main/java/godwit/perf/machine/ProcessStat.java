package godwit.perf.machine;

/// One process's line in `/proc`, as far as processor time goes.
///
/// - shape: `pid (name) state ppid …`, fields separated by blanks; the name may hold both blanks
/// and
///   parentheses, so fields count from its last parenthesis
/// - units: ticks, of which Linux has 100 a second on every machine
/// - errors: [IllegalArgumentException] for a line of another shape
/// - source: Linux, proc_pid_stat(5): fields 1, 4, 14 to 17
///
/// @param ownTicks in user and in kernel mode, threads that have ended included
/// @param childrenTicks the same of children that have ended and been waited for
public record ProcessStat(long pid, long parent, long ownTicks, long childrenTicks) {
  /// The ticks of a second: `USER_HZ`, which is fixed for programs.
  static final double TICKS_A_SECOND = 100;

  private static final int PARENT = 1;
  private static final int USER = 11;

  /// Reads the line of `/proc/PID/stat`.
  public static ProcessStat parse(String line) {
    int open = line.indexOf(" (");
    int close = line.lastIndexOf(") ");
    if (open < 1 || close < open) throw new IllegalArgumentException("no process: " + line);
    String[] fields = line.substring(close + 2).strip().split(" ", -1);
    if (fields.length < USER + 4) throw new IllegalArgumentException("too short: " + line);
    return new ProcessStat(
        Long.parseLong(line.substring(0, open)),
        Long.parseLong(fields[PARENT]),
        Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]),
        Long.parseLong(fields[USER + 2]) + Long.parseLong(fields[USER + 3]));
  }
}
