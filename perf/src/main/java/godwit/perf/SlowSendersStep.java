package godwit.perf;

import godwit.perf.load.Trial;
import godwit.perf.machine.ProcessMemory;
import godwit.perf.worker.Federation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long an honest batch takes while many others arrive as slowly as can be.
record SlowSendersStep(String name, Trial.SlowSenders trial, Nodes nodes) implements Step {
  private static final int WARM_UP_BATCHES = 20;
  private static final int QUIET_BATCHES = 10;
  private static final Duration MARGIN = Duration.ofMinutes(3);
  /* Handshakes of the slow ones are not what is looked at. */
  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration APART = Duration.ofMillis(200);

  @Override
  public String key() {
    return "slowSenders";
  }

  @Override
  public String title() {
    return name;
  }

  @Override
  public boolean isOnce() {
    return true;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("timesAsLong", 3));
  }

  @Override
  public Sample measure() throws IOException {
    Nodes.Own node = nodes.start(name, List.of());
    try {
      return measure(node);
    } finally {
      nodes.stop(node);
    }
  }

  private Sample measure(Nodes.Own node) throws IOException {
    Large large = new Large(node, trial.records(), 1);
    large.send(WARM_UP_BATCHES);
    List<Double> quiet = quiet(large);
    JsonObject order =
        node.site().order("trickle", trial, Federation.C, node.ports().peers());
    Meanwhile slow = Meanwhile.begin(
        nodes.second(), order, Duration.ofSeconds(trial.seconds()).plus(MARGIN));
    slow.hasEndedAfter(CONNECTING);
    List<Double> disturbed = new ArrayList<>();
    while (!slow.hasEndedAfter(APART)) disturbed.add(large.send(1).seconds());
    JsonObject trickled = slow.result();
    quiet.addAll(quiet(large));
    Summary.Spread honest = Summary.Spread.of(disturbed);
    Summary.Spread alone = Summary.Spread.of(quiet);
    return Sample.empty()
        .with("timesAsLong", honest.median() / alone.median())
        .with("quietSeconds", alone.median())
        .with("disturbedSeconds", honest.median())
        .with("disturbedMostSeconds", honest.max())
        .with("quietMostSeconds", alone.max())
        .with("honestBatches", disturbed.size())
        .with("slowRefused", trickled.getDouble("refused"))
        .with("slowBytesPerSecondEach", slowRate(trickled))
        .with("mostMebibytes", ProcessMemory.read(node.process().pid()).mostMebibytes());
  }

  private double slowRate(JsonObject trickled) {
    return trickled.getDouble("bytes") / trial.senders() / trial.seconds();
  }

  private static List<Double> quiet(Large large) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (int batch = 0; batch < QUIET_BATCHES; batch++)
      seconds.add(large.send(1).seconds());
    return seconds;
  }
}
