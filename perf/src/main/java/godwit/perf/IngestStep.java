package godwit.perf;

import godwit.perf.load.Mix;
import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Large batches of exposures from a peer, beside the sum of their parts.
final class IngestStep implements Step {
  private static final double RATIO = 1.6;
  private static final double CPU_SECONDS_PER_MILLION = 0.35;
  private static final double PER_SECOND = 2_000_000;

  private final String name;
  private final Workload.Ingest workload;
  private final Site site;
  private final Limits limits;

  IngestStep(String name, Workload.Ingest workload, Site site, Limits limits) {
    this.name = name;
    this.workload = workload;
    this.site = site;
    this.limits = limits;
  }

  @Override
  public String key() {
    return switch (name) {
      case "ingest-simple-identity" -> "ingest";
      case "ingest-simple-gzip" -> "ingestSimpleGzip";
      case "ingest-mix-identity" -> "ingestMixIdentity";
      case "ingest-mix-gzip" -> "ingestMixGzip";
      default -> name;
    };
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return workload.mix() == Mix.SIMPLE
        ? List.of(
            Bar.most("ratio", RATIO),
            Bar.most("cpuSecondsPerMillion", CPU_SECONDS_PER_MILLION),
            Bar.least("perSecond", PER_SECOND))
        : List.of();
  }

  @Override
  public Sample measure() throws IOException {
    int port = site.a().ports().peers();
    JsonObject body =
        site.load().ask(site.order("make", workload, Federation.A, port), Bench.MAKING);
    Site.Measured measured =
        site.measure(site.order("ingest", workload, Federation.A, port), List.of(site.a()));
    double million = measured.million();
    double batches = measured.result().getDouble("requests");
    double wire = body.getDouble("wireBytes") * batches;
    double parts =
        limits.cpuSeconds(name, wire, body.getDouble("decodedBytes") * batches) / million;
    double cpu = measured.nodes().total() / million;
    return Sample.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("cpuSecondsPerMillion", cpu)
        .with("sumOfPartsCpuSecondsPerMillion", parts)
        .with("ratio", cpu / parts)
        .with("serverCpuSecondsPerMillion", measured.nodes().self() / million)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million)
        .with("wireMegabytesPerSecond", wire / 1e6 / measured.seconds());
  }
}
