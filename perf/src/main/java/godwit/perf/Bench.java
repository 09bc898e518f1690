package godwit.perf;

import godwit.perf.limits.LimitsMain;
import godwit.perf.load.LoadMain;
import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.step.Bar;
import godwit.perf.step.PairStep;
import godwit.perf.step.PassFigures;
import godwit.perf.step.SharedSteps;
import godwit.perf.step.Step;
import godwit.perf.step.Summary;
import godwit.perf.step.Testbed;
import godwit.perf.trial.Nodes;
import godwit.perf.trial.Trials;
import godwit.perf.worker.FederationFolder;
import godwit.perf.worker.ServerProcess;
import godwit.perf.worker.Worker;
import godwit.store.embedded.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One run: starts what it needs, passes through all steps so often, and stops what it started.
///
/// A pass goes through every step before the next begins, so that a disturbance of some seconds
/// meets one pass of several steps and not all passes of one.
final class Bench implements AutoCloseable {
  private static final int END_SECONDS = 60;

  private final Settings settings;
  private final Consumer<String> tell;
  private final long startNanos = System.nanoTime();
  private final Deque<Opened> opened = new ArrayDeque<>();
  private final List<ServerProcess> servers = new CopyOnWriteArrayList<>();
  private boolean closed;

  /// @param tell is given a line for whatever happens
  Bench(Settings settings, Consumer<String> tell) {
    this.settings = settings;
    this.tell = tell;
  }

  private interface Opened {
    void close() throws IOException;
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  /// What was measured.
  ///
  /// @param passes that counted
  /// @param compared with another build, where there is one
  /// @param repeated measurements that were taken again, since too much time was stolen
  record Result(
      int passes,
      Map<String, Summary> limits,
      Map<String, Summary> workloads,
      List<Bar.Judged> bars,
      List<PairStep.Compared> compared,
      int repeated) {}

  Result run() throws IOException {
    Path folder = open(Bench::temporaryFolder, Bench::leave);
    FederationFolder federation = FederationFolder.write(folder);
    tell.accept("starting servers and clients in " + folder);
    Worker load = worker("load", LoadMain.class);
    Nodes nodes = open(() -> new Nodes(federation, settings.server(), load), Nodes::close);
    List<Step> limits = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    if (has(Workload.Shared.class)) {
      SharedSteps shared = shared(federation, load);
      limits.addAll(shared.limits());
      steps.addAll(shared.steps());
    }
    if (settings.beside().isPresent())
      steps.addAll(pairs(folder, settings.beside().get(), load));
    settings.workloads().forEach((name, workload) -> {
      if (workload instanceof Trial trial) steps.addAll(Trials.of(name, trial, nodes));
    });
    Rounds rounds = new Rounds(Rounds.MACHINE, tell);
    Map<Step, List<PassFigures>> samples = new LinkedHashMap<>();
    int passes = 0;
    long passNanos = 0;
    for (int pass = 1 - settings.warmUps(); pass <= settings.passes(); pass++) {
      if (passes > 0 && !fits(passNanos)) break;
      String name = pass < 1 ? "warm-up" : "pass " + pass + "/" + settings.passes();
      long begin = System.nanoTime();
      for (Step step : all(limits, steps)) {
        boolean left = step.isOnce() ? pass != 1 : pass < 1 && !step.isWarmedUp();
        if (left) continue;
        boolean repeated = pass >= 1 && !settings.isQuick();
        PassFigures sample = rounds.measure("%4d s  %s".formatted(seconds(), name), repeated, step);
        if (pass >= 1) samples.computeIfAbsent(step, _ -> new ArrayList<>()).add(sample);
      }
      passNanos = System.nanoTime() - begin;
      if (pass >= 1) passes = pass;
    }
    Map<String, Summary> figures = summaries(samples, steps);
    return new Result(
        passes,
        summaries(samples, limits),
        figures,
        judged(steps, figures),
        compared(samples),
        rounds.repeated());
  }

  private List<Step> pairs(Path folder, Settings.Beside beside, Worker load) throws IOException {
    return PairStep.of(
        pairOfNodes(settings.server(), folder.resolve("mine"), load),
        pairOfNodes(beside.server(), folder.resolve("beside"), load),
        beside.batches(),
        beside.warmUps());
  }

  /* A and B of one build. */
  private Testbed pairOfNodes(List<String> program, Path folder, Worker load) throws IOException {
    Files.createDirectory(folder);
    FederationFolder federation = FederationFolder.ofAuthorities(folder);
    ServerProcess b = server(program, federation.destination());
    ServerProcess a = server(program, federation.relay());
    return new Testbed(federation, running(a), Optional.of(running(b)), load);
  }

  private static List<PairStep.Compared> compared(Map<Step, List<PassFigures>> samples) {
    List<PairStep.Compared> compared = new ArrayList<>();
    samples.forEach((step, pairs) -> {
      if (step instanceof PairStep pair) compared.add(pair.compared(pairs));
    });
    return compared;
  }

  private SharedSteps shared(FederationFolder federation, Worker load) throws IOException {
    Testbed testbed = testbed(federation, load);
    var parts = new SharedSteps.Parts(
        worker("limits", LimitsMain.class),
        federation.folder(),
        settings.partMillis(),
        settings.appendMillis());
    return SharedSteps.of(settings.workloads(), settings.server(), testbed, parts);
  }

  private Testbed testbed(FederationFolder federation, Worker load) throws IOException {
    Optional<ServerProcess> b = has(Workload.Delivery.class)
        ? Optional.of(server(settings.server(), federation.destination()))
        : Optional.empty();
    ServerProcess a = server(settings.serverA(), federation.relay());
    return new Testbed(federation, running(a), running(b), load);
  }

  private List<Bar.Judged> judged(List<Step> steps, Map<String, Summary> figures) {
    List<Bar.Judged> judged = new ArrayList<>();
    if (settings.isQuick()) return judged;
    for (Step step : steps) {
      Summary summary = figures.get(step.key());
      if (summary == null || summary.passes() == 0) continue;
      for (Bar bar : step.bars()) judged.add(bar.judge(step.key(), summary));
    }
    return judged;
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
  }

  private boolean fits(long passNanos) {
    return settings
        .budget()
        .map(budget -> System.nanoTime() - startNanos + passNanos < budget.toNanos())
        .orElse(true);
  }

  /* A step that was cut off may have a server of its own that still runs in the folder. */
  private static void leave(Path folder) throws IOException {
    List<ProcessHandle> left = ProcessHandle.current()
        .children()
        .filter(each -> each.info().commandLine().orElse("").contains(folder.toString()))
        .toList();
    left.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : left) {
      try {
        each.onExit().get(END_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException _) {
        each.destroyForcibly();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        each.destroyForcibly();
      }
    }
    Folders.delete(folder);
  }

  /// Stops what runs, last started first, and removes the folder. From any thread.
  @Override
  public synchronized void close() {
    closed = true;
    servers.forEach(ServerProcess::stop); // all write out what they hold at the same time
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (IOException failure) {
        tell.accept("not cleared up: " + failure.getMessage());
      }
    }
  }

  private boolean has(Class<? extends Workload> kind) {
    return settings.workloads().values().stream().anyMatch(kind::isInstance);
  }

  private ServerProcess server(List<String> program, Path configuration) throws IOException {
    ServerProcess server =
        open(() -> ServerProcess.start(program, configuration), ServerProcess::close);
    servers.add(server);
    return server;
  }

  private Worker worker(String name, Class<?> main) throws IOException {
    return open(() -> Worker.start(name, main), Worker::close);
  }

  private static Testbed.Running running(ServerProcess process) throws IOException {
    return new Testbed.Running(process, process.awaitReady());
  }

  private static Optional<Testbed.Running> running(Optional<ServerProcess> process)
      throws IOException {
    return process.isPresent() ? Optional.of(running(process.get())) : Optional.empty();
  }

  private static List<Step> all(List<Step> limits, List<Step> steps) {
    List<Step> all = new ArrayList<>(limits);
    all.addAll(steps);
    return all;
  }

  private static Map<String, Summary> summaries(
      Map<Step, List<PassFigures>> samples, List<Step> steps) {
    Map<String, Summary> summaries = new LinkedHashMap<>();
    for (Step step : steps) {
      summaries.put(step.key(), Summary.of(samples.getOrDefault(step, List.of())));
    }
    return summaries;
  }

  private interface Closing<T> {
    void close(T opened) throws IOException;
  }

  private synchronized <T> T open(Opening<T> opening, Closing<T> closing) throws IOException {
    if (closed) throw new IOException("stopped");
    T started = opening.open();
    opened.push(() -> closing.close(started));
    return started;
  }

  /* To be passed through by the account that PostgreSQL runs under, but not to be listed. */
  private static Path temporaryFolder() throws IOException {
    Path folder = Files.createTempDirectory("godwit-bench-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    return folder.toRealPath();
  }
}
