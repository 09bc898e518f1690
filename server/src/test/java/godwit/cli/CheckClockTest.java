package godwit.cli;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.fixture.RunningNode;
import godwit.store.DatabaseTime;
import godwit.store.retention.ClockAgreement;
import godwit.trust.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `godwit check` says of the clocks of a node that runs, and what it tells that node.
class CheckClockTest {
  private static final Instant NOON = RunningNode.NOON;
  private static final Instant LATER = NOON.plus(Duration.ofDays(30));

  @TempDir
  static Path nodeFolder;

  private static RunningNode node;

  @TempDir
  Path folder;

  private DatabaseTime database;
  private ClockAgreement clocks;
  private Path config = Path.of("");

  @BeforeAll
  static void startANode() throws IOException {
    node = RunningNode.start(nodeFolder);
  }

  @AfterAll
  static void stopIt() {
    node.close();
  }

  @BeforeEach
  void agree() throws IOException {
    var pki = new Pki(InstantSource.system());
    pki.init(folder);
    pki.authority(folder, RunningNode.NORWAY, List.of(), 365);
    config = folder.resolve("godwit.yaml");
    listenOn(node.ports().ops());
    node.setTime(NOON);
    database = DatabaseTime.of(node.pool(), NOON);
    clocks = new ClockAgreement(node.pool(), node.context().clock());
    assertTrue(await(clocks.confirm()).isEmpty());
    assertTrue(await(clocks.begin()).isEmpty());
  }

  @Test
  void clocksThatAgreeAreNoFinding() {
    assertEquals(config + ": nothing is wrong\n", run(0).out());
  }

  @Test
  void aJumpOfBothIsAnErrorOnceItHoldsWorkUpUntilAnOperatorConfirmsIt() {
    node.setTime(LATER);
    database.set(LATER);
    String what = "the clock shows %s, maintenance last ran at %s.".formatted(LATER, NOON);
    String before = run(0).out();
    assertTrue(
        before.startsWith("warning: clocks: Maintenance may stop with its next run: " + what),
        before);
    assertTrue(await(clocks.begin()).isPresent());
    String held = run(1).out();
    assertTrue(
        held.startsWith(
            "error: clocks: Nothing is forgotten and nothing made to send: " + what + " "),
        held);
    assertTrue(held.contains("--confirm-clock"), held);
    assertTrue(await(clocks.read()).held(), "a look changes nothing");

    String confirmed = run(0, "--confirm-clock").out();
    assertTrue(confirmed.startsWith("note: clocks: Confirmed that they are right."), confirmed);
    assertFalse(await(clocks.read()).held());
    assertEquals(config + ": nothing is wrong\n", run(0).out());
  }

  @Test
  void aNodeAndADatabaseThatDisagreeAreNotConfirmed() {
    node.setTime(LATER);
    assertTrue(await(clocks.begin()).isPresent());
    String what = "this node's clock shows %s, the database's %s.".formatted(LATER, NOON);
    String held = run(1).out();
    assertTrue(held.contains(what), held);
    String refused = run(1, "--confirm-clock").out();
    assertTrue(refused.startsWith("error: clocks: Not confirmed: " + what), refused);
    node.setTime(NOON);
    String again = run(0).out();
    assertTrue(again.startsWith("note: clocks: They disagreed and agree again."), again);
  }

  @Test
  void whereNoNodeRunsThereIsNothingToSayAndNobodyToTell() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listenOn(socket.getLocalPort());
    }
    assertEquals(config + ": nothing is wrong\n", run(0).out());
    String untold = run(1, "--confirm-clock").out();
    assertTrue(
        untold.startsWith("error: clocks: Not confirmed: no node answers at 127.0.0.1:"), untold);
    listenOn(0);
    assertEquals(config + ": nothing is wrong\n", run(0).out());
    assertTrue(run(1, "--confirm-clock").out().contains("listen.ops.port is 0"));
  }

  @Test
  void whatAnswersAndIsNoNodeIsAWarning() throws IOException {
    var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext("/admin/clock", exchange -> {
      try (exchange) {
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write(new byte[] {'{', '}'});
      }
    });
    other.start();
    try {
      listenOn(other.getAddress().getPort());
      assertTrue(run(0).out().contains("it shows no clocks"));
      assertTrue(run(1, "--confirm-clock").out().startsWith("error: clocks: Not confirmed: "));
      other.removeContext("/admin/clock");
      assertTrue(run(0).out().startsWith("warning: clocks: 127.0.0.1:"));
      assertTrue(run(0).out().contains("refused with status 404"));
    } finally {
      other.stop(0);
    }
  }

  @Test
  void whatTakesConnectionsAndIsSilentHoldsTheCommandForSeconds() throws IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listenOn(silent.getLocalPort());
      String out = run(0).out();
      assertTrue(out.contains("it gives no answer: HttpTimeoutException"), out);
    }
  }

  private CommandRun run(int status, Object... more) {
    Object[] args = new Object[3 + more.length];
    args[0] = "check";
    args[1] = "--config";
    args[2] = config;
    System.arraycopy(more, 0, args, 3, more.length);
    CommandRun run = CommandRun.of(args);
    assertEquals(status, run.status(), run.out() + run.err());
    return run;
  }

  private void listenOn(int port) throws IOException {
    Files.writeString(config, """
        authority: { country: 578, state: 0 }
        listen: { ops: { host: 127.0.0.1, port: %d } }
        tls: { certificate: 578-0.pem, key: 578-0.key, trust: ca.pem }
        keys: { signing: [ %s ] }
        """.formatted(
            port, Member.signingKey(folder, RunningNode.NORWAY).getFileName()));
  }
}
