package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
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

  private final String name;
  private final Workload.Small workload;
  private final Site site;

  SmallStep(String name, Workload.Small workload, Site site) {
    this.name = name;
    this.workload = workload;
    this.site = site;
  }

  @Override
  public String key() {
    return "smallBatches";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(
        Bar.least("batchesPerSecond", PER_SECOND),
        Bar.most("cpuSecondsPerThousandOffered", CPU_SECONDS_PER_THOUSAND),
        Bar.most("p99Millis", P99_MILLIS),
        Bar.most("refused", 0));
  }

  @Override
  public Sample measure() throws IOException {
    int port = site.a().ports().peers();
    Site.Measured closed =
        site.measure(site.order("closed", workload, Federation.A, port), List.of(site.a()));
    Site.Measured open =
        site.measure(site.order("open", workload, Federation.A, port), List.of(site.a()));
    double thousands = closed.result().getDouble("requests") / 1e3;
    double paced = open.result().getDouble("requests") / 1e3;
    Sample sample = Sample.empty()
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
