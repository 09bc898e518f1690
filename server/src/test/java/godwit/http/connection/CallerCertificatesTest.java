package godwit.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.IssuedCertificates;
import godwit.fixture.IssuedCertificates.Wish;
import godwit.fixture.LogLines;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who shows what certificate at the listener for peers: who gets in, which alert the others get,
/// and what the log says of them.
class CallerCertificatesTest extends PeerTest {
  private static final String GCM = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
  private static final String GCM_1_3 = "TLS_AES_256_GCM_SHA384";
  private static final int PATIENCE_MILLIS = 10_000;
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final AtomicInteger shakes = new AtomicInteger();

  @BeforeEach
  void countAnew() {
    shakes.set(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void theOneKindThatThereIsGetsIn(String version) throws Exception {
    assertEquals("200", ask(client(authority().issue(p256())), version));
  }

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, rsa, unsupported_certificate, not on P-256",
    "TLSv1.3, rsa, unsupported_certificate, not on P-256",
    "TLSv1.2, secp384r1, unsupported_certificate, not on P-256",
    "TLSv1.3, secp384r1, unsupported_certificate, not on P-256",
    "TLSv1.3, purpose, unsupported_certificate, not for clients",
    "TLSv1.2, purpose, unsupported_certificate, not for clients",
    "TLSv1.3, own, unknown_ca, its own issuer",
    "TLSv1.2, own, unknown_ca, its own issuer",
    "TLSv1.3, stranger, unknown_ca, does not chain to",
    "TLSv1.2, stranger, unknown_ca, does not chain to",
    "TLSv1.3, namesake, unknown_ca, ",
    "TLSv1.3, expired, certificate_expired, has expired",
    "TLSv1.2, expired, certificate_expired, has expired",
    "TLSv1.3, path, unknown_ca, path is longer",
    "TLSv1.3, path-rsa, unknown_ca, path is longer",
  })
  void theOthersAreToldWhy(String version, String kind, String alert, String reason)
      throws Exception {
    String subject = "CN=" + kind + " " + NAMES.incrementAndGet();
    SSLContext caller = client(certificates(kind, subject));
    try (LogLines log = LogLines.ofAll()) {
      for (int time = 0; time < 3; time++) {
        assertEquals("Received fatal alert: " + alert, ask(caller, version));
      }
      List<String> lines = log.with(subject);
      assertEquals(1, lines.size(), log.all()::toString);
      assertTrue(lines.getFirst().startsWith("WARN "), lines::toString);
      if (reason != null) assertTrue(lines.getFirst().contains(reason), lines::toString);
      assertEquals(List.of(), log.with("127.0.0.1"));
    }
  }

  @Test
  void aSubjectWritesNoLineOfItsOwn() throws Exception {
    String subject = "CN=\"two\nlines " + "x".repeat(400) + "\"";
    SSLContext caller = client(IssuedCertificates.selfSigned(p256().subject(subject)));
    try (LogLines log = LogLines.ofAll()) {
      assertEquals("Received fatal alert: unknown_ca", ask(caller, "TLSv1.3"));
      String line = log.with("two").getFirst();
      assertFalse(line.contains("\n"), line);
      assertTrue(line.length() < 400, line);
    }
  }

  @Test
  void suitesWithCbcAreNotOffered() throws Exception {
    SSLContext caller = client(authority().issue(p256()));
    for (String suite : List.of(
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256")) {
      String answer = ask(caller, "TLSv1.2", node.ports().peers(), suite);
      assertEquals("Received fatal alert: handshake_failure", answer, suite);
      answer = ask(caller, "TLSv1.2", node.ports().devices(), suite);
      assertEquals("Received fatal alert: handshake_failure", answer, suite);
    }
    assertEquals("200", ask(caller, "TLSv1.2", node.ports().peers(), GCM));
  }

  /// The listener for phones, which have no certificate, shows that this client would resume.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void noSessionIsEverResumed(String version) throws Exception {
    SSLContext caller = client(authority().issue(p256()));
    SSLContext nobody = IssuedCertificates.nobody(trust(), shakes);
    for (int time = 1; time <= 3; time++) {
      assertEquals("200", ask(caller, version));
      assertEquals(time, shakes.get(), "full handshakes");
    }
    for (int time = 4; time <= 6; time++) {
      String answer = ask(nobody, version);
      assertTrue(answer.startsWith("Received fatal alert"), answer);
      assertEquals(time, shakes.get(), "full handshakes");
    }
    String suite = version.equals("TLSv1.2") ? GCM : GCM_1_3;
    for (int time = 0; time < 3; time++) {
      assertEquals("404", ask(nobody, version, node.ports().devices(), suite));
      assertEquals(7, shakes.get(), "full handshakes");
    }
  }

  private static Wish p256() throws Exception {
    return Wish.of(IssuedCertificates.ec("secp256r1"));
  }

  private IssuedCertificates certificates(String kind, String subject) throws Exception {
    Wish plain = p256().subject(subject);
    return switch (kind) {
      case "rsa" -> authority().issue(Wish.of(IssuedCertificates.rsa()).subject(subject));
      case "secp384r1" -> authority().issue(Wish.of(IssuedCertificates.ec(kind)).subject(subject));
      case "purpose" -> authority().issue(plain.purpose(KeyPurposeId.id_kp_serverAuth));
      case "own" -> IssuedCertificates.selfSigned(plain);
      case "stranger" ->
        IssuedCertificates.selfSigned(p256().authority(0).subject("CN=Elsewhere"))
            .issue(plain);
      case "namesake" -> {
        String name = authority().chain().getFirst().getSubjectX500Principal().getName();
        yield IssuedCertificates.selfSigned(p256().authority(0).subject(name)).issue(plain);
      }
      case "expired" -> authority().issue(plain.days(-1));
      case "path" -> authority().issue(p256().authority(0)).issue(plain);
      case "path-rsa" ->
        authority()
            .issue(p256().authority(0))
            .issue(Wish.of(IssuedCertificates.rsa()).subject(subject));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private IssuedCertificates authority() throws Exception {
    return IssuedCertificates.authority(trust().resolveSibling(""));
  }

  private Path trust() {
    return node.identity(RunningNode.FRANCE).trust();
  }

  private SSLContext client(IssuedCertificates shown) throws Exception {
    return shown.client(trust(), shakes);
  }

  private String ask(SSLContext caller, String version) throws Exception {
    String suite = version.equals("TLSv1.2") ? GCM : GCM_1_3;
    return ask(caller, version, node.ports().peers(), suite);
  }

  /// The status of an answer, or what TLS said instead.
  private static String ask(SSLContext caller, String version, int port, String suite)
      throws Exception {
    try (SSLSocket socket = (SSLSocket) caller.getSocketFactory().createSocket("localhost", port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setEnabledProtocols(new String[] {version});
      socket.setEnabledCipherSuites(new String[] {suite});
      socket.startHandshake();
      socket
          .getOutputStream()
          .write("GET /resolver HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.substring(9, 12);
    } catch (SSLException alert) {
      return String.valueOf(alert.getMessage()).replaceFirst("^\\(\\w+\\) ", "");
    } catch (IOException reset) {
      return reset.toString();
    }
  }
}
