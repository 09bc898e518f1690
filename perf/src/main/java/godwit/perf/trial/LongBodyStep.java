package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What one batch as long as is accepted does to a node's memory, and that a longer one is refused.
record LongBodyStep(String name, Trial.LongBody trial, Nodes nodes) implements OwnNodeStep {
  private static final Duration PATIENCE = Duration.ofMinutes(16);
  private static final int WARM_UP_BATCHES = 20;
  private static final int WARM_UP_RECORDS = 1_000_000;
  private static final double TOO_LONG = 413;

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("mostMebibytes", 600), Bar.most("answersNotAsExpected", 0));
  }

  @Override
  public PassFigures measure(Nodes.Own node) throws IOException {
    new LargeBatches(node, WARM_UP_RECORDS, 1).send(WARM_UP_BATCHES);
    double before = OwnNodeStep.residentMebibytes(node);
    JsonObject whole = post(node, false);
    node.testbed().awaitQuiet();
    double after = OwnNodeStep.residentMebibytes(node);
    JsonObject beyond = post(node, true);
    node.testbed().awaitQuiet();
    double status = beyond.getDouble("status");
    return PassFigures.empty()
        .with("mostMebibytes", OwnNodeStep.mostMebibytes(node))
        .with("beforeMebibytes", before)
        .with("afterMebibytes", after)
        .with("afterRefusalMebibytes", OwnNodeStep.residentMebibytes(node))
        .with("decodedBytes", whole.getDouble("decodedBytes"))
        .with("seconds", whole.getDouble("seconds"))
        .with("perSecond", whole.getDouble("records") / whole.getDouble("seconds"))
        .with("beyondDecodedBytes", beyond.getDouble("decodedBytes"))
        .with("beyondStatus", status)
        .with("answersNotAsExpected", status == TOO_LONG ? 0 : 1);
  }

  private JsonObject post(Nodes.Own node, boolean beyond) throws IOException {
    JsonObject order = node.testbed()
        .order("long", trial, FederationFolder.C, node.ports().peers())
        .put("beyond", beyond);
    return node.testbed().load().ask(order, PATIENCE);
  }
}
