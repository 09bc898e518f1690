package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import godwit.perf.worker.FederationFolder;
import godwit.store.retention.Retention;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long small batches wait while a day is forgotten, beside how long they wait anyway.
final class ForgetDayStep implements Step {
  private static final int RECORDS = 100;
  private static final int LARGE_RECORDS = 1_000_000;
  private static final int WARM_UP_SECONDS = 10;
  private static final int LEAST_SEGMENTS_A_BATCH = 69; // blocks of a million Simple exposures
  private static final Duration MARGIN = Duration.ofMinutes(2);
  private static final Duration BEFORE = Duration.ofSeconds(1);

  private final String name;
  private final Trial.ForgetDay trial;
  private final Nodes nodes;
  private Optional<Nodes.Own> started = Optional.empty();

  ForgetDayStep(String name, Trial.ForgetDay trial, Nodes nodes) {
    this.name = name;
    this.trial = trial;
    this.nodes = nodes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("p99Ratio", 2), Bar.most("daysLeft", 0));
  }

  @Override
  public PassFigures measure() throws IOException {
    Nodes.Own node = node();
    try (OldDay day = new OldDay(nodes.federation().data(name))) {
      day.fill(trial.stored() * LEAST_SEGMENTS_A_BATCH, trial.uploads());
      node.testbed().awaitQuiet();
      JsonObject quiet = node.testbed().load().ask(order(node, trial.seconds()), MARGIN);
      BackgroundLoad load = BackgroundLoad.begin(
          node.testbed().load(),
          order(node, trial.seconds()),
          Duration.ofSeconds(trial.seconds()).plus(MARGIN));
      load.hasEndedAfter(BEFORE);
      long start = System.nanoTime();
      Retention.Forgotten forgotten = day.forget();
      double seconds = (System.nanoTime() - start) / 1e9;
      JsonObject disturbed = load.result();
      return PassFigures.empty()
          .with("p99Ratio", disturbed.getDouble("p99Millis") / quiet.getDouble("p99Millis"))
          .with("quietP99Millis", quiet.getDouble("p99Millis"))
          .with("disturbedP99Millis", disturbed.getDouble("p99Millis"))
          .with("forgettingSeconds", seconds)
          .with("forgettingShareOfTime", Math.min(1, seconds / disturbed.getDouble("seconds")))
          .with("quietMostMillis", quiet.getDouble("maxMillis"))
          .with("disturbedMostMillis", disturbed.getDouble("maxMillis"))
          .with("refused", disturbed.getDouble("refused"))
          .with("uploadsForgotten", forgotten.portions())
          .with("daysLeft", 1 - forgotten.days());
    }
  }

  private Nodes.Own node() throws IOException {
    if (started.isEmpty()) {
      Nodes.Own node = nodes.start(name, List.of());
      started = Optional.of(node);
      new LargeBatches(node, LARGE_RECORDS, 2).send(Math.max(1, trial.stored()));
      node.testbed().load().ask(order(node, WARM_UP_SECONDS), MARGIN);
    }
    return started.get();
  }

  private JsonObject order(Nodes.Own node, int seconds) {
    var load = new Workload.Small(RECORDS, trial.connections(), seconds, trial.perSecond(), false);
    return node.testbed().order("open", load, FederationFolder.C, node.ports().peers());
  }
}
