package godwit.console;

import godwit.time.TimeSource;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// How far a file has gone, redrawn on one line of a terminal; nothing where there is no terminal.
public final class ProgressBar implements AutoCloseable {
  private static final int CELLS = 30;
  private static final long REDRAW_NANOS = 100_000_000;
  private static final double NANOS = 1e9;
  private static final double MEGABYTE = 1e6;

  private final Output output;
  private final long total;
  private final boolean drawn;
  private final long start = TimeSource.system().nanoTime();
  private long lastDrawn = start - REDRAW_NANOS;

  public ProgressBar(Output output, long total) {
    this.output = output;
    this.total = total;
    this.drawn =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /// Says how many bytes are done.
  public void at(long done) {
    if (!drawn) return;
    long now = TimeSource.system().nanoTime();
    if (now - lastDrawn < REDRAW_NANOS && done < total) return;
    lastDrawn = now;
    output.redraw(text(done, total, now - start));
  }

  public static String text(long done, long total, long nanos) {
    double share = total == 0 ? 1 : (double) done / total;
    int filled = (int) (share * CELLS);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f%% %7.1f MB/s",
        "#".repeat(filled),
        " ".repeat(CELLS - filled),
        share * 100,
        done / MEGABYTE / Math.max(nanos / NANOS, 1e-3));
  }

  /// Ends the line, if there is one.
  @Override
  public void close() {
    if (drawn) output.progress("");
  }
}
