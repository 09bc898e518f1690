package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import java.io.IOException;
import java.util.List;

/// Contact events of phones: checked, scored, gathered, committed.
record ContactsStep(String name, Workload workload, Testbed testbed) implements Step {
  @Override
  public PassFigures measure() throws IOException {
    Testbed.Measured measured = testbed.measure(
        testbed.order(
            "contacts", workload, FederationFolder.A, testbed.a().ports().devices()),
        List.of(testbed.a()));
    double million = measured.million();
    return PassFigures.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("cpuSecondsPerMillion", measured.nodes().total() / million)
        .with("serverCpuSecondsPerMillion", measured.nodes().self() / million)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million);
  }
}
