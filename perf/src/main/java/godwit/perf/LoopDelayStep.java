package godwit.perf;

import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import java.io.IOException;
import java.util.List;

/// How late event loops are under large batches, beside a thread that has nothing to do.
record LoopDelayStep(String name, Trial.LoopDelay trial, Nodes nodes) implements Step {
  private static final int WARM_UP_BATCHES = 20;

  @Override
  public String key() {
    return "loopDelay";
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
    return List.of(Bar.most("p999BeyondControlMillis", 50));
  }

  @Override
  public Sample measure() throws IOException {
    Nodes.Own node = nodes.start(name, List.of());
    try {
      Large large = new Large(node, trial.records(), trial.connections());
      large.send(WARM_UP_BATCHES);
      LoopReading.read(node.ports().ops());
      var load = new Workload.Small(
          trial.records(), trial.connections(), trial.seconds(), Integer.MAX_VALUE);
      Site.Measured measured = node.site()
          .measure(
              node.site().order("closed", load, Federation.C, node.ports().peers()),
              List.of(node.site().a()));
      LoopReading seen = LoopReading.read(node.ports().ops());
      return Sample.empty()
          .with("p999BeyondControlMillis", seen.p999() - seen.controlP999())
          .with("p999Millis", seen.p999())
          .with("controlP999Millis", seen.controlP999())
          .with("maxMillis", seen.max())
          .with("controlMaxMillis", seen.controlMax())
          .with("samplesPerLoop", (double) seen.samples())
          .with("perSecond", measured.million() * 1e6 / measured.seconds());
    } finally {
      nodes.stop(node);
    }
  }
}
