package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Summary;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long an honest batch takes while many others arrive as slowly as can be.
record SlowSendersStep(String name, Trial.SlowSenders trial, Nodes nodes) implements OwnNodeStep {
  private static final int WARM_UP_BATCHES = 20;
  private static final int QUIET_BATCHES = 10;
  private static final Duration MARGIN = Duration.ofMinutes(3);
  /* Handshakes of the slow ones are not what is looked at. */
  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration APART = Duration.ofMillis(200);

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("timesAsLong", 3));
  }

  @Override
  public PassFigures measure(Nodes.Own node) throws IOException {
    LargeBatches large = new LargeBatches(node, trial.records(), 1);
    large.send(WARM_UP_BATCHES);
    List<Double> quiet = quiet(large);
    JsonObject order =
        node.testbed().order("trickle", trial, FederationFolder.C, node.ports().peers());
    BackgroundLoad slow = BackgroundLoad.begin(
        nodes.second(), order, Duration.ofSeconds(trial.seconds()).plus(MARGIN));
    slow.hasEndedAfter(CONNECTING);
    List<Double> disturbed = new ArrayList<>();
    while (!slow.hasEndedAfter(APART)) disturbed.add(large.send(1).seconds());
    JsonObject trickled = slow.result();
    quiet.addAll(quiet(large));
    Summary.Spread honest = Summary.Spread.of(disturbed);
    Summary.Spread alone = Summary.Spread.of(quiet);
    return PassFigures.empty()
        .with("timesAsLong", honest.median() / alone.median())
        .with("quietSeconds", alone.median())
        .with("disturbedSeconds", honest.median())
        .with("disturbedMostSeconds", honest.max())
        .with("quietMostSeconds", alone.max())
        .with("honestBatches", disturbed.size())
        .with("slowRefused", trickled.getDouble("refused"))
        .with("slowBytesPerSecondEach", slowRate(trickled))
        .with("mostMebibytes", OwnNodeStep.mostMebibytes(node));
  }

  private double slowRate(JsonObject trickled) {
    return trickled.getDouble("bytes") / trial.senders() / trial.seconds();
  }

  private static List<Double> quiet(LargeBatches large) throws IOException {
    List<Double> seconds = new ArrayList<>();
    for (int batch = 0; batch < QUIET_BATCHES; batch++)
      seconds.add(large.send(1).seconds());
    return seconds;
  }
}
