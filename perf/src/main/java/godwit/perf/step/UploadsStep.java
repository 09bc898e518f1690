package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;

/// Phones at a fixed rate: how long each waits until its contact events are stored.
record UploadsStep(String name, Workload.Uploads workload, Testbed testbed) implements Step {
  private static final List<String> LATENCIES =
      List.of("p50Millis", "p90Millis", "p99Millis", "p999Millis", "maxMillis");
  private static final double P99_MILLIS = 500;

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("p99Millis", P99_MILLIS), Bar.most("refused", 0));
  }

  @Override
  public PassFigures measure() throws IOException {
    testbed.load().ask(order("patients"), Worker.MAKING);
    Testbed.Measured measured = testbed.measure(order("uploads"), List.of(testbed.a()));
    JsonObject result = measured.result();
    PassFigures figures = PassFigures.empty()
        .with("phonesPerSecond", result.getDouble("requests") / measured.seconds())
        .with("cpuSecondsPerMillion", measured.nodes().total() / measured.million())
        .with("refused", result.getDouble("refused"));
    for (String latency : LATENCIES) figures = figures.with(latency, result.getDouble(latency));
    return figures;
  }

  private JsonObject order(String task) {
    return testbed.order(task, workload, FederationFolder.A, testbed.a().ports().devices());
  }
}
