package godwit.bridge;

import godwit.bridge.config.BridgeConfig;
import godwit.bridge.config.BridgeConfigException;
import godwit.bridge.config.BridgeConfigReader;
import godwit.bridge.node.Bridge;
import godwit.bridge.time.Clocks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `godwit bridge --config FILE`: runs a venue's bridge until it is told to stop.
///
/// Prints one line `ready` with the ports on standard output, and on standard error what is wrong
/// with a gateway whenever that changes.
final class RunCommand {
  private static final Duration LOOK = Duration.ofSeconds(30);

  private final PrintStream out;
  private final PrintStream err;

  RunCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(Path file) {
    Optional<BridgeConfig> config = read(file, err);
    if (config.isEmpty()) return 1;
    try {
      Bridge bridge = Bridge.start(config.get(), Clocks.system());
      CountDownLatch ended = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        ended.countDown();
        await(closed);
      }));
      try {
        out.println(bridge.ready());
        out.flush();
        if (watch(bridge, ended)) return 0;
        err.println("godwit bridge: a part of it has ended. Start it again");
        return 1;
      } finally {
        bridge.close();
        closed.countDown();
      }
    } catch (IOException e) {
      err.println("godwit bridge: " + e.getMessage());
      return 1;
    }
  }

  /// Reads a configuration, or says what is wrong with it.
  static Optional<BridgeConfig> read(Path file, PrintStream err) {
    if (!Files.isRegularFile(file)) {
      err.println("godwit bridge: " + file + ": no such file. Check the path");
      return Optional.empty();
    }
    try {
      return Optional.of(BridgeConfigReader.read(file, System.getenv()));
    } catch (BridgeConfigException e) {
      e.problems().forEach(err::println);
    } catch (IOException e) {
      err.println("godwit bridge: " + e.getMessage());
    }
    return Optional.empty();
  }

  /* True once it was told to stop; false if a part of it ended by itself. */
  private boolean watch(Bridge bridge, CountDownLatch ended) {
    Map<String, List<String>> before = new HashMap<>();
    try {
      while (!ended.await(LOOK.toSeconds(), TimeUnit.SECONDS)) {
        if (!bridge.isAlive()) return false;
        bridge.warnings().forEach((name, now) -> {
          List<String> earlier = before.put(name, now);
          if (!now.isEmpty() && (earlier == null || earlier.isEmpty())) {
            err.println("godwit bridge: " + name + ": " + String.join("; ", now));
          }
        });
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  private static void await(CountDownLatch closed) {
    try {
      closed.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
