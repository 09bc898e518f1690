package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.OpenSslServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a full handshake costs a node, beside what it costs OpenSSL's own server.
final class HandshakesStep implements Step {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final int WARM_UP = 2_000;
  private static final double MICROS = 1e6;

  private final String name;
  private final Trial.Handshakes trial;
  private final Nodes nodes;
  private Optional<Nodes.Own> started = Optional.empty();

  HandshakesStep(String name, Trial.Handshakes trial, Nodes nodes) {
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
    return List.of(Bar.most("ratio", 1.5));
  }

  @Override
  public PassFigures measure() throws IOException {
    Nodes.Own node = node();
    double before = node.process().cpu().self();
    JsonObject done = shake(node, node.ports().peers(), trial.count());
    node.testbed().awaitQuiet();
    double ours = (node.process().cpu().self() - before) / trial.count();
    double theirs = openSsl(node);
    return PassFigures.empty()
        .with("ratio", ours / theirs)
        .with("serverCpuMicrosEach", ours * MICROS)
        .with("opensslCpuMicrosEach", theirs * MICROS)
        .with("perSecond", trial.count() / done.getDouble("seconds"));
  }

  private double openSsl(Nodes.Own node) throws IOException {
    try (OpenSslServer server = OpenSslServer.start(nodes.federation().pki())) {
      double before = server.cpuSeconds();
      shake(node, server.port(), trial.count());
      return (server.cpuSeconds() - before) / trial.count();
    }
  }

  private Nodes.Own node() throws IOException {
    if (started.isEmpty()) {
      Nodes.Own node = nodes.start(name, List.of());
      started = Optional.of(node);
      shake(node, node.ports().peers(), WARM_UP);
    }
    return started.get();
  }

  private JsonObject shake(Nodes.Own node, int port, int count) throws IOException {
    JsonObject order =
        node.testbed().order("handshakes", trial, FederationFolder.C, port).put("count", count);
    return node.testbed().load().ask(order, PATIENCE);
  }
}
