package godwit.perf.trial;

import godwit.perf.load.LoadMain;
import godwit.perf.step.Testbed;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.ServerProcess;
import godwit.perf.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Nodes that steps have for themselves, each on a database of its own.
public final class Nodes implements AutoCloseable {
  private final FederationFolder federation;
  private final List<String> server;
  private final Worker load;
  private final Deque<ServerProcess> running = new ArrayDeque<>();
  private Optional<Worker> second = Optional.empty();
  private final List<AutoCloseable> others = new ArrayList<>();
  private boolean closed;

  /// @param server the command that runs `godwit`, without arguments
  public Nodes(FederationFolder federation, List<String> server, Worker load) {
    this.federation = federation;
    this.server = server;
    this.load = load;
  }

  FederationFolder federation() {
    return federation;
  }

  /// A node that runs, as the only one of a testbed.
  record Own(String name, Testbed testbed, double readyMillis) {
    ServerProcess process() {
      return testbed.a().process();
    }

    ServerProcess.Ports ports() {
      return testbed.a().ports();
    }
  }

  /// Starts a node; of the same name it has the same database again.
  ///
  /// @param options of its JVM, which win
  Own start(String name, List<String> options) throws IOException {
    return start(name, federation.another(name), options);
  }

  /// Starts a node of a configuration.
  Own start(String name, Path configuration, List<String> options) throws IOException {
    ServerProcess process = launch(configuration, options);
    long start = System.nanoTime();
    ServerProcess.Ports ports = process.awaitReady();
    double readyMillis = (System.nanoTime() - start) / 1e6;
    var testbed =
        new Testbed(federation, new Testbed.Running(process, ports), Optional.empty(), load);
    return new Own(name, testbed, readyMillis);
  }

  /// Another server, which ends with the nodes.
  synchronized void alsoClose(AutoCloseable server) {
    others.add(server);
  }

  /// Stops a node and its database.
  void stop(Own node) {
    forget(node.process());
    node.process().close();
  }

  /// A second load client, for what happens while the first one is measured.
  synchronized Worker second() throws IOException {
    if (closed) throw new IOException("stopped");
    if (second.isEmpty()) {
      second = Optional.of(Worker.start("second", LoadMain.class));
    }
    return second.get();
  }

  @Override
  public synchronized void close() {
    closed = true;
    second.ifPresent(Worker::close);
    for (AutoCloseable other : others) {
      try {
        other.close();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
    while (!running.isEmpty()) running.pop().close();
  }

  private synchronized ServerProcess launch(Path configuration, List<String> options)
      throws IOException {
    if (closed) throw new IOException("stopped");
    ServerProcess process = ServerProcess.start(command(options), configuration);
    running.push(process);
    return process;
  }

  private synchronized void forget(ServerProcess process) {
    running.remove(process);
  }

  /* After those of the run, so that they win; before what is run. */
  private List<String> command(List<String> options) {
    List<String> command = new ArrayList<>(server);
    int program = command.contains("-jar") ? command.indexOf("-jar") : command.indexOf("-cp");
    command.addAll(program, options);
    return command;
  }
}
