package godwit.codec.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of the fuzzer in a JVM of its own, from golden bytes, for so many seconds.
///
/// - shape: a folder with `seeds`, the `corpus` found on the way, and `log`
/// - units: seconds; coverage in edges of instrumented code
/// - errors: a target that broke its promise: [Result#finding()] is true and the log says how
/// - source: docs/fuzzing.md
record Fuzzer(FuzzTarget target, Path folder, String classPath) {
  private static final Duration STARTING = Duration.ofSeconds(60);
  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
  private static final Pattern COVERAGE = Pattern.compile("cov: (\\d+) ft: (\\d+) corp: (\\d+)");

  /// What came of it.
  ///
  /// @param edges covered of the instrumented classes
  record Result(long executions, int edges, int features, int corpus, boolean finding, Path log) {
    /// A row of the table in docs/fuzzing.md.
    String row(FuzzTarget target, int seconds) {
      return String.format(
          "| %s | %d | %,d | %d | %d | %d | %s |",
          target.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          seconds,
          executions,
          edges,
          features,
          corpus,
          finding ? "yes" : "none");
    }
  }

  Result run(int seconds, Path vectors) throws IOException, InterruptedException {
    target.seed(folder.resolve("seeds"), vectors);
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path log = folder.resolve("log");
    Process process = new ProcessBuilder(command(seconds, corpus))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
    try {
      if (!process.waitFor(seconds + STARTING.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the fuzzer did not end: " + log);
      }
    } finally {
      process.destroyForcibly();
    }
    return result(Files.readString(log), process.exitValue() != 0, log);
  }

  private List<String> command(int seconds, Path corpus) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        classPath,
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.className(),
        "--instrumentation_includes=godwit.codec.**",
        "--reproducer_path=" + folder,
        "-artifact_prefix=" + folder + File.separator,
        "-max_total_time=" + seconds,
        "-max_len=" + target.maxBytes(),
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        corpus.toString(),
        folder.resolve("seeds").toString());
  }

  private static Result result(String log, boolean failed, Path file) {
    Matcher executions = EXECUTIONS.matcher(log);
    long count = executions.find() ? Long.parseLong(executions.group(1)) : 0;
    int edges = 0;
    int features = 0;
    int corpus = 0;
    for (Matcher line = COVERAGE.matcher(log); line.find(); ) {
      edges = Integer.parseInt(line.group(1));
      features = Integer.parseInt(line.group(2));
      corpus = Integer.parseInt(line.group(3));
    }
    return new Result(count, edges, features, corpus, failed, file);
  }
}
