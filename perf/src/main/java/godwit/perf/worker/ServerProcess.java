package godwit.perf.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.perf.machine.ProcessTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `godwit serve` as a process of its own, with its database below it.
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready peers=([0-9]+) devices=([0-9]+) ops=([0-9]+)");
  private static final int STOP_SECONDS = 60;
  private static final int SHOWN_LINES = 20;

  private final Process process;
  private final Path log;
  private final long startNanos;

  private ServerProcess(Process process, Path log, long startNanos) {
    this.process = process;
    this.log = log;
    this.startNanos = startNanos;
  }

  /// Where it accepts; 0 where it does not.
  public record Ports(int peers, int devices, int ops) {}

  /// Starts one; what it logs goes into a file beside its configuration.
  ///
  /// @param program the words of a command that runs `godwit`, but for its arguments
  public static ServerProcess start(List<String> program, Path configuration) throws IOException {
    Path log = configuration.resolveSibling(configuration.getFileName() + ".log");
    List<String> command = Stream.concat(
            program.stream(), Stream.of("serve", "--config", configuration.toString()))
        .toList();
    long startNanos = System.nanoTime();
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
    return new ServerProcess(process, log, startNanos);
  }

  /// Waits for the line that says that it accepts. Its own start has a bound.
  public Ports awaitReady() throws IOException {
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = String.valueOf(out.readLine());
    Matcher ready = READY.matcher(line);
    if (!ready.matches()) throw new IOException("a server does not start:\n" + logged());
    return new Ports(port(ready, 1), port(ready, 2), port(ready, 3));
  }

  /// Waits until it accepts, and says how long that took from its start.
  public double readyMillis() throws IOException {
    awaitReady();
    return (System.nanoTime() - startNanos) / 1e6;
  }

  /// Ends it at once, as a power cut would; its database is left behind.
  public void kill() throws IOException {
    process.destroyForcibly();
    try {
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("a killed server lives on");
  }

  /// What the node has used up to now, and what its database has.
  public ProcessTree.Cpu cpu() throws IOException {
    return ProcessTree.cpu(process.pid());
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// The end of what it logged.
  public String logged() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /// Says that it is to stop, and does not wait until it has.
  public void stop() {
    process.destroy();
  }

  /// Asks it to stop, so that it stops its database too, and ends it where it does not.
  @Override
  public void close() {
    stop();
    try {
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroyForcibly();
  }

  private static int port(Matcher ready, int group) {
    return Integer.parseInt(ready.group(group));
  }
}
