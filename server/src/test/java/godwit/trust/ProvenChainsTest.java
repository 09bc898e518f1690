package godwit.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered is what was proven, for the role in which it was, and nothing else.
class ProvenChainsTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final int DAYS = 30;
  private static final String KIND = "EC";

  /* Not this machine's, by which none of the certificates counts. */
  private static final Instant NOON = Instant.parse("2001-11-21T12:00:00Z");

  private final Path folder;
  private final ManualTime time = new ManualTime(NOON);
  private final Pki pki = new Pki(time);

  ProvenChainsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void makeAnAuthority() throws Exception {
    pki.init(folder);
  }

  @Test
  void aChainIsRememberedOnceForEachRole() throws Exception {
    ProvenChains chains = under(folder);
    X509Certificate[] france = chain(pki, folder, FRANCE);
    X509Certificate[] norway = chain(pki, folder, NORWAY);
    for (int times = 0; times < 3; times++) {
      chains.checkClientTrusted(france, KIND);
      assertEquals(1, chains.size());
    }
    chains.checkServerTrusted(france, "ECDHE_ECDSA");
    assertEquals(2, chains.size());
    chains.checkClientTrusted(norway, KIND);
    assertEquals(3, chains.size());
  }

  @Test
  void whatOthersVouchForIsRefusedAgainAndAgain() throws Exception {
    ProvenChains chains = under(folder);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    pki.init(elsewhere);
    X509Certificate[] stranger = chain(pki, elsewhere, FRANCE);
    chains.checkClientTrusted(chain(pki, folder, FRANCE), KIND);
    for (int times = 0; times < 2; times++) {
      assertThrows(CertificateException.class, () -> chains.checkClientTrusted(stranger, KIND));
    }
    assertEquals(1, chains.size());
  }

  @Test
  void whatHasRunOutIsRefused() throws Exception {
    ProvenChains chains = under(folder);
    X509Certificate[] france = chain(pki, folder, FRANCE);
    time.set(france[0].getNotAfter().toInstant().plusSeconds(1));
    assertThrows(CertificateException.class, () -> chains.checkClientTrusted(france, KIND));
    assertEquals(0, chains.size());
  }

  @Test
  void whatDoesNotCountYetIsRefused() throws Exception {
    ProvenChains chains = under(folder);
    X509Certificate[] france = chain(pki, folder, FRANCE);
    time.set(france[0].getNotBefore().toInstant().minusSeconds(1));
    assertThrows(CertificateException.class, () -> chains.checkClientTrusted(france, KIND));
    assertEquals(0, chains.size());
  }

  @Test
  void aRememberedChainIsRefusedOnceItHasExpired() throws Exception {
    ProvenChains chains = under(folder);
    X509Certificate[] france = chain(pki, folder, FRANCE);
    time.set(france[0].getNotAfter().toInstant().minus(Duration.ofMinutes(30)));
    chains.checkClientTrusted(france, KIND);
    time.pass(Duration.ofMinutes(29));
    chains.checkClientTrusted(france, KIND);
    assertEquals(1, chains.proofs());
    time.pass(Duration.ofMinutes(2));
    assertThrows(CertificateExpiredException.class, () -> chains.checkClientTrusted(france, KIND));
    assertEquals(1, chains.size());
  }

  @Test
  void aChainIsProvenAnewAfterAnHour() throws Exception {
    ProvenChains chains = under(folder);
    X509Certificate[] france = chain(pki, folder, FRANCE);
    for (int proofs = 1; proofs <= 3; proofs++) {
      chains.checkClientTrusted(france, KIND);
      assertEquals(proofs, chains.proofs());
      time.pass(Duration.ofHours(1).minusNanos(1));
      chains.checkClientTrusted(france, KIND);
      assertEquals(proofs, chains.proofs());
      time.pass(Duration.ofNanos(1));
    }
    assertEquals(1, chains.size());
  }

  @Test
  void whoShowsTwoIsKnownByTheOneThatEndsFirst() throws Exception {
    ProvenChains chains = under(folder);
    assertEquals(Map.of(), chains.ends());
    X509Certificate[] old = chain(pki, folder, FRANCE);
    chains.checkClientTrusted(old, KIND);
    assertEquals(Map.of(FRANCE, end(old)), chains.ends());

    time.pass(Duration.ofDays(20));
    Path again = Files.createDirectory(folder.resolve("again"));
    Files.copy(folder.resolve("ca.pem"), again.resolve("ca.pem"));
    Files.copy(folder.resolve("ca.key"), again.resolve("ca.key"));
    X509Certificate[] renewed = chain(pki, again, FRANCE);
    chains.checkClientTrusted(old, KIND);
    chains.checkServerTrusted(renewed, "ECDHE_ECDSA");
    X509Certificate[] norway = chain(pki, again, NORWAY);
    chains.checkClientTrusted(norway, KIND);
    assertEquals(Map.of(FRANCE, end(old), NORWAY, end(norway)), chains.ends());

    /* The old one is not shown any more. */
    time.pass(Duration.ofHours(1));
    chains.checkServerTrusted(renewed, "ECDHE_ECDSA");
    time.pass(Duration.ofHours(1));
    assertEquals(Map.of(FRANCE, end(renewed)), chains.ends());
  }

  private static CertificateEnd end(X509Certificate[] chain) {
    return CertificateEnd.of(List.of(chain)).orElseThrow();
  }

  private ProvenChains under(Path authority) throws Exception {
    return ProvenChains.under(Pem.certificates(authority.resolve("ca.pem")), time);
  }

  private static X509Certificate[] chain(Pki pki, Path folder, RoutingCode code) throws Exception {
    Pki.Issued issued = pki.authority(folder, code, List.of(), DAYS);
    return Pem.certificates(issued.certificate()).toArray(X509Certificate[]::new);
  }
}
