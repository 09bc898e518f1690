package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import java.io.IOException;
import java.util.List;

/// Pages of the exposure list, from the first on.
record ListStep(String name, Workload workload, Testbed testbed) implements Step {
  @Override
  public PassFigures measure() throws IOException {
    Testbed.Measured measured = testbed.measure(
        testbed.order("list", workload, FederationFolder.A, testbed.a().ports().devices()),
        List.of(testbed.a()));
    double bytes = measured.result().getDouble("bytes");
    if (bytes == 0) throw new IOException("the list is empty: run a workload that fills it");
    double gigabytes = bytes / 1e9;
    return PassFigures.empty()
        .with("megabytesPerSecond", bytes / 1e6 / measured.seconds())
        .with("cpuSecondsPerGigabyte", measured.nodes().total() / gigabytes)
        .with("serverCpuSecondsPerGigabyte", measured.nodes().self() / gigabytes)
        .with("databaseCpuSecondsPerGigabyte", measured.nodes().below() / gigabytes)
        .with("clientCpuSecondsPerGigabyte", measured.clientCpu() / gigabytes)
        .with("pages", measured.result().getDouble("requests"));
  }
}
