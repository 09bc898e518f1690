package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Small batches: how many a second are confirmed, then how long each takes at a fixed rate.
final class SmallStep implements Step {
  private static final List<String> LATENCIES =
      List.of("p50Millis", "p90Millis", "p99Millis", "p999Millis", "maxMillis");

  private static final double CPU_SECONDS_PER_THOUSAND = 0.25;
  private static final double P99_MILLIS = 100;
  private static final double PER_SECOND = 3_000;
  private static final double SIGNED_PER_SECOND = 1_500;

  private final String name;
  private final Workload.Small workload;
  private final Testbed testbed;

  SmallStep(String name, Workload.Small workload, Testbed testbed) {
    this.name = name;
    this.workload = workload;
    this.testbed = testbed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    if (workload.signed()) return List.of(Bar.least("batchesPerSecond", SIGNED_PER_SECOND));
    return List.of(
        Bar.least("batchesPerSecond", PER_SECOND),
        Bar.most("cpuSecondsPerThousandOffered", CPU_SECONDS_PER_THOUSAND),
        Bar.most("p99Millis", P99_MILLIS),
        Bar.most("refused", 0));
  }

  @Override
  public PassFigures measure() throws IOException {
    int port = testbed.a().ports().peers();
    Testbed.Measured closed = testbed.measure(
        testbed.order("closed", workload, FederationFolder.A, port), List.of(testbed.a()));
    Testbed.Measured open = testbed.measure(
        testbed.order("open", workload, FederationFolder.A, port), List.of(testbed.a()));
    double thousands = closed.result().getDouble("requests") / 1e3;
    double paced = open.result().getDouble("requests") / 1e3;
    PassFigures sample = PassFigures.empty()
        .with("batchesPerSecond", thousands * 1e3 / closed.seconds())
        .with("perSecond", closed.million() * 1e6 / closed.seconds())
        .with("cpuSecondsPerThousandBatches", closed.nodes().total() / thousands)
        .with("serverCpuSecondsPerThousandBatches", closed.nodes().self() / thousands)
        .with("databaseCpuSecondsPerThousandBatches", closed.nodes().below() / thousands)
        .with("clientCpuSecondsPerThousandBatches", closed.clientCpu() / thousands)
        .with("offeredPerSecond", workload.perSecond())
        .with("answeredPerSecond", paced * 1e3 / open.seconds())
        .with("refused", open.result().getDouble("refused"))
        .with("cpuSecondsPerThousandOffered", open.nodes().total() / paced);
    JsonObject latencies = open.result();
    for (String latency : LATENCIES) sample = sample.with(latency, latencies.getDouble(latency));
    return sample;
  }
}
