package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What a connection costs a node that nothing is said on.
record IdleConnectionsStep(String name, Trial.IdleConnections trial, Nodes nodes)
    implements OwnNodeStep {
  private static final Duration PATIENCE = Duration.ofMinutes(16);
  private static final int WARM_UP_BATCHES = 20;
  private static final int WARM_UP_RECORDS = 1_000_000;
  private static final int WARM_UP_CONNECTIONS = 500;
  private static final double KIBIBYTES_A_MEBIBYTE = 1_024;

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("kibibytesEach", 40), Bar.most("notOpen", 0));
  }

  @Override
  public PassFigures measure(Nodes.Own node) throws IOException {
    new LargeBatches(node, WARM_UP_RECORDS, 2).send(WARM_UP_BATCHES);
    ask(node, "hold", WARM_UP_CONNECTIONS);
    ask(node, "release", 0);
    double before = OwnNodeStep.residentMebibytes(node);
    JsonObject held = ask(node, "hold", trial.connections());
    double during = OwnNodeStep.residentMebibytes(node);
    double stillOpen = ask(node, "release", 0).getDouble("open");
    double after = OwnNodeStep.residentMebibytes(node);
    return PassFigures.empty()
        .with("kibibytesEach", (during - before) * KIBIBYTES_A_MEBIBYTE / trial.connections())
        .with("connections", trial.connections())
        .with("notOpen", trial.connections() - stillOpen)
        .with("beforeMebibytes", before)
        .with("duringMebibytes", during)
        .with("afterMebibytes", after)
        .with("openedPerSecond", trial.connections() / held.getDouble("seconds"));
  }

  private JsonObject ask(Nodes.Own node, String task, int count) throws IOException {
    JsonObject order = node.testbed()
        .order(task, trial, FederationFolder.C, node.ports().peers())
        .put("count", count);
    JsonObject result = node.testbed().load().ask(order, PATIENCE);
    node.testbed().awaitQuiet();
    return result;
  }
}
