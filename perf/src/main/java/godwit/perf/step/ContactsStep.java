package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Contact events of phones: checked, scored, gathered, committed into the pools, and mixed.
record ContactsStep(String name, Workload workload, Testbed testbed) implements Step {
  private static final Bar ENOUGH = Bar.least("perCpuSecond", 500_000);

  @Override
  public PassFigures measure() throws IOException {
    JsonObject order = order("patients");
    double mixed = mixed();
    long records = testbed.load().ask(order, Worker.MAKING).getLong("records");
    Testbed.Measured measured =
        testbed.measure(order("contacts"), List.of(testbed.a()), () -> mixed() >= mixed + records);
    double million = measured.million();
    return PassFigures.empty()
        .with("perSecond", million * 1e6 / measured.seconds())
        .with("perCpuSecond", million * 1e6 / measured.nodes().total())
        .with("cpuSecondsPerMillion", measured.nodes().total() / million)
        .with("serverCpuSecondsPerMillion", measured.nodes().self() / million)
        .with("databaseCpuSecondsPerMillion", measured.nodes().below() / million)
        .with("clientCpuSecondsPerMillion", measured.clientCpu() / million);
  }

  @Override
  public List<Bar> bars() {
    return List.of(ENOUGH);
  }

  private JsonObject order(String task) {
    return testbed.order(task, workload, FederationFolder.A, testbed.a().ports().devices());
  }

  /* Exposures that have left the pools. */
  private double mixed() throws IOException {
    return OpsMetrics.read(testbed.a().ports().ops(), "godwit_mix_records_total");
  }
}
