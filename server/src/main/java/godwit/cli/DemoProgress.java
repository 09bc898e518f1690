package godwit.cli;

import godwit.console.Output;
import godwit.time.TimeSource;
import java.io.Console;
import java.time.Duration;
import java.util.Optional;

/// How far a demonstration is: one line that changes on a terminal, else a line every second.
final class DemoProgress implements AutoCloseable {
  private static final long LINE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int WIDTH = 100;

  private final Output output;
  private final boolean terminal =
      Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  private long lastLine = TimeSource.system().nanoTime() - LINE_NANOS;

  DemoProgress(Output output) {
    this.output = output;
  }

  void at(String line) {
    if (terminal) {
      output.redraw(line + " ".repeat(Math.max(0, WIDTH - line.length())));
      return;
    }
    long now = TimeSource.system().nanoTime();
    if (now - lastLine < LINE_NANOS) return;
    lastLine = now;
    output.progress(line);
  }

  @Override
  public void close() {
    if (terminal) output.progress("");
  }
}
