package godwit.perf.step;

import godwit.perf.load.Workload;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// One part alone; what it cost in the last pass is what the others are held against.
final class LimitStep implements Step {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final double MEGA = 1e6;

  private final Limit limit;
  private final String key;
  private final String title;
  private final Worker worker;
  private final JsonObject order;
  private double cpuSecondsPerByte;

  /// @param workload whose body goes through the part
  /// @param name of the workload where the part is measured with several, else empty
  LimitStep(Limit limit, String name, Workload workload, Worker worker, Path folder, long millis) {
    this.limit = limit;
    this.key = name.isEmpty() ? limit.key : limit.key + "-" + name;
    this.title = name.isEmpty() ? limit.title : limit.title + ", " + name;
    this.worker = worker;
    this.order = new JsonObject()
        .put("task", "part")
        .put("name", limit.key)
        .put("workload", workload.json())
        .put("folder", folder.toString())
        .put("millis", millis);
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public String name() {
    return title;
  }

  Limit limit() {
    return limit;
  }

  double cpuSecondsPerByte() {
    return cpuSecondsPerByte;
  }

  @Override
  public PassFigures measure() throws IOException {
    JsonObject amount = worker.ask(order, PATIENCE);
    double bytes = amount.getDouble("bytes");
    double cpu = amount.getDouble("cpuSeconds");
    cpuSecondsPerByte = cpu / bytes;
    PassFigures sample = PassFigures.empty()
        .with("megabytesPerCpuSecond", bytes / MEGA / cpu)
        .with("megabytesPerSecond", bytes / MEGA / amount.getDouble("seconds"));
    if (Double.isNaN(limit.megabytesPerSecond)) return sample;
    double reached = sample.figure(
        limit.basis == Limit.Basis.CPU ? "megabytesPerCpuSecond" : "megabytesPerSecond");
    return sample
        .with("reference", limit.megabytesPerSecond)
        .with("ofReference", reached / limit.megabytesPerSecond);
  }
}
