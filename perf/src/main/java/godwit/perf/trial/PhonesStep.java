package godwit.perf.trial;

import godwit.perf.load.Trial;
import godwit.perf.step.Bar;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import godwit.perf.worker.H2load;
import godwit.perf.worker.NginxServer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What a poll that finds nothing new costs a node, and a page of the list, beside nginx that
/// serves
/// the same bytes: over TLS, on kept connections, by HTTP/1.1 and HTTP/2 in turn.
final class PhonesStep implements Step {
  private static final int WARM_UPS = 3;
  private static final double MICROS = 1e6;
  private static final double GIGA = 1e9;

  private final String name;
  private final Trial.Phones trial;
  private final Nodes nodes;
  private Optional<Filled> filled = Optional.empty();

  PhonesStep(String name, Trial.Phones trial, Nodes nodes) {
    this.name = name;
    this.trial = trial;
    this.nodes = nodes;
  }

  /// @param pageBytes of the page that is asked for
  private record Filled(
      Nodes.Own node, NginxServer nginx, String poll, String page, int pageBytes) {
    String url(String path) {
      return "https://127.0.0.1:" + node.ports().devices() + path;
    }

    String besideUrl(String path) {
      return "https://127.0.0.1:" + nginx.port() + path;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Bar> bars() {
    return List.of(
        Bar.most("pollHttp1Ratio", 3),
        Bar.most("pollHttp2Ratio", 3),
        Bar.most("pageHttp1Ratio", 1.5),
        Bar.most("pageHttp2Ratio", 1.5),
        Bar.most("pollHttp1CpuMicros", 40),
        Bar.most("pollHttp2CpuMicros", 40));
  }

  @Override
  public PassFigures measure() throws IOException {
    Filled all = filled();
    PassFigures figures = PassFigures.empty();
    int bytes = all.pageBytes();
    for (int version = 1; version <= 2; version++) {
      boolean http1 = version == 1;
      double poll = node(all, all.poll(), trial.polls(), 0, http1) * MICROS;
      double besidePoll = beside(all, "/poll", trial.polls(), 0, http1) * MICROS;
      double page = node(all, all.page(), trial.pages(), bytes, http1) * GIGA / bytes;
      double besidePage = beside(all, "/page", trial.pages(), bytes, http1) * GIGA / bytes;
      figures = figures
          .with("pollHttp" + version + "Ratio", poll / besidePoll)
          .with("pollHttp" + version + "CpuMicros", poll)
          .with("pollHttp" + version + "NginxCpuMicros", besidePoll)
          .with("pageHttp" + version + "Ratio", page / besidePage)
          .with("pageHttp" + version + "CpuSecondsPerGigabyte", page)
          .with("pageHttp" + version + "NginxCpuSecondsPerGigabyte", besidePage);
    }
    return figures.with("pageBytes", all.pageBytes());
  }

  /* Processor seconds of a request, the database's included. */
  private double node(Filled all, String path, int requests, int bytes, boolean http1)
      throws IOException {
    double before = all.node().process().cpu().total();
    H2load.run(all.url(path), requests, bytes, trial.connections(), http1);
    return (all.node().process().cpu().total() - before) / requests;
  }

  private double beside(Filled all, String path, int requests, int bytes, boolean http1)
      throws IOException {
    double before = all.nginx().cpuSeconds();
    H2load.run(all.besideUrl(path), requests, bytes, trial.connections(), http1);
    return (all.nginx().cpuSeconds() - before) / requests;
  }

  private Filled filled() throws IOException {
    if (filled.isPresent()) return filled.get();
    Nodes.Own node = nodes.start(name, List.of());
    new LargeBatches(node, trial.records(), 1).send(1);
    node.testbed().awaitQuiet();
    ListPages pages = ListPages.read("https://127.0.0.1:" + node.ports().devices());
    NginxServer nginx = NginxServer.start(
        nodes.federation().pki().resolveSibling(name + "-nginx"),
        nodes.federation().pki(),
        pages.largest());
    nodes.alsoClose(nginx);
    Filled made =
        new Filled(node, nginx, pages.newest(), pages.largestPath(), pages.largest().length);
    for (int round = 0; round < WARM_UPS; round++) {
      for (boolean http1 : new boolean[] {true, false}) {
        node(made, made.poll(), trial.polls(), 0, http1);
        node(made, made.page(), trial.pages(), made.pageBytes(), http1);
      }
    }
    filled = Optional.of(made);
    return made;
  }
}
