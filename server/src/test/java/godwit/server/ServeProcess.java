package godwit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `godwit serve` in a JVM of its own, for what only processes can show: they are killed.
final class ServeProcess implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("ready peers=([0-9]+) devices=([0-9]+) ops=([0-9]+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;

  private ServeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts one; what it logs goes into a file beside its configuration.
  static ServeProcess start(Path config) throws IOException {
    return start(config, List.of());
  }

  /// Starts one by a command that becomes what its further words say.
  static ServeProcess start(Path config, List<String> prefix) throws IOException {
    Path log = config.resolveSibling(config.getFileName() + ".log");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "serve",
        "--config",
        config.toString()));
    Process process = new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
    return new ServeProcess(process, log);
  }

  /// Waits for the line that says it accepts requests, and where.
  Node.Ports awaitReady() throws IOException {
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) return new Node.Ports(port(ready, 1), port(ready, 2), port(ready, 3));
    }
    throw new IOException("not ready:\n" + logged());
  }

  long pid() {
    return process.pid();
  }

  /// Ends it as a power failure would: nothing of its own runs any more.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /// Asks it to stop, and waits until it has.
  void terminate() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " does not end");
    }
    return process.exitValue();
  }

  String logged() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static int port(Matcher ready, int group) {
    return Integer.parseInt(ready.group(group));
  }
}
