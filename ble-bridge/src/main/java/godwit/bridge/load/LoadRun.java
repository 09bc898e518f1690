package godwit.bridge.load;

import godwit.bridge.time.Clocks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A load on a bridge in a process of its own, with the heap that a venue's machine gives it.
///
/// Without TLS and on loopback: what is measured is the bridge, and not handshakes.
public final class LoadRun {
  private static final String HEAP = "-Xmx256m";

  private final LoadPlan plan;
  private final Clocks clocks;

  /// What came of it.
  ///
  /// @param sent sightings; `acknowledged` of them were on disk before the gateway was told so
  /// @param dropped acknowledged, and then without room in memory, as the bridge counts them
  /// @param cpuSeconds of the bridge's process
  /// @param heapBytes the most that was in use, asked once a second
  public record Result(
      long sent,
      long acknowledged,
      long refused,
      long dropped,
      long stays,
      double seconds,
      double cpuSeconds,
      long heapBytes) {
    public double perSecond() {
      return acknowledged / seconds;
    }

    public double cores() {
      return cpuSeconds / seconds;
    }
  }

  public LoadRun(LoadPlan plan, Clocks clocks) {
    this.plan = plan;
    this.clocks = clocks;
  }

  public Result run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("godwit-bridge-load");
    Process bridge = start(folder);
    try (BufferedReader said = new BufferedReader(
        new InputStreamReader(bridge.getInputStream(), StandardCharsets.UTF_8))) {
      String ready = said.readLine();
      if (ready == null || !ready.startsWith("ready")) throw new IOException("it did not start");
      return drive(bridge, ready);
    } finally {
      bridge.destroy();
      if (!bridge.waitFor(20, TimeUnit.SECONDS)) bridge.destroyForcibly().waitFor();
      delete(folder);
    }
  }

  private Result drive(Process bridge, String ready) throws IOException, InterruptedException {
    LongAdder acknowledged = new LongAdder();
    LongAdder refused = new LongAdder();
    LoadPhones phones = new LoadPhones(plan.identifiers());
    Duration cpuBefore = cpu(bridge);
    long start = clocks.nanoTime();
    Pace pace = new Pace(clocks, plan.gateways());
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < plan.gateways(); number++) {
      LoadGateway gateway = new LoadGateway(plan, phones, number, acknowledged, refused);
      boolean http = number % 2 == 0;
      int port = port(ready, http ? "http" : "mqtt");
      threads.add(Thread.startVirtualThread(() -> {
        try {
          if (http) gateway.overHttp(port, pace);
          else gateway.overMqtt(port, pace);
        } catch (IOException _) {
          refused.increment();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }));
    }
    long heap = 0;
    int ops = port(ready, "ops");
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofSeconds(1))) {
        heap = Math.max(heap, metric(ops, "heap_used_bytes"));
      }
    }
    double seconds = (clocks.nanoTime() - start) / 1e9;
    double cpu = cpu(bridge).minus(cpuBefore).toMillis() / 1000.0;
    long sent = (long) plan.gateways() * plan.perGateway() * plan.seconds();
    return new Result(
        sent,
        acknowledged.sum(),
        refused.sum(),
        metric(ops, "sightings_dropped_total"),
        metric(ops, "stays"),
        seconds,
        cpu,
        Math.max(heap, metric(ops, "heap_used_bytes")));
  }

  private Process start(Path folder) throws IOException {
    StringBuilder gateways = new StringBuilder();
    for (int number = 0; number < plan.gateways(); number++) {
      Files.writeString(folder.resolve("token" + number), LoadPlan.token(number));
      String product = number % 2 == 0 ? "ruuvi" : "openmqttgateway";
      gateways.append("  - { name: g").append(number).append(", area: area-");
      gateways.append(number % 8).append(", product: ").append(product);
      gateways.append(", tokenFile: token").append(number).append(" }\n");
    }
    Path config = folder.resolve("bridge.yaml");
    Files.writeString(config, """
        venue: { country: 578, code: 1 }
        listen:
          http: { host: 127.0.0.1, port: 0 }
          mqtt: { host: 127.0.0.1, port: 0 }
          ops: { port: 0 }
        recognise: { gaen: true }
        gateways:
        """ + gateways);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            HEAP,
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.bridge.Main",
            "--config",
            config.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long metric(int port, String name) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
      String text = client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
      Matcher found =
          Pattern.compile("(?m)^godwit_bridge_" + name + " ([0-9]+)$").matcher(text);
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
  }

  private static Duration cpu(Process process) {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static int port(String ready, String of) throws IOException {
    Matcher port = Pattern.compile(of + "=([0-9]+)").matcher(ready);
    if (!port.find()) throw new IOException("no port of " + of);
    return Integer.parseInt(port.group(1));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) Files.deleteIfExists(each);
  }
}
