package godwit.perf;

import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.worker.Federation;
import java.io.IOException;
import java.util.List;

/// What one variant of a server makes of the load that all variants get.
record VariantStep(String name, Trial.Variants trial, Trial.Variant variant, Nodes nodes)
    implements Step {
  private static final int CONNECTIONS = 2;

  @Override
  public String key() {
    return name + "-" + variant.name();
  }

  @Override
  public String title() {
    return name + ", " + variant.name();
  }

  /* A JVM of its own in every pass: what JVMs differ in by chance is in the spread. */
  @Override
  public Sample measure() throws IOException {
    Nodes.Own node = nodes.start(key(), options());
    try {
      ingest(node, trial.warmUp());
      Site.Measured measured = ingest(node, trial.batches());
      double million = measured.million();
      ProcessMemory memory = ProcessMemory.read(node.process().pid());
      return Sample.empty()
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

  private Site.Measured ingest(Nodes.Own node, int batches) throws IOException {
    var load =
        new Workload.Ingest(trial.mix(), trial.gzip(), trial.records(), batches, CONNECTIONS);
    Site site = node.site();
    site.load().ask(site.order("make", load, Federation.C, node.ports().peers()), Bench.MAKING);
    return site.measure(
        site.order("ingest", load, Federation.C, node.ports().peers()), List.of(site.a()));
  }
}
