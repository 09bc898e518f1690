package godwit.cli;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.DAYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.check.Finding;
import godwit.check.PeersCheck;
import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.domain.Limits;
import godwit.domain.MixPolicy;
import godwit.fixture.CommandRun;
import godwit.fixture.ManualTime;
import godwit.fixture.Member;
import godwit.fixture.RunningNode;
import godwit.store.TestDatabases;
import godwit.trust.CertificatePins;
import godwit.trust.Pem;
import godwit.trust.Pki;
import godwit.trust.RevokedList;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `godwit check` says of peers and databases that are there: a real node, a real server.
class CheckLiveTest {
  @TempDir
  static Path nodeFolder;

  private static RunningNode norway;

  @TempDir
  Path folder;

  private PgConnectOptions database = new PgConnectOptions();

  @BeforeAll
  static void startANode() throws IOException {
    norway = RunningNode.start(nodeFolder, Limits.DEFAULT, MixPolicy.DEFAULT);
  }

  @AfterAll
  static void stopIt() {
    norway.close();
  }

  @BeforeEach
  void makeADatabase() {
    database = TestDatabases.fresh();
  }

  @Test
  void findsNothingWrongWithAPeerThatAnswers() throws IOException {
    Path config = config(RunningNode.FRANCE, peer(RunningNode.NORWAY, norwaysPort()));
    CommandRun run = CommandRun.of("check", "--config", config);
    assertEquals(config + ": nothing is wrong\n", run.out());
    assertEquals(0, run.status());
  }

  @Test
  void warnsOfAPeerThatDoesNotMixAndOfMixingThatIsOff(@TempDir Path other) throws IOException {
    try (RunningNode unmixed = RunningNode.start(other)) {
      Pki.Issued own = unmixed.identity(RunningNode.FRANCE);
      Path config = config(
          RunningNode.FRANCE, own, peer(RunningNode.NORWAY, unmixed.ports().peers()));
      assertTrue(found(config).contains("warning peers 578/0"), () -> "not warned");
      String text = CommandRun.of("check", "--config", config).out();
      assertTrue(text.contains("does not say that it mixes"), text);
    }
    Path config = config(RunningNode.FRANCE);
    Files.writeString(config, "mix: { every: 0s }\n", StandardOpenOption.APPEND);
    assertTrue(found(config).contains("warning mix"), () -> "not warned");
  }

  @Test
  void aPeerThatIsSomebodyElseIsAnError() throws IOException {
    Path config = config(RunningNode.FRANCE, peer(RunningNode.DENMARK, norwaysPort()));
    assertEquals(List.of("error peers 208/0"), found(config));
    assertTrue(
        problem(config).endsWith(": the server is not 208/0: it is 578/0."), problem(config));
  }

  @Test
  void peersThatDoNotAnswerAreWarningsEach() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path config = config(
          RunningNode.FRANCE,
          peer(RunningNode.NORWAY, closed),
          peer(RunningNode.DENMARK, silent.getLocalPort()));
      CommandRun run = CommandRun.of("check", "--config", config);
      assertEquals(0, run.status());
      List<String> lines = run.out().lines().toList();
      assertEquals(2, lines.size(), run.out());
      assertTrue(lines.getFirst().startsWith("warning: peers 578/0: "), run.out());
      assertTrue(lines.getFirst().contains(" cannot be reached "), run.out());
      assertTrue(lines.getLast().startsWith("warning: peers 208/0: "), run.out());
      assertTrue(lines.getLast().contains(" gives no answer within 5 s."), run.out());
    }
  }

  @Test
  void aPeerWhoseCertificateEndsSoonIsAWarning() throws IOException {
    Path file = config(RunningNode.FRANCE, peer(RunningNode.NORWAY, norwaysPort()));
    Instant end = Pem.certificates(norway.identity(RunningNode.NORWAY).certificate())
        .getFirst()
        .getNotAfter()
        .toInstant();
    assertEquals(List.of(), ends(file, end.minus(15, DAYS)));
    assertEquals(
        List.of("Its certificate expires on " + end + ", in 13 days."),
        ends(file, end.minus(14, DAYS).plusSeconds(1)));
  }

  private static List<String> ends(Path file, Instant now) throws IOException {
    var check = new PeersCheck(norway.vertx(), new ManualTime(now));
    return check.findings(ServerConfig.read(file)).stream()
        .filter(finding -> finding.about().equals("peers 578/0"))
        .map(Finding::problem)
        .toList();
  }

  @Test
  void aPeerThatLetsNobodyOfThisCodeInIsAWarning() throws IOException {
    Path config = config(RunningNode.AUSTRIA, peer(RunningNode.NORWAY, norwaysPort()));
    assertEquals(List.of("warning peers 578/0"), found(config));
    assertTrue(problem(config).contains(" lets in nobody who is 40/0"), problem(config));
  }

  @Test
  void aPeerWhoseCertificateNobodyVouchesForIsAnError() throws IOException {
    Pki.Issued own = fromAnotherAuthority();
    Path config = config(RunningNode.FRANCE, own, peer(RunningNode.NORWAY, norwaysPort()));
    assertEquals(List.of("error peers 578/0"), found(config));
    assertTrue(problem(config).contains("nobody in " + own.trust()), problem(config));
  }

  @Test
  void aPeerWhoseCertificateWasRevokedIsAnError() throws IOException {
    Path certificate = norway.identity(RunningNode.NORWAY).certificate();
    Path list = new RevokedList(nodeFolder, InstantSource.system())
        .add(List.of(certificate))
        .file();
    Path config = config(RunningNode.FRANCE, peer(RunningNode.NORWAY, norwaysPort()));
    String text = Files.readString(config);
    assertEquals(List.of(), found(config));
    Files.writeString(config, text.replaceFirst("tls: \\{", "tls: { revoked: [ " + list + " ],"));
    assertEquals(List.of("error peers 578/0"), found(config));
    assertTrue(problem(config).contains("(it was revoked)"), problem(config));
  }

  @Test
  void aPeerThatShowsAnotherKeyThanIsPinnedIsAnError() throws IOException {
    Path shown = norway.identity(RunningNode.NORWAY).certificate();
    String pin = CertificatePins.pin(Pem.certificates(shown).getFirst());
    String peer = peer(RunningNode.NORWAY, norwaysPort());
    assertEquals(List.of(), found(config(RunningNode.FRANCE, peer + ", pins: [ '" + pin + "' ]")));
    Path config = config(RunningNode.FRANCE, peer + ", pins: [ '" + "0".repeat(64) + "' ]");
    assertEquals(List.of("error peers 578/0"), found(config));
    assertTrue(problem(config).contains("another certificate than is pinned"), problem(config));
  }

  @Test
  void aPeerThatDoesNotTrustThisNodeIsAWarning() throws IOException {
    Pki.Issued own = fromAnotherAuthority();
    String both = Files.readString(own.trust())
        + Files.readString(norway.identity(RunningNode.NORWAY).trust());
    Files.writeString(own.trust(), both);
    Path config = config(RunningNode.FRANCE, own, peer(RunningNode.NORWAY, norwaysPort()));
    assertEquals(List.of("warning peers 578/0"), found(config));
    String remedy = finding(config).get("remedy").asText();
    assertTrue(remedy.contains("trust"), remedy);
  }

  @Test
  void aDatabaseThatRefusesIsAnError() throws IOException {
    database.setPassword("not this one");
    Path config = config(RunningNode.FRANCE);
    assertEquals(List.of("error database.url"), found(config));
    assertTrue(problem(config).contains("password"), problem(config));
    Files.delete(folder.resolve("password"));
    assertEquals(List.of("error database.passwordFile"), found(config));
  }

  @Test
  void aDatabaseThatIsNotThereIsAnError() throws IOException {
    database.setHost(folder.toString());
    Path config = config(RunningNode.FRANCE);
    assertEquals(List.of("error database.url"), found(config));
    assertTrue(problem(config).startsWith("No connection: "), problem(config));
  }

  @Test
  void aDatabaseOfANewerBuildIsAnError() throws IOException {
    PgConnection connection = await(PgConnection.connect(norway.vertx(), database));
    await(connection.query("create table schema_version (version int)").execute());
    await(connection.query("insert into schema_version values (99)").execute());
    await(connection.close());
    Path config = config(RunningNode.FRANCE);
    assertEquals(List.of("error database.url"), found(config));
    assertTrue(problem(config).contains("version 99"), problem(config));
  }

  @Test
  void aFolderThatANodeUsesIsWorthANote() throws IOException {
    Path config = embedded(TestDatabases.folder());
    CommandRun run = CommandRun.of("check", "--config", config);
    assertEquals(0, run.status());
    String holder =
        "note: data: It is in use by process " + ProcessHandle.current().pid();
    assertTrue(run.out().startsWith(holder), run.out());
    assertTrue(run.out().endsWith(": nothing is wrong\n"), run.out());
  }

  @Test
  void aFileInPlaceOfTheDataFolderIsAnError() throws IOException {
    assertEquals(
        List.of("error data"), found(embedded(Files.writeString(folder.resolve("file"), ""))));
  }

  private static int norwaysPort() {
    return norway.ports().peers();
  }

  private static String peer(RoutingCode code, int port) {
    return "country: %d, state: 0, endpoints: [ \"https://127.0.0.1:%d\" ]"
        .formatted(code.country(), port);
  }

  private Pki.Issued fromAnotherAuthority() throws IOException {
    var pki = new Pki(InstantSource.system());
    Path other = folder.resolve("other");
    pki.init(other);
    return pki.authority(other, RunningNode.FRANCE, List.of(), 365);
  }

  private Path config(RoutingCode code, String... peers) throws IOException {
    return config(code, renewed(code), peers);
  }

  /* The node's own certificates end soon, which would be a finding. */
  private static Pki.Issued renewed(RoutingCode code) throws IOException {
    Pki.Issued issued = norway.identity(code);
    Files.deleteIfExists(issued.certificate());
    Files.deleteIfExists(issued.key());
    return new Pki(InstantSource.system()).authority(nodeFolder, code, List.of(), 365);
  }

  private Path config(RoutingCode code, Pki.Issued own, String... peers) throws IOException {
    Files.writeString(folder.resolve("password"), database.getPassword());
    StringBuilder text = new StringBuilder("""
        authority: { country: %d, state: 0 }
        listen: { ops: { host: 127.0.0.1, port: 0 } }
        tls: { certificate: %s, key: %s, trust: %s }
        keys: { signing: [ %s ] }
        database:
          url: "postgresql://%s@localhost:%d/%s?host=%s"
          passwordFile: password
        """.formatted(
            code.country(),
            own.certificate(),
            own.key(),
            own.trust(),
            Member.signingKey(folder, code),
            database.getUser(),
            database.getPort(),
            database.getDatabase(),
            URLEncoder.encode(database.getHost(), UTF_8)));
    if (peers.length > 0) text.append("peers:\n");
    for (String peer : peers) text.append("  - { ").append(peer).append(" }\n");
    return Files.writeString(folder.resolve("godwit.yaml"), text);
  }

  private Path embedded(Path data) throws IOException {
    Pki.Issued own = fromAnotherAuthority();
    return Files.writeString(folder.resolve("godwit.yaml"), """
        authority: { country: 250, state: 0 }
        listen: { ops: { host: 127.0.0.1, port: 0 } }
        tls: { certificate: %s, key: %s, trust: %s }
        keys: { signing: [ %s ] }
        data: %s
        """.formatted(
            own.certificate(),
            own.key(),
            own.trust(),
            Member.signingKey(folder, RoutingCode.nation(250, 0)),
            data));
  }

  private static List<String> found(Path config) throws IOException {
    JsonNode document = CommandRun.of("check", "--config", config, "--json").json();
    List<String> findings = new ArrayList<>();
    for (JsonNode finding : document.get("findings")) {
      findings.add(finding.get("severity").asText() + " " + finding.get("about").asText());
    }
    return findings;
  }

  private static JsonNode finding(Path config) throws IOException {
    return CommandRun.of("check", "--config", config, "--json")
        .json()
        .get("findings")
        .get(0);
  }

  private static String problem(Path config) throws IOException {
    return finding(config).get("problem").asText();
  }
}
