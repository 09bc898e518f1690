package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Testbed;
import godwit.perf.worker.FederationFolder;
import java.io.IOException;
import java.util.List;

/// How late event loops are under large batches, beside a thread that has nothing to do.
record LoopDelayStep(String name, Trial.LoopDelay trial, Nodes nodes) implements OwnNodeStep {
  private static final int WARM_UP_BATCHES = 20;

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("p999BeyondControlMillis", 50));
  }

  @Override
  public PassFigures measure(Nodes.Own node) throws IOException {
    LargeBatches large = new LargeBatches(node, trial.records(), trial.connections());
    large.send(WARM_UP_BATCHES);
    LoopReading.read(node.ports().ops());
    var load = new Workload.Small(
        trial.records(), trial.connections(), trial.seconds(), Integer.MAX_VALUE, false);
    Testbed.Measured measured = node.testbed()
        .measure(
            node.testbed()
                .order("closed", load, FederationFolder.C, node.ports().peers()),
            List.of(node.testbed().a()));
    LoopReading seen = LoopReading.read(node.ports().ops());
    return PassFigures.empty()
        .with("p999BeyondControlMillis", seen.p999() - seen.controlP999())
        .with("p999Millis", seen.p999())
        .with("controlP999Millis", seen.controlP999())
        .with("maxMillis", seen.max())
        .with("controlMaxMillis", seen.controlMax())
        .with("samplesPerLoop", (double) seen.samples())
        .with("perSecond", measured.million() * 1e6 / measured.seconds());
  }
}
