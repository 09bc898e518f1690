package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import godwit.perf.step.Testbed;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import java.io.IOException;
import java.util.List;

/// What one variant of a server makes of the load that all variants get.
record VariantStep(String workload, Trial.Variants trial, Trial.Variant variant, Nodes nodes)
    implements Step {
  private static final int CONNECTIONS = 2;

  @Override
  public String name() {
    return workload + ", " + variant.name();
  }

  @Override
  public String key() {
    return workload + "-" + variant.name();
  }

  /* A JVM of its own in every pass: what JVMs differ in by chance is in the spread. */
  @Override
  public PassFigures measure() throws IOException {
    Nodes.Own node = nodes.start(key(), options());
    try {
      ingest(node, trial.warmUp());
      Testbed.Measured measured = ingest(node, trial.batches());
      double million = measured.million();
      ProcessMemory memory = ProcessMemory.read(node.process().pid());
      return PassFigures.empty()
          .with("cpuSecondsPerMillion", measured.nodes().total() / million)
          .with("perSecond", million * 1e6 / measured.seconds())
          .with("serverCpuSecondsPerMillion", measured.nodes().self() / million)
          .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
          .with("mostMebibytes", memory.mostMebibytes())
          .with("readyMillis", node.readyMillis());
    } finally {
      nodes.stop(node);
    }
  }

  private List<String> options() {
    return variant.options().isBlank()
        ? List.of()
        : List.of(variant.options().strip().split(" +"));
  }

  private Testbed.Measured ingest(Nodes.Own node, int batches) throws IOException {
    var load =
        new Workload.Ingest(trial.mix(), trial.gzip(), trial.records(), batches, CONNECTIONS, 0);
    Testbed testbed = node.testbed();
    testbed
        .load()
        .ask(testbed.order("make", load, FederationFolder.C, node.ports().peers()), Worker.MAKING);
    return testbed.measure(
        testbed.order("ingest", load, FederationFolder.C, node.ports().peers()),
        List.of(testbed.a()));
  }
}
