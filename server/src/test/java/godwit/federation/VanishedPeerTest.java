package godwit.federation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.cli.Main;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.NumberedBatches;
import godwit.fixture.QuietReader;
import godwit.fixture.ServeProcess;
import godwit.fixture.TwoNetworks;
import godwit.trust.Pki;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A line that goes dead without a word: whoever is at its ends notices within 50 s, whether it was
/// idle or in use, and whether they had called or had been called.
@Tag("long")
class VanishedPeerTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode BRITAIN = RoutingCode.nation(826, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final int PEERS = 8443;
  private static final int DEVICES = 8444;
  private static final double NOTICED_SECONDS = 50;
  private static final long PATIENCE_SECONDS = 90;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long IN_FLIGHT_BYTES = 50_000;
  private static final int PAGES = 40; // of 1 MiB, for which the line needs 20 s
  private static final int SOME = 100_000;
  private static final int MANY = 1_500_000; // 27 MB, for which the line needs 14 s

  private static final String RELAY = """
      authority: { country: 826, state: 0, name: Britain }
      relay: true
      listen:
        peers: { host: 127.0.0.1, port: 8443 }
        ops: { host: 127.0.0.1, port: 9090 }
      tls: { certificate: 826-0.pem, key: 826-0.key, trust: ca.pem }
      data: data/britain
      peers:
        - { country: 250, state: 0, delivery: pull }
        - { country: 578, state: 0, endpoints: [ "https://10.97.2.2:8443" ] }
      """;
  private static final String DESTINATION = """
      authority: { country: 578, state: 0, name: Norway }
      listen:
        peers: { host: 10.97.2.2, port: 8443 }
        devices: { host: 10.97.2.2, port: 8444 }
        ops: { host: 127.0.0.1, port: 9090 }
      tls: { certificate: 578-0.pem, key: 578-0.key, trust: ca.pem }
      data: data/norway
      peers:
        - country: 826
          state: 0
          delivery: pull
          relay: true
          unsigned: true
          relays: [ { country: 250, state: 0 } ]
      """;
  private static final String SENDER = """
      authority: { country: 250, state: 0, name: France }
      tls: { certificate: 250-0.pem, key: 250-0.key, trust: ca.pem }
      peers:
        - { country: 826, state: 0, endpoints: [ "https://127.0.0.1:8443" ] }
      """;

  @TempDir
  Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) each.close();
  }

  @Test
  void isNoticedByCallerAndCalledIdleAndInUse() throws Exception {
    assumeTrue(isRoot() && hasCommands(), "needs root, and the commands ip and tc");
    TwoNetworks networks = keep(new TwoNetworks());
    Pki pki = new Pki(InstantSource.system());
    pki.init(folder);
    for (RoutingCode code : List.of(FRANCE, BRITAIN, NORWAY)) {
      pki.authority(folder, code, List.of("127.0.0.1", TwoNetworks.RIGHT), 30);
    }
    ServeProcess norway =
        ServeProcess.start(write("norway.yaml", DESTINATION), networks.onTheRight());
    keep(norway::terminate);
    ServeProcess britain = ServeProcess.start(write("britain.yaml", RELAY), networks.onTheLeft());
    keep(britain::terminate);
    norway.awaitReady();
    britain.awaitReady();

    send(networks, SOME);
    until(() -> !called(britain).isEmpty());
    Process idle = reader(networks, 1);
    Process reader = reader(networks, PAGES);
    until(() -> TwoNetworks.unacknowledged(norway.pid(), DEVICES) > IN_FLIGHT_BYTES);
    Set<TwoNetworks.Line> idleCaller = called(britain);
    Set<TwoNetworks.Line> idleCalled = TwoNetworks.established(norway.pid(), PEERS, DEVICES);
    assertEquals(3, idleCalled.size(), idleCalled.toString());
    networks.cut();
    assertNoticed(
        Map.of("caller, idle", idleCaller, "called, idle and sending", idleCalled),
        britain,
        norway);
    reader.destroyForcibly();
    idle.destroyForcibly();
    networks.mend();

    send(networks, MANY);
    until(() -> TwoNetworks.unacknowledged(britain.pid(), PEERS) > IN_FLIGHT_BYTES);
    Set<TwoNetworks.Line> sending = called(britain);
    Set<TwoNetworks.Line> receiving = TwoNetworks.established(norway.pid(), PEERS);
    assertFalse(sending.isEmpty());
    networks.cut();
    assertNoticed(
        Map.of("caller, sending", sending, "called, receiving", receiving), britain, norway);
  }

  /* Every line is looked at from its own end; when it is gone, that end has noticed. */
  private static void assertNoticed(
      Map<String, Set<TwoNetworks.Line>> lines, ServeProcess left, ServeProcess right)
      throws IOException {
    long start = System.nanoTime();
    Map<String, Double> noticed = new TreeMap<>();
    int count = lines.values().stream().mapToInt(Set::size).sum();
    while (noticed.size() < count) {
      double seconds = (System.nanoTime() - start) / 1e9;
      if (seconds > PATIENCE_SECONDS) break;
      for (var group : lines.entrySet()) {
        long pid = group.getKey().startsWith("caller") ? left.pid() : right.pid();
        Set<TwoNetworks.Line> alive = TwoNetworks.established(pid, PEERS, DEVICES);
        for (TwoNetworks.Line line : group.getValue()) {
          if (!alive.contains(line)) noticed.putIfAbsent(group.getKey() + " " + line, seconds);
        }
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    System.out.println("noticed after seconds: " + noticed);
    assertEquals(count, noticed.size(), "not all within " + PATIENCE_SECONDS + " s: " + noticed);
    for (double seconds : noticed.values()) {
      assertTrue(seconds <= NOTICED_SECONDS, noticed.toString());
    }
  }

  private static Set<TwoNetworks.Line> called(ServeProcess britain) throws IOException {
    Set<TwoNetworks.Line> all = new HashSet<>(TwoNetworks.established(britain.pid(), PEERS));
    all.removeIf(line -> line.otherPort() != PEERS);
    return all;
  }

  /* As France, on the left; returns once Britain has it. */
  private void send(TwoNetworks networks, int records) throws Exception {
    Path batch = folder.resolve(records + ".batch");
    Files.write(
        batch,
        NumberedBatches.exposures(UUID.randomUUID(), FRANCE, NORWAY, records).getBytes());
    Path config = write("france.yaml", SENDER);
    Process sending = java(
        networks,
        Main.class,
        "send",
        "--config",
        config.toString(),
        "--via",
        "826/0",
        batch.toString(),
        "https://127.0.0.1:" + PEERS);
    String said = new String(sending.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, sending.waitFor(), said);
  }

  /* A phone on the left that has begun to read. */
  private Process reader(TwoNetworks networks, int times) throws IOException {
    Process process = java(
        networks,
        QuietReader.class,
        TwoNetworks.RIGHT,
        Integer.toString(DEVICES),
        folder.resolve("ca.pem").toString(),
        Integer.toString(times));
    keep(process::destroyForcibly);
    var said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    assertEquals("reading", said.readLine());
    return process;
  }

  private static Process java(TwoNetworks networks, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(networks.onTheLeft());
    command.addAll(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.add(opened);
    return opened;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void until(Condition condition) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > end) throw new AssertionError("not in time");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean hasCommands() {
    return Stream.of("ip", "tc")
        .allMatch(name -> Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
            .anyMatch(place -> Files.isExecutable(Path.of(place, name))));
  }
}
