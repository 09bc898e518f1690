package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.machine.JvmMemory;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.machine.Trend;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a node's memory does under everything at once, for long.
record SoakStep(String name, Trial.Soak trial, Nodes nodes) implements OwnNodeStep {
  private static final Duration MARGIN = Duration.ofMinutes(3);

  /* What one look saw. */
  private record Look(
      double seconds, double resident, double heap, double direct, LoopReading loops) {}

  @Override
  public List<Bar> bars() {
    return List.of(
        Bar.most("mostMebibytes", 600),
        Bar.most("growthBeyondNoiseMebibytesPerMinute", 1),
        Bar.most("refused", 0));
  }

  @Override
  public List<String> options() {
    return JvmMemory.options(log());
  }

  @Override
  public PassFigures measure(Nodes.Own node) throws IOException {
    JsonObject order = node.testbed()
        .order("soak", trial, FederationFolder.C, node.ports().peers())
        .put("devices", node.ports().devices());
    BackgroundLoad load = BackgroundLoad.begin(
        node.testbed().load(), order, Duration.ofSeconds(trial.seconds()).plus(MARGIN));
    List<Look> looks = new ArrayList<>();
    long start = System.nanoTime();
    while (!load.hasEndedAfter(Duration.ofSeconds(trial.everySeconds()))) {
      looks.add(look(node, log(), (System.nanoTime() - start) / 1e9));
    }
    return sample(load.result(), looks, OwnNodeStep.mostMebibytes(node));
  }

  private Path log() {
    return nodes.federation().folder().resolve(name + "-gc.log");
  }

  private static Look look(Nodes.Own node, Path log, double seconds) throws IOException {
    long pid = node.process().pid();
    return new Look(
        seconds,
        ProcessMemory.read(pid).residentMebibytes(),
        JvmMemory.heapMebibytes(log),
        JvmMemory.directMebibytes(pid),
        LoopReading.read(node.ports().ops()));
  }

  private static PassFigures sample(JsonObject result, List<Look> looks, double most) {
    List<Look> settled = looks.subList(looks.size() / 2, looks.size());
    Trend growth = trend(settled, Look::resident);
    return PassFigures.empty()
        .with("mostMebibytes", most)
        .with("growthBeyondNoiseMebibytesPerMinute", growth.beyondNoise())
        .with("refused", result.getDouble("refused"))
        .with("growthMebibytesPerMinute", growth.perMinute())
        .with("growthErrorMebibytesPerMinute", growth.error())
        .with("heapGrowthMebibytesPerMinute", trend(settled, Look::heap).perMinute())
        .with("directGrowthMebibytesPerMinute", trend(settled, Look::direct).perMinute())
        .with("lastMebibytes", looks.getLast().resident())
        .with("heapAfterCollectionMebibytes", most(looks, Look::heap))
        .with("directMebibytes", most(looks, Look::direct))
        .with("loopP999Millis", most(looks, look -> look.loops().p999()))
        .with("controlP999Millis", most(looks, look -> look.loops().controlP999()))
        .with("looks", looks.size())
        .with("seconds", result.getDouble("seconds"))
        .with("requests", result.getDouble("requests"))
        .with("records", result.getDouble("records"))
        .with("pages", result.getDouble("pages"))
        .with("slowestSeconds", result.getDouble("slowestSeconds"));
  }

  private static Trend trend(List<Look> looks, ToDoubleFunction<Look> figure) {
    return Trend.of(looks.stream()
        .map(look -> new Trend.Point(look.seconds(), figure.applyAsDouble(look)))
        .toList());
  }

  private static double most(List<Look> looks, ToDoubleFunction<Look> figure) {
    return looks.stream().mapToDouble(figure).max().orElse(Double.NaN);
  }
}
