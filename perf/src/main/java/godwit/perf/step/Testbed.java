package godwit.perf.step;

import godwit.codec.payload.RoutingCode;
import godwit.perf.load.Workload;
import godwit.perf.machine.CompilerTime;
import godwit.perf.machine.ProcessTree.Cpu;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.ServerProcess;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The nodes and the load client of a run, and how a task between them is measured.
public record Testbed(FederationFolder federation, Running a, Optional<Running> b, Worker load) {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  /* A node that has nothing to do looks for work three times a second: that is quiet enough. */
  private static final long WINDOW_MILLIS = 250;
  private static final double QUIET_SECONDS = 0.025;
  private static final int WINDOWS = 20;
  private static final int MIXING_WINDOWS = 240;

  /// A node that runs.
  public record Running(ServerProcess process, ServerProcess.Ports ports) {}

  /// What a task gave, and what it cost.
  ///
  /// @param each of the nodes, in the order in which they were named; below it is its database
  /// @param compilers seconds of those nodes' that were their compilers'
  public record Measured(JsonObject result, List<Cpu> each, double compilers, double clientCpu) {
    public Measured {
      each = List.copyOf(each);
    }

    /// All nodes together.
    public Cpu nodes() {
      return sum(each);
    }

    public double seconds() {
      return result.getDouble("seconds");
    }

    public double million() {
      return result.getDouble("records") / 1e6;
    }
  }

  /// An order for the load client.
  public JsonObject order(String task, Workload workload, RoutingCode destination, int port) {
    return new JsonObject()
        .put("task", task)
        .put("workload", workload.json())
        .put("destination", destination.path())
        .put("pki", federation.pki().toString())
        .put("port", port)
        .put("ops", a.ports().ops());
  }

  /// Has the load client do something, and waits until nodes have no more to do about it.
  ///
  /// @param nodes those whose time is counted
  public Measured measure(JsonObject order, List<Running> nodes) throws IOException {
    return measure(order, nodes, () -> true);
  }

  /// What a node has to have done, beside answering, before it is quiet.
  interface Done {
    boolean isDone() throws IOException;
  }

  /// The same, of which nodes do something later.
  Measured measure(JsonObject order, List<Running> nodes, Done done) throws IOException {
    List<Cpu> before = cpu(nodes);
    double compilers = compilers(nodes);
    double client = load.cpu().total();
    JsonObject result = load.ask(order, PATIENCE);
    for (int window = 0; !done.isDone(); window++) {
      if (window == MIXING_WINDOWS) throw new IOException("not all of it is done");
      pause();
    }
    double clientCpu = load.cpu().total() - client;
    awaitQuiet(all());
    List<Cpu> each = cpu(nodes);
    for (int node = 0; node < each.size(); node++) {
      each.set(node, each.get(node).minus(before.get(node)));
    }
    return new Measured(result, each, Math.max(0, compilers(nodes) - compilers), clientCpu);
  }

  /// Waits until nodes have no more to do, or for five seconds.
  public void awaitQuiet() throws IOException {
    awaitQuiet(all());
  }

  private List<Running> all() {
    List<Running> all = new ArrayList<>(List.of(a));
    b.ifPresent(all::add);
    return all;
  }

  private static List<Cpu> cpu(List<Running> nodes) throws IOException {
    List<Cpu> each = new ArrayList<>();
    for (Running node : nodes) each.add(node.process().cpu());
    return each;
  }

  private static double compilers(List<Running> nodes) throws IOException {
    double seconds = 0;
    for (Running node : nodes) seconds += CompilerTime.seconds(node.process().pid());
    return seconds;
  }

  private static Cpu sum(List<Cpu> each) {
    return each.stream().reduce(new Cpu(0, 0), Cpu::plus);
  }

  private static void awaitQuiet(List<Running> nodes) throws IOException {
    double before = sum(cpu(nodes)).total();
    for (int window = 0; window < WINDOWS; window++) {
      pause();
      double now = sum(cpu(nodes)).total();
      if (now - before < QUIET_SECONDS * nodes.size()) return;
      before = now;
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }
}
