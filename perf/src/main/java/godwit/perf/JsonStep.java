package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.worker.Federation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Batches of exposures that come as documents: read, checked, made into blocks, committed.
record JsonStep(String name, Workload workload, Site site) implements Step {
  @Override
  public String key() {
    return "json";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("serverCpuSecondsPerMillion", 1e6 / 150_000));
  }

  @Override
  public Sample measure() throws IOException {
    int port = site.a().ports().peers();
    JsonObject made =
        site.load().ask(site.order("makeJson", workload, Federation.A, port), Bench.MAKING);
    Site.Measured measured =
        site.measure(site.order("json", workload, Federation.A, port), List.of(site.a()));
    double million = measured.million();
    double server = measured.nodes().self() / million;
    double bytes = made.getDouble("bytes") * measured.result().getDouble("requests");
    return Sample.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("perServerCpuSecond", 1e6 / server)
        .with("cpuSecondsPerMillion", measured.nodes().total() / million)
        .with("serverCpuSecondsPerMillion", server)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million)
        .with("wireMegabytesPerSecond", bytes / 1e6 / measured.seconds())
        .with(
            "serverMostMebibytes", ProcessMemory.read(site.a().process().pid()).mostMebibytes());
  }
}
