package godwit.perf;

import godwit.console.Output;
import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `godwit bench`: what the server costs beside what this machine can do, in one run.
@Command(
    name = "godwit bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measure the server beside the limits of this machine, and show both.",
      "Starts servers with databases of their own in a temporary folder. With --jmh first, all that"
          + " follows goes to the microbenchmarks: --jmh RecordCursor -prof gc."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchCommand implements Callable<Integer> {
  private static final int MAX_PASSES = 50;
  private static final int MAX_MINUTES = 1_440;
  private static final int PASSES = 5;
  private static final int PAIRS = 10;
  private static final int PAIR_BATCHES = 6;
  private static final int PAIR_WARM_UPS = 20;
  private static final int QUICK_PASSES = 2;
  private static final Duration QUICK = Duration.ofSeconds(52);
  /* Half a minute each, most of which is waiting for a node of its own. */
  private static final Set<String> NOT_QUICK = Set.of("start", "idle");
  private static final long PART_MILLIS = 500;
  private static final long QUICK_PART_MILLIS = 150;
  private static final long APPEND_MILLIS = 1_500;
  private static final long QUICK_APPEND_MILLIS = 500;

  @Spec
  private CommandSpec command;

  @Mixin
  private Output output;

  @Option(
      names = "--quick",
      description = "Fewer and shorter passes: under a minute but for what is of --long, and less"
          + " to be relied on. Without start and idle where they are not named, and without bars.")
  private boolean quick;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description = "Passes that count (default: 5; with --quick 2, or 1 where time is short).")
  private Optional<Integer> passes = Optional.empty();

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "Only this one; may be repeated. One of: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Names.class)
  private List<String> names = new ArrayList<>();

  @Option(names = "--long", description = "Also what takes minutes each.")
  private boolean all;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "How long the workload soak takes, 1 to 1440 (default: 10).")
  private Optional<Integer> minutes = Optional.empty();

  @Option(
      names = "--server-opts",
      paramLabel = "OPTIONS",
      defaultValue = "-Xmx256m -XX:MaxDirectMemorySize=128m",
      description = "JVM options of the servers, after those of jvm.options (default: "
          + "${DEFAULT-VALUE}).")
  private String serverOptions;

  @Option(
      names = "--server-jar",
      paramLabel = "FILE",
      description = "Measure this build of the server instead of the one beside this program.")
  private Optional<Path> serverJar = Optional.empty();

  @Option(
      names = "--beside",
      paramLabel = "PATH",
      description = "Compare with another build: ingest and delivery of both in turn, ten pairs"
          + " where --passes says nothing else. Its checkout, built, or the jar of its server.")
  private Optional<Path> beside = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Write a flight recording of the server into this file.")
  private Optional<Path> profile = Optional.empty();

  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  private boolean verbose;

  /* What --help lists. */
  static final class Names extends ArrayList<String> {
    Names() {
      super(Workload.NAMES);
      addAll(Trial.LONG);
    }
  }

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = settings();
    try (Bench bench = new Bench(settings, output::progress)) {
      Thread stop = new Thread(bench::close, "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      Bench.Result result = bench.run();
      output.result(ReportDocument.document(result, settings), ReportText.of(result));
    }
    return ExitCode.OK;
  }

  private Settings settings() throws IOException {
    boolean alone = quick || all || profile.isPresent() || !names.isEmpty();
    if (beside.isPresent() && alone) {
      throw misuse("--beside has workloads and a length of its own: with --passes at most, and not"
          + " with --quick, --long, --profile or --workload");
    }
    int usual = beside.isPresent() ? PAIRS : quick ? QUICK_PASSES : PASSES;
    int count = passes.orElse(usual);
    if (count < 1 || count > MAX_PASSES) throw misuse("--passes is from 1 to " + MAX_PASSES);
    Optional<String> jar = serverJar
        .map(file -> file.toAbsolutePath().toString())
        .or(() -> property("godwit.server.jar"));
    return new Settings(
        beside.isPresent() ? Map.of() : workloads(),
        count,
        beside.isPresent() ? 0 : quick ? 1 : 2,
        quick ? QUICK_PART_MILLIS : PART_MILLIS,
        quick ? QUICK_APPEND_MILLIS : APPEND_MILLIS,
        Settings.server(jar, property("godwit.jvm.options"), words()),
        quick ? Optional.of(QUICK) : Optional.empty(),
        profile.map(Path::toAbsolutePath),
        beside.isPresent() ? Optional.of(other(beside.get())) : Optional.empty());
  }

  /* Options of this build's JVMs are those of the other's too: what is compared is the server. */
  private Settings.Beside other(Path build) throws IOException {
    Path jar = Files.isDirectory(build) ? jarOf(build) : build;
    if (!Files.isRegularFile(jar)) throw misuse("--beside: there is no " + jar);
    Optional<String> file = Optional.of(jar.toAbsolutePath().toString());
    List<String> command = Settings.server(file, property("godwit.jvm.options"), words());
    return new Settings.Beside(command, PAIR_BATCHES, PAIR_WARM_UPS);
  }

  private Path jarOf(Path checkout) throws IOException {
    Path target = checkout.resolve("server").resolve("target");
    String jars = "godwit-server-*[!s].jar"; // neither of sources nor of tests
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(target)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(target, jars)) {
        all.forEach(found::add);
      }
    }
    if (found.size() == 1) return found.getFirst();
    throw misuse("--beside: " + found.size() + " jars of a server in " + target
        + "; build one there: ./mvnw -q -DskipTests -pl server -am package");
  }

  private Map<String, Workload> workloads() throws IOException {
    if (minutes.orElse(1) < 1 || minutes.orElse(1) > MAX_MINUTES) {
      throw misuse("--minutes is from 1 to " + MAX_MINUTES);
    }
    List<String> known = new Names();
    for (String name : names) {
      if (!known.contains(name)) throw misuse("--workload is one of " + String.join(", ", known));
    }
    List<String> asked = new ArrayList<>(names.isEmpty() ? (all ? known : Workload.NAMES) : names);
    if (quick && names.isEmpty()) asked.removeAll(NOT_QUICK);
    Map<String, Workload> workloads = new LinkedHashMap<>();
    for (String name : known) {
      if (!asked.contains(name)) continue;
      workloads.put(name, adapted(Workload.read(name)));
    }
    return workloads;
  }

  private Workload adapted(Workload workload) {
    Workload adapted = quick ? workload.quick() : workload;
    return adapted instanceof Trial.Soak soak && minutes.isPresent()
        ? soak.lasting(Math.toIntExact(TimeUnit.MINUTES.toSeconds(minutes.get())))
        : adapted;
  }

  private List<String> words() {
    return serverOptions.isBlank() ? List.of() : List.of(serverOptions.strip().split(" +"));
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name));
  }

  private ParameterException misuse(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
