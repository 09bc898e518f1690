package godwit.perf;

import godwit.perf.load.Trial;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.worker.Federation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What a connection costs a node that nothing is said on.
record IdleConnectionsStep(String name, Trial.IdleConnections trial, Nodes nodes) implements Step {
  private static final Duration PATIENCE = Duration.ofMinutes(16);
  private static final int WARM_UP_BATCHES = 20;
  private static final int WARM_UP_RECORDS = 1_000_000;
  private static final int WARM_UP_CONNECTIONS = 500;
  private static final double KIBIBYTES_A_MEBIBYTE = 1_024;

  @Override
  public String key() {
    return "idleConnections";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public boolean isOnce() {
    return true;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("kibibytesEach", 40), Bar.most("notOpen", 0));
  }

  @Override
  public Sample measure() throws IOException {
    Nodes.Own node = nodes.start(name, List.of());
    try {
      new Large(node, WARM_UP_RECORDS, 2).send(WARM_UP_BATCHES);
      ask(node, "hold", WARM_UP_CONNECTIONS);
      ask(node, "release", 0);
      double before = resident(node);
      JsonObject held = ask(node, "hold", trial.connections());
      double during = resident(node);
      double stillOpen = ask(node, "release", 0).getDouble("open");
      double after = resident(node);
      return Sample.empty()
          .with("kibibytesEach", (during - before) * KIBIBYTES_A_MEBIBYTE / trial.connections())
          .with("connections", trial.connections())
          .with("notOpen", trial.connections() - stillOpen)
          .with("beforeMebibytes", before)
          .with("duringMebibytes", during)
          .with("afterMebibytes", after)
          .with("openedPerSecond", trial.connections() / held.getDouble("seconds"));
    } finally {
      nodes.stop(node);
    }
  }

  private JsonObject ask(Nodes.Own node, String task, int count) throws IOException {
    JsonObject order =
        node.site().order(task, trial, Federation.C, node.ports().peers()).put("count", count);
    JsonObject result = node.site().load().ask(order, PATIENCE);
    node.site().awaitQuiet();
    return result;
  }

  private static double resident(Nodes.Own node) throws IOException {
    return ProcessMemory.read(node.process().pid()).residentMebibytes();
  }
}
