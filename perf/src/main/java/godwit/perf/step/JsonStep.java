package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Batches of exposures that come as documents: read, checked, made into blocks, committed.
record JsonStep(String name, Workload workload, Testbed testbed) implements Step {
  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("serverCpuSecondsPerMillion", 1e6 / 150_000));
  }

  @Override
  public PassFigures measure() throws IOException {
    int port = testbed.a().ports().peers();
    JsonObject made = testbed
        .load()
        .ask(testbed.order("makeJson", workload, FederationFolder.A, port), Worker.MAKING);
    Testbed.Measured measured = testbed.measure(
        testbed.order("json", workload, FederationFolder.A, port), List.of(testbed.a()));
    double million = measured.million();
    double server = measured.nodes().self() / million;
    double bytes = made.getDouble("bytes") * measured.result().getDouble("requests");
    return PassFigures.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("perServerCpuSecond", 1e6 / server)
        .with("cpuSecondsPerMillion", measured.nodes().total() / million)
        .with("serverCpuSecondsPerMillion", server)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million)
        .with("wireMegabytesPerSecond", bytes / 1e6 / measured.seconds())
        .with(
            "serverMostMebibytes",
            ProcessMemory.read(testbed.a().process().pid()).mostMebibytes());
  }
}
