package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import godwit.perf.step.Sums;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What the same batches cost a node that has hardly anything and one that has much.
///
/// Both are warmed up alike, and get the same in turn: each round one begins, the next round the
/// other. The one with hardly anything is emptied before each round.
final class FullDatabaseStep implements Step {
  private static final double APART = 1.2;
  private static final int CONNECTIONS = 2;
  private static final int FILLING_BATCHES = 10;
  /* After 30 batches compilers still spent a third of the processor time, now of one JVM, now of
  the other; after 100 hardly any. */
  private static final int WARM_UP_BATCHES = 100;

  private final String name;
  private final Trial.FullDatabase trial;
  private final Nodes nodes;
  private Optional<Pair> pair = Optional.empty();
  private double stored; // by the one that has much

  FullDatabaseStep(String name, Trial.FullDatabase trial, Nodes nodes) {
    this.name = name;
    this.trial = trial;
    this.nodes = nodes;
  }

  private record Pair(LargeBatches few, LargeBatches many) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("cpuRatio", APART), Bar.most("secondsRatio", APART));
  }

  @Override
  public PassFigures measure() throws IOException {
    if (pair.isEmpty()) pair = Optional.of(filled());
    Sums few = new Sums();
    Sums many = new Sums();
    for (int round = 0; round < trial.rounds(); round++) {
      empty(pair.get().few());
      boolean fewFirst = round % 2 == 0;
      if (fewFirst) few.add(pair.get().few().send(trial.batches()));
      many.add(pair.get().many().send(trial.batches()));
      if (!fewFirst) few.add(pair.get().few().send(trial.batches()));
    }
    stored += many.million() * 1e6;
    return PassFigures.empty()
        .with("cpuRatio", many.total() / few.total())
        .with("secondsRatio", many.seconds() / few.seconds())
        .with("fewCpuSecondsPerMillion", few.total())
        .with("manyCpuSecondsPerMillion", many.total())
        .with("fewDatabaseCpuSecondsPerMillion", few.database(0))
        .with("manyDatabaseCpuSecondsPerMillion", many.database(0))
        .with("fewPerSecond", few.perSecond())
        .with("manyPerSecond", many.perSecond())
        .with("fewStored", trial.few() + few.million() * 1e6 / trial.rounds())
        .with("manyStored", stored);
  }

  /* What it has had so far stays learned by its JVM, and is gone from its database. */
  private void empty(LargeBatches node) throws IOException {
    try (var database = new NodeDatabase(nodes.federation().data(node.node().name()))) {
      database.empty();
    }
    new LargeBatches(node.node(), trial.few(), 1).send(1);
  }

  private Pair filled() throws IOException {
    fill(name + "-many", trial.many(), trial.records());
    LargeBatches few =
        new LargeBatches(nodes.start(name + "-few", List.of()), trial.records(), CONNECTIONS);
    LargeBatches many =
        new LargeBatches(nodes.start(name + "-many", List.of()), trial.records(), CONNECTIONS);
    few.send(WARM_UP_BATCHES);
    many.send(WARM_UP_BATCHES);
    stored = trial.many() + (double) WARM_UP_BATCHES * trial.records();
    return new Pair(few, many);
  }

  private void fill(String database, int exposures, int records) throws IOException {
    Nodes.Own node = nodes.start(database, List.of());
    LargeBatches large = new LargeBatches(node, records, CONNECTIONS);
    for (int left = exposures / records; left > 0; left -= FILLING_BATCHES) {
      large.send(Math.min(left, FILLING_BATCHES));
    }
    nodes.stop(node);
  }
}
