package godwit.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.perf.load.Mix;
import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.step.Bar;
import godwit.perf.step.PairStep;
import godwit.perf.step.Summary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
  @TempDir
  Path folder;

  private final List<String> told = new ArrayList<>();

  @Test
  void measuresARealServerAndLeavesNoProcess() throws Exception {
    Map<String, Workload> workloads = new LinkedHashMap<>();
    workloads.put("ingest-mix-gzip", new Workload.Ingest(Mix.MIXED, true, 2_000, 4, 2, 0));
    workloads.put("small-batches", new Workload.Small(10, 4, 1, 100, false));
    workloads.put("contacts", new Workload.Contacts(1_000, 2, 1));
    workloads.put("list", new Workload.Listing(1));
    workloads.put("json", new Workload.Json(2_000, 3, 2));
    Path recording = folder.resolve("recording.jfr");
    Bench.Result result = run(workloads, Optional.of(recording), Optional.empty());
    addUp(result, "ingestMixGzip", "PerMillion");
    addUp(result, "contacts", "PerMillion");
    addUp(result, "json", "PerMillion");
    addUp(result, "smallBatches", "PerThousandBatches");
    addUp(result, "list", "PerGigabyte");
    double parts = figure(result, "ingestMixGzip", "sumOfPartsCpuSecondsPerMillion");
    assertEquals(
        figure(result, "ingestMixGzip", "cpuSecondsPerMillion"),
        parts * figure(result, "ingestMixGzip", "ratio"),
        1e-6);
    /* A million exposures of the mix are 43 MB: no machine inflates and stores them in less. */
    assertTrue(parts > 0.01, "parts=" + parts);
    assertInOrder(
        figure(result, "smallBatches", "p50Millis"),
        figure(result, "smallBatches", "p99Millis"),
        figure(result, "smallBatches", "maxMillis"));
    double answered = figure(result, "smallBatches", "answeredPerSecond");
    assertTrue(answered > 1 && answered < 110, "answered=" + answered); // of 100 that are offered
    assertEquals(0, figure(result, "smallBatches", "refused"), told.toString());
    assertInOrder(1, figure(result, "list", "pages"), 10_000); // one a look of the cutter at most
    assertTrue(result.limits().containsKey("append"), result.limits().toString());
    double most = figure(result, "json", "serverMostMebibytes");
    assertTrue(most > 50 && most < 1_000, "most=" + most);
    assertEquals(0, ProcessHandle.current().descendants().count());
    assertTrue(Files.size(recording) > 0);
  }

  @Test
  @Tag("long")
  void comparesTwoBuilds() throws Exception {
    Bench.Result result =
        run(Map.of(), Optional.empty(), Optional.of(new Settings.Beside(server(), 1, 1)));
    assertEquals(
        List.of("delivery", "ingest", "ingest5000Gzip"),
        result.compared().stream().map(PairStep.Compared::workload).toList());
    for (PairStep.Compared each : result.compared()) {
      Summary summary =
          Optional.ofNullable(result.workloads().get(each.workload())).orElseThrow();
      assertEquals(
          figure(result, each.workload(), "cpuSecondsPerMillion"),
          each.ratio().median() * figure(result, each.workload(), "besideCpuSecondsPerMillion"),
          1e-6,
          summary.toString());
      /* It is the same build: what is more than this is not noise. */
      assertTrue(each.ratio().median() > 0.2 && each.ratio().median() < 5, summary.toString());
    }
    assertEquals(0, ProcessHandle.current().descendants().count());
  }

  @Test
  @Tag("long")
  void measuresDelivery() throws Exception {
    Bench.Result result = run(Map.of("delivery", new Workload.Delivery(2_000, 1, 2, 4, 2)));
    double both = figure(result, "delivery", "bothNodesCpuSecondsPerMillion");
    double destination = figure(result, "delivery", "ingestAtDestinationCpuSecondsPerMillion");
    assertEquals(
        both - figure(result, "delivery", "ingestAtRelayCpuSecondsPerMillion"),
        figure(result, "delivery", "cpuSecondsPerMillion"),
        1e-6);
    assertEquals(both / destination, figure(result, "delivery", "ratioWithoutSubtraction"), 1e-6);
    assertInOrder(0.01, destination, 1_000);
    assertInOrder(0.01, both, 1_000);
  }

  @Test
  @Tag("long")
  void measuresTrials() throws Exception {
    Map<String, Workload> trials = new LinkedHashMap<>();
    trials.put("soak", new Trial.Soak(8, 1, 2_000, 20, 500));
    trials.put("slow-senders", new Trial.SlowSenders(5, 1_024, 8, 10_000));
    trials.put("loop-delay", new Trial.LoopDelay(10_000, 2, 3));
    trials.put("full-database", new Trial.FullDatabase(1_000, 20_000, 10_000, 2, 1));
    trials.put("forget-day", new Trial.ForgetDay(1, 1_000, 4, 50, 2));
    trials.put("idle-connections", new Trial.IdleConnections(20));
    trials.put("handshakes", new Trial.Handshakes(20));
    trials.put(
        "variants",
        new Trial.Variants(
            Mix.SIMPLE, false, 10_000, 1, 1, List.of(new Trial.Variant("one", "-Xms64m"))));
    Bench.Result result = run(trials);
    assertEquals(
        Set.of(
            "soak",
            "slowSenders",
            "loopDelay",
            "fullDatabase",
            "forgetDay",
            "idleConnections",
            "handshakes",
            "variants-one"),
        result.workloads().keySet());
    assertEquals(0, figure(result, "idleConnections", "notOpen"), told.toString());
    assertEquals(0, figure(result, "forgetDay", "daysLeft"), told.toString());
    assertEquals(1_000, figure(result, "forgetDay", "uploadsForgotten"), told.toString());
    assertEquals(0, figure(result, "soak", "refused"), told.toString());
    assertEquals(
        Set.of(
            "soak",
            "slowSenders",
            "loopDelay",
            "fullDatabase",
            "forgetDay",
            "idleConnections",
            "handshakes"),
        result.bars().stream().map(Bar.Judged::workload).collect(Collectors.toSet()));
    assertEquals(0, ProcessHandle.current().descendants().count());
  }

  @Test
  void refusesWorkloadsThatDoNotExist() {
    StringWriter err = new StringWriter();
    int status = Main.run(
        new PrintWriter(new StringWriter()), new PrintWriter(err), "--workload", "nothing");
    assertEquals(2, status);
    assertTrue(err.toString().contains("ingest-simple-identity"), err.toString());
  }

  @Test
  void refusesToCompareWithWhatIsNotBuilt() {
    StringWriter err = new StringWriter();
    int status = Main.run(
        new PrintWriter(new StringWriter()), new PrintWriter(err), "--beside", folder.toString());
    assertEquals(2, status);
    assertTrue(err.toString().contains("-am package"), err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--quick", "--long", "--workload=list", "--profile=file"})
  void refusesToCompareAnythingElse(String option) {
    StringWriter err = new StringWriter();
    PrintWriter out = new PrintWriter(new StringWriter());
    assertEquals(2, Main.run(out, new PrintWriter(err), "--beside", "build", option));
    assertTrue(err.toString().contains("a length of its own"), err.toString());
  }

  /* Of a cost: the server's and its database's are all of it. */
  private static void addUp(Bench.Result result, String workload, String unit) {
    double all = figure(result, workload, "cpuSeconds" + unit);
    double server = figure(result, workload, "serverCpuSeconds" + unit);
    double database = figure(result, workload, "databaseCpuSeconds" + unit);
    assertEquals(all, server + database, 1e-6, workload);
    assertTrue(server > 0 && database >= 0, workload + ": " + server + ", " + database);
  }

  private static void assertInOrder(double... values) {
    for (int index = 1; index < values.length; index++) {
      assertTrue(values[index - 1] <= values[index], Arrays.toString(values));
    }
  }

  private static List<String> server() {
    return Settings.server(
        Optional.empty(), Optional.empty(), List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
  }

  private Bench.Result run(Map<String, Workload> workloads) throws Exception {
    return run(workloads, Optional.empty(), Optional.empty());
  }

  private Bench.Result run(
      Map<String, Workload> workloads, Optional<Path> profile, Optional<Settings.Beside> beside)
      throws Exception {
    Settings settings =
        new Settings(workloads, 1, 0, 10, 100, server(), Optional.empty(), profile, beside);
    try (Bench bench = new Bench(settings, told::add)) {
      return bench.run();
    }
  }

  private static double figure(Bench.Result result, String workload, String name) {
    Summary summary = Optional.ofNullable(result.workloads().get(workload)).orElseThrow();
    return summary.figure(name).orElseThrow().median();
  }
}
