package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// How long a node takes from its start until it accepts, its database being there already.
final class StartStep implements Step {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  /* Of processor time: by then an upload is under way. */
  private static final double LOADED_SECONDS = 1.0;
  private static final long LOOK_MILLIS = 50;

  private final String name;
  private final Workload workload;
  private final List<String> server;
  private final Testbed testbed;
  private final Path cache;
  private boolean learned;

  /// @param server the command that runs `godwit`, without arguments
  StartStep(String name, Workload workload, List<String> server, Testbed testbed) {
    this.name = name;
    this.workload = workload;
    this.server = server;
    this.testbed = testbed;
    this.cache = testbed.federation().folder().resolve("started.aot");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(
        Bar.most("readyMillis", 2_500),
        Bar.most("readyWithCacheMillis", 1_500),
        Bar.most("readyAfterKillMillis", 10_000));
  }

  @Override
  public boolean isWarmedUp() {
    return false; // each time a process of its own
  }

  @Override
  public PassFigures measure() throws IOException {
    if (!learned) learn();
    return PassFigures.empty()
        .with("readyMillis", ready(Optional.empty()))
        .with("readyWithCacheMillis", ready(Optional.of("-XX:AOTCache=" + cache)))
        .with("readyAfterKillMillis", readyAfterKill());
  }

  /* Makes the database, and what the JVM keeps, as `./godwit aot` does: by a node that starts and
   * takes uploads. */
  private void learn() throws IOException {
    try (ServerProcess node = start(Optional.of("-XX:AOTCacheOutput=" + cache))) {
      JsonObject order = testbed.order(
          "ingest", workload, FederationFolder.C, node.awaitReady().peers());
      testbed.load().ask(order, PATIENCE);
    }
    if (!Files.exists(cache)) throw new IOException("Java wrote no cache of what it learned");
    learned = true;
  }

  private double ready(Optional<String> option) throws IOException {
    try (ServerProcess node = start(option)) {
      return node.readyMillis();
    }
  }

  private double readyAfterKill() throws IOException {
    ServerProcess node = start(Optional.empty());
    try {
      ServerProcess.Ports ports = node.awaitReady();
      JsonObject order = testbed.order("untilGone", workload, FederationFolder.C, ports.peers());
      CompletableFuture<JsonObject> cutOff = CompletableFuture.supplyAsync(() -> {
        try {
          return testbed.load().ask(order, PATIENCE);
        } catch (IOException failure) {
          throw new CompletionException(failure);
        }
      });
      awaitLoad(node, node.cpu().total() + LOADED_SECONDS);
      node.kill();
      cutOff.join();
    } finally {
      node.close();
    }
    return ready(Optional.empty());
  }

  private static void awaitLoad(ServerProcess node, double until) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (node.cpu().total() < until) {
      if (System.nanoTime() > end) throw new IOException("a node that is started gets no load");
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped", stopped);
      }
    }
  }

  private ServerProcess start(Optional<String> option) throws IOException {
    List<String> command = new ArrayList<>(server);
    option.ifPresent(each -> command.add(1, each));
    return ServerProcess.start(command, testbed.federation().started());
  }
}
