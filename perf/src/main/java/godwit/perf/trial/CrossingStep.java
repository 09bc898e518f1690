package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import godwit.perf.step.Testbed;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.Worker;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// How long it takes from the commit of exposures at one node to their commit at another, as both
/// databases have it.
/*
 * Both rows have the time at which the transaction began that wrote them, by one machine's clock:
 * what a commit takes at the one is left out, and what it takes at the other is in it.
 */
record CrossingStep(String name, Trial.Crossing trial, Nodes nodes) implements Step {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LOOK_MILLIS = 200;
  private static final String LEFT = """
      select p.position, p.received_at, o.batch_id
      from portion p join destination d on d.id = p.destination_id
        left join outgoing o on o.destination_id = p.destination_id
          and p.position between o.from_position and o.to_position
      where d.custom = false and d.code = $1 and p.position > $2
      order by p.position""";
  private static final String ARRIVED = "select batch_id, received_at from batch";

  @Override
  public List<Bar> bars() {
    return List.of(Bar.most("p99Millis", 2_000), Bar.most("promptP99Millis", 100));
  }

  @Override
  public PassFigures measure() throws IOException {
    FederationFolder federation = nodes.federation();
    Nodes.Own b = nodes.start("b", federation.destination(), List.of());
    try {
      Histogram usual = crossings(b, name + "-usual", "");
      Histogram prompt = crossings(b, name + "-prompt", "flush: { atMost: 10ms }, ");
      return PassFigures.empty()
          .with("p50Millis", (double) usual.getValueAtPercentile(50))
          .with("p99Millis", (double) usual.getValueAtPercentile(99))
          .with("maxMillis", (double) usual.getMaxValue())
          .with("promptP50Millis", (double) prompt.getValueAtPercentile(50))
          .with("promptP99Millis", (double) prompt.getValueAtPercentile(99))
          .with("promptMaxMillis", (double) prompt.getMaxValue());
    } finally {
      nodes.stop(b);
    }
  }

  private Histogram crossings(Nodes.Own b, String a, String flush) throws IOException {
    FederationFolder federation = nodes.federation();
    Nodes.Own node = nodes.start(a, federation.unmixed(a, flush), List.of());
    try (NodeDatabase left = new NodeDatabase(federation.data(a));
        NodeDatabase arrived = new NodeDatabase(federation.data("b"))) {
      Testbed testbed = new Testbed(
          federation,
          node.testbed().a(),
          Optional.of(b.testbed().a()),
          node.testbed().load());
      upload(testbed); // until it is warm
      long before = crossed(left, arrived, 0).last();
      upload(testbed);
      return crossed(left, arrived, before).millis();
    } finally {
      nodes.stop(node);
    }
  }

  private void upload(Testbed testbed) throws IOException {
    int port = testbed.a().ports().devices();
    JsonObject patients = testbed.order("patients", trial, FederationFolder.B, port);
    testbed.load().ask(patients, Worker.MAKING);
    JsonObject uploads = testbed.order("uploads", trial, FederationFolder.B, port);
    JsonObject done = testbed.load().ask(uploads, PATIENCE.plusSeconds(trial.seconds()));
    if (done.getInteger("refused") > 0) throw new IOException("refused: " + done);
  }

  /* What has crossed, and up to which position. */
  private record Crossed(long last, Histogram millis) {}

  /* Waits until all have. */
  private Crossed crossed(NodeDatabase left, NodeDatabase arrived, long behind) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<Crossed> all = all(left, arrived, behind);
      if (all.isPresent()) return all.get();
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped", stopped);
      }
    }
    throw new IOException("not all have crossed");
  }

  private Optional<Crossed> all(NodeDatabase left, NodeDatabase arrived, long behind)
      throws IOException {
    Map<UUID, OffsetDateTime> there = new HashMap<>();
    for (Row row : NodeDatabase.await(arrived.pool().query(ARRIVED).execute())) {
      there.put(row.getUUID(0), row.getOffsetDateTime(1));
    }
    Histogram millis = new Histogram(3);
    long last = behind;
    List<Row> rows = new ArrayList<>();
    NodeDatabase.await(
            left.pool().preparedQuery(LEFT).execute(Tuple.of(FederationFolder.B.code(), behind)))
        .forEach(rows::add);
    if (rows.size() < trial.count()) return Optional.empty();
    for (Row row : rows) {
      UUID batch = row.getUUID(2);
      OffsetDateTime at = batch == null ? null : there.get(batch);
      if (at == null) return Optional.empty();
      millis.recordValue(
          Math.max(0, Duration.between(row.getOffsetDateTime(1), at).toMillis()));
      last = row.getLong(0);
    }
    return Optional.of(new Crossed(last, millis));
  }
}
