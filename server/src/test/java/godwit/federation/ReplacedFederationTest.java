package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.fixture.RunningNode;
import godwit.fixture.TestClient;
import godwit.time.TimeSource;
import godwit.trust.CertificatePins;
import godwit.trust.Credentials;
import godwit.trust.Pem;
import godwit.trust.Pki;
import godwit.trust.RevokedList;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a running node makes of another federation, and of a certificate that ends, on connections
/// that are open and on new ones.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplacedFederationTest {
  private static final String UNKNOWN = "403 unknown-peer";
  private static final int DAYS = 30;
  private static final long PATIENCE_SECONDS = 10;

  private final Pki pki = new Pki(InstantSource.system());
  private Path folder;
  private RunningNode node;
  private FederationSource federation;
  private Federation first;

  @BeforeAll
  void start(@TempDir Path empty) throws Exception {
    folder = empty;
    node = RunningNode.start(folder);
    federation = node.context().federation();
    first = federation.current();
  }

  @AfterEach
  void putBack() {
    node.setTime(RunningNode.NOON);
    await(federation.replace(first));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  /* What came of a request, and the connection that it went over. */
  private record Asked(String problem, HttpConnection connection) {
    Certificate server() throws SSLPeerUnverifiedException {
      return connection.peerCertificates().getFirst();
    }
  }

  private static Asked ask(TestClient client) {
    HttpClientRequest request = await(client.open(HttpMethod.GET, "/resolver"));
    request.end();
    return new Asked(await(TestClient.read(request)).problem(), request.connection());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void theConnectionOfAPeerThatWasRemovedEnds(HttpVersion version) throws Exception {
    TestClient france = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    Asked before = ask(france);
    assertEquals("200", before.problem());
    CountDownLatch closed = closing(before);
    await(federation.replace(with(peers(RunningNode.DENMARK))));
    assertTrue(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    TestClient again = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    assertEquals(UNKNOWN, ask(again).problem());
    await(federation.replace(first));
    assertEquals("200", ask(again).problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aPeerThatIsNewIsAccepted(HttpVersion version) {
    TestClient austria = TestClient.peer(node, RunningNode.AUSTRIA, version, 1);
    Asked before = ask(austria);
    assertEquals(UNKNOWN, before.problem());
    await(federation.replace(with(peers(RunningNode.FRANCE, RunningNode.AUSTRIA))));
    Asked after = ask(austria);
    assertEquals("200", after.problem());
    assertSame(before.connection(), after.connection());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void newConnectionsAreShownTheNewCertificate(HttpVersion version) throws Exception {
    Path again = Files.createTempDirectory(folder, "again");
    for (String file : List.of("ca.pem", "ca.key")) {
      Files.copy(folder.resolve(file), again.resolve(file));
    }
    Pki.Issued renewed = pki.authority(again, RunningNode.NORWAY, List.of(), DAYS);
    TestClient open = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    Asked before = ask(open);
    assertEquals(certificate(node.identity(RunningNode.NORWAY)), before.server());
    await(federation.replace(with(credentials(renewed))));
    Asked stayed = ask(open);
    assertEquals("200", stayed.problem());
    assertSame(before.connection(), stayed.connection());
    Asked anew = ask(TestClient.peer(node, RunningNode.FRANCE, version, 1));
    assertEquals("200", anew.problem());
    assertEquals(certificate(renewed), anew.server());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aConnectionUnderATrustThatWasTakenAwayIsOver(HttpVersion version) throws Exception {
    Path elsewhere = Files.createTempDirectory(folder, "elsewhere");
    pki.init(elsewhere);
    Pki.Issued france = pki.authority(elsewhere, RunningNode.FRANCE, List.of(), DAYS);
    Pki.Issued own = node.identity(RunningNode.NORWAY);
    TestClient old = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    Asked before = ask(old);
    CountDownLatch closed = closing(before);
    await(federation.replace(
        with(Credentials.read(own.certificate(), own.key(), france.trust(), TimeSource.system()))));
    assertTrue(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertThrows(Exception.class, () -> ask(old)); // no handshake is to be had any more
    assertEquals(
        "200", ask(TestClient.peer(node, issuedBy(france, own), version, 1)).problem());
  }

  /* The others' connections, under the same authority, stay. */
  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aConnectionWhoseCertificateIsRevokedIsOver(HttpVersion version) throws Exception {
    Path list = new RevokedList(folder, InstantSource.system())
        .add(List.of(node.identity(RunningNode.FRANCE).certificate()))
        .file();
    Pki.Issued own = node.identity(RunningNode.NORWAY);
    TestClient france = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    CountDownLatch closed = closing(ask(france));
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK, version, 1);
    Asked stays = ask(denmark);
    await(federation.replace(with(Credentials.read(
        own.certificate(),
        own.key(),
        own.trust(),
        List.of(list),
        CertificatePins.NONE,
        TimeSource.system()))));
    assertTrue(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertThrows(Exception.class, () -> ask(france));
    assertSame(stays.connection(), ask(denmark).connection());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aCertificateThatIsNotPinnedIsNotLetIn(HttpVersion version) throws Exception {
    Pki.Issued own = node.identity(RunningNode.NORWAY);
    TestClient france = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    CountDownLatch closed = closing(ask(france));
    for (boolean right : new boolean[] {true, false}) {
      String pin = right
          ? CertificatePins.pin(certificate(node.identity(RunningNode.FRANCE)))
          : "00".repeat(32);
      var pins = new CertificatePins(Map.of(RunningNode.FRANCE, Set.of(pin)));
      await(federation.replace(with(Credentials.read(
          own.certificate(), own.key(), own.trust(), List.of(), pins, TimeSource.system()))));
      if (right) assertEquals("200", ask(france).problem());
    }
    assertTrue(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(UNKNOWN, ask(france).problem());
    assertEquals(
        "200", ask(TestClient.peer(node, RunningNode.DENMARK, version, 1)).problem());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aConnectionWhoseCertificateEndsIsOver(HttpVersion version) throws Exception {
    TestClient france = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    Instant end = certificate(node.identity(RunningNode.FRANCE)).getNotAfter().toInstant();
    node.setTime(end);
    Asked last = ask(france);
    assertEquals("200", last.problem());
    CountDownLatch closed = closing(last);
    node.setTime(end.plusSeconds(1));
    Asked refused = ask(france);
    assertEquals(UNKNOWN, refused.problem());
    assertSame(last.connection(), refused.connection());
    assertTrue(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertEquals(
        UNKNOWN, ask(TestClient.peer(node, RunningNode.FRANCE, version, 1)).problem());
  }

  private static CountDownLatch closing(Asked asked) {
    CountDownLatch closed = new CountDownLatch(1);
    asked.connection().closeHandler(_ -> closed.countDown());
    return closed;
  }

  private Federation with(Directory directory) {
    return new Federation(first.credentials(), directory, first.endpoints(), first.peerings());
  }

  private Federation with(Credentials credentials) {
    return new Federation(credentials, first.directory(), first.endpoints(), first.peerings());
  }

  private static Directory peers(RoutingCode... codes) {
    List<Directory.Peer> peers = List.of(codes).stream()
        .map(code -> new Directory.Peer(code, code.path(), Set.of(), false))
        .toList();
    return new Directory(RunningNode.NORWAY, Set.of(), peers, true);
  }

  private static Credentials credentials(Pki.Issued issued) throws IOException {
    return Credentials.read(
        issued.certificate(), issued.key(), issued.trust(), TimeSource.system());
  }

  /* A certificate of one authority, and trust in the other's. */
  private static Pki.Issued issuedBy(Pki.Issued own, Pki.Issued other) {
    return new Pki.Issued(own.certificate(), own.key(), other.trust(), own.notAfter());
  }

  private static X509Certificate certificate(Pki.Issued issued) throws IOException {
    return Pem.certificates(issued.certificate()).getFirst();
  }
}
