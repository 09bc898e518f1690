package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.worker.Federation;
import java.io.IOException;
import java.util.List;

/// Pages of the exposure list, from the first on.
record ListStep(String name, Workload workload, Site site) implements Step {
  @Override
  public String key() {
    return "list";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public Sample measure() throws IOException {
    Site.Measured measured = site.measure(
        site.order("list", workload, Federation.A, site.a().ports().devices()), List.of(site.a()));
    double bytes = measured.result().getDouble("bytes");
    if (bytes == 0) throw new IOException("the list is empty: run a workload that fills it");
    double gigabytes = bytes / 1e9;
    return Sample.empty()
        .with("megabytesPerSecond", bytes / 1e6 / measured.seconds())
        .with("cpuSecondsPerGigabyte", measured.nodes().total() / gigabytes)
        .with("serverCpuSecondsPerGigabyte", measured.nodes().self() / gigabytes)
        .with("databaseCpuSecondsPerGigabyte", measured.nodes().below() / gigabytes)
        .with("clientCpuSecondsPerGigabyte", measured.clientCpu() / gigabytes)
        .with("pages", measured.result().getDouble("requests"));
  }
}
