package godwit.perf;

import godwit.perf.load.Trial;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.worker.Federation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// What one batch as long as is accepted does to a node's memory, and that a longer one is refused.
record LongBodyStep(String name, Trial.LongBody trial, Nodes nodes) implements Step {
  private static final Duration PATIENCE = Duration.ofMinutes(16);
  private static final int WARM_UP_BATCHES = 20;
  private static final int WARM_UP_RECORDS = 1_000_000;
  private static final double TOO_LONG = 413;

  @Override
  public String key() {
    return "longBody";
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
    return List.of(Bar.most("mostMebibytes", 600), Bar.most("answersNotAsExpected", 0));
  }

  @Override
  public Sample measure() throws IOException {
    Nodes.Own node = nodes.start(name, List.of());
    try {
      new Large(node, WARM_UP_RECORDS, 1).send(WARM_UP_BATCHES);
      double before = resident(node);
      JsonObject whole = post(node, false);
      node.site().awaitQuiet();
      double after = resident(node);
      JsonObject beyond = post(node, true);
      node.site().awaitQuiet();
      double status = beyond.getDouble("status");
      return Sample.empty()
          .with("mostMebibytes", ProcessMemory.read(node.process().pid()).mostMebibytes())
          .with("beforeMebibytes", before)
          .with("afterMebibytes", after)
          .with("afterRefusalMebibytes", resident(node))
          .with("decodedBytes", whole.getDouble("decodedBytes"))
          .with("seconds", whole.getDouble("seconds"))
          .with("perSecond", whole.getDouble("records") / whole.getDouble("seconds"))
          .with("beyondDecodedBytes", beyond.getDouble("decodedBytes"))
          .with("beyondStatus", status)
          .with("answersNotAsExpected", status == TOO_LONG ? 0 : 1);
    } finally {
      nodes.stop(node);
    }
  }

  private JsonObject post(Nodes.Own node, boolean beyond) throws IOException {
    JsonObject order =
        node.site().order("long", trial, Federation.C, node.ports().peers()).put("beyond", beyond);
    return node.site().load().ask(order, PATIENCE);
  }

  private static double resident(Nodes.Own node) throws IOException {
    return ProcessMemory.read(node.process().pid()).residentMebibytes();
  }
}
