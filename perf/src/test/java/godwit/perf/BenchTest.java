package godwit.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.perf.load.Mix;
import godwit.perf.load.Trial;
import godwit.perf.load.Workload;
import godwit.perf.step.Bar;
import godwit.perf.step.Summary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BenchTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void measuresARealServerAndLeavesNoProcess() throws Exception {
    Map<String, Workload> workloads = new LinkedHashMap<>();
    workloads.put("ingest-mix-gzip", new Workload.Ingest(Mix.MIXED, true, 2_000, 4, 2));
    workloads.put("small-batches", new Workload.Small(10, 4, 1, 100));
    workloads.put("contacts", new Workload.Contacts(1_000, 2, 1));
    workloads.put("list", new Workload.Listing(1));
    workloads.put("json", new Workload.Json(2_000, 3, 2));
    Bench.Result result = run(workloads);
    assertTrue(figure(result, "ingestMixGzip", "perSecond") > 0, told.toString());
    assertTrue(figure(result, "ingestMixGzip", "sumOfPartsCpuSecondsPerMillion") > 0);
    assertEquals(100, figure(result, "smallBatches", "offeredPerSecond"));
    assertTrue(figure(result, "smallBatches", "p50Millis") > 0);
    assertTrue(figure(result, "contacts", "perSecond") > 0);
    assertTrue(figure(result, "list", "pages") > 0);
    assertTrue(result.limits().containsKey("append"), result.limits().toString());
    assertTrue(figure(result, "json", "perServerCpuSecond") > 0, told.toString());
    assertTrue(figure(result, "json", "serverMostMebibytes") > 0);
    assertEquals(0, ProcessHandle.current().descendants().count());
  }

  @Test
  @Tag("long")
  void measuresDelivery() throws Exception {
    Bench.Result result = run(Map.of("delivery", new Workload.Delivery(2_000, 1, 2, 4, 2)));
    assertTrue(figure(result, "delivery", "perSecond") > 0, told.toString());
    assertTrue(figure(result, "delivery", "ratioWithoutSubtraction") > 0);
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

  private Bench.Result run(Map<String, Workload> workloads) throws Exception {
    Settings settings = new Settings(
        workloads,
        1,
        0,
        10,
        100,
        Settings.server(
            Optional.empty(), Optional.empty(), List.of("-Xmx256m", "-XX:TieredStopAtLevel=1")),
        Optional.empty(),
        Optional.empty());
    try (Bench bench = new Bench(settings, told::add)) {
      return bench.run();
    }
  }

  private static double figure(Bench.Result result, String workload, String name) {
    Summary summary = Optional.ofNullable(result.workloads().get(workload)).orElseThrow();
    return summary.figure(name).orElseThrow().median();
  }
}
