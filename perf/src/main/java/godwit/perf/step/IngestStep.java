package godwit.perf.step;

import godwit.perf.load.Mix;
import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Large batches of exposures from a peer, beside the sum of their parts.
final class IngestStep implements Step {
  /* The figure that counts most has the shortest name. */
  private static final String FIRST = "ingest-simple-identity";
  private static final int LARGE = 100_000;
  private static final double RATIO = 1.6;
  private static final double SMALLER_RATIO = 2; // an upload costs as much as its bytes
  private static final double CPU_SECONDS_PER_MILLION = 0.35;
  private static final double PER_SECOND = 2_000_000;

  private final String name;
  private final Workload.Ingest workload;
  private final Testbed testbed;
  private final SumOfParts limits;
  private boolean warm;

  IngestStep(String name, Workload.Ingest workload, Testbed testbed, SumOfParts limits) {
    this.name = name;
    this.workload = workload;
    this.testbed = testbed;
    this.limits = limits;
  }

  @Override
  public String key() {
    return name.equals(FIRST) ? "ingest" : Step.super.key();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    if (workload.mix() != Mix.SIMPLE) return List.of();
    return workload.records() < LARGE
        ? List.of(Bar.most("ratio", SMALLER_RATIO))
        : List.of(
            Bar.most("ratio", RATIO),
            Bar.most("cpuSecondsPerMillion", CPU_SECONDS_PER_MILLION),
            Bar.least("perSecond", PER_SECOND));
  }

  @Override
  public PassFigures measure() throws IOException {
    int port = testbed.a().ports().peers();
    JsonObject body = testbed
        .load()
        .ask(testbed.order("make", workload, FederationFolder.A, port), Worker.MAKING);
    if (!warm) WarmUp.run(workload.warmUpRounds(), () -> WarmUp.part(send(port)));
    warm = true;
    Testbed.Measured measured = send(port);
    double million = measured.million();
    double batches = measured.result().getDouble("requests");
    double wire = body.getDouble("wireBytes") * batches;
    double parts =
        limits.cpuSeconds(name, wire, body.getDouble("decodedBytes") * batches) / million;
    double cpu = measured.nodes().total() / million;
    return PassFigures.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("cpuSecondsPerMillion", cpu)
        .with("sumOfPartsCpuSecondsPerMillion", parts)
        .with("ratio", cpu / parts)
        .with("serverCpuSecondsPerMillion", measured.nodes().self() / million)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("compilersCpuSecondsPerMillion", measured.compilers() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million)
        .with("wireMegabytesPerSecond", wire / 1e6 / measured.seconds());
  }

  private Testbed.Measured send(int port) throws IOException {
    return testbed.measure(
        testbed.order("ingest", workload, FederationFolder.A, port), List.of(testbed.a()));
  }
}
