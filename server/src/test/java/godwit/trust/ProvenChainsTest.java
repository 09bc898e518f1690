package godwit.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.payload.RoutingCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered is what was proven, for the role in which it was, and nothing else.
class ProvenChainsTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final int DAYS = 30;
  private static final String KIND = "EC";

  private final Path folder;
  private final Pki pki = new Pki(InstantSource.system());

  ProvenChainsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void makeAnAuthority() throws Exception {
    pki.init(folder);
  }

  @Test
  void aChainIsRememberedOnceForEachRole() throws Exception {
    ProvenChains chains = ProvenChains.under(Pem.certificates(folder.resolve("ca.pem")));
    X509Certificate[] france = chain(pki, folder, FRANCE);
    X509Certificate[] norway = chain(pki, folder, NORWAY);
    for (int time = 0; time < 3; time++) {
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
    ProvenChains chains = ProvenChains.under(Pem.certificates(folder.resolve("ca.pem")));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    pki.init(elsewhere);
    X509Certificate[] stranger = chain(pki, elsewhere, FRANCE);
    chains.checkClientTrusted(chain(pki, folder, FRANCE), KIND);
    for (int time = 0; time < 2; time++) {
      assertThrows(CertificateException.class, () -> chains.checkClientTrusted(stranger, KIND));
    }
    assertEquals(1, chains.size());
  }

  @Test
  void whatHasRunOutIsRefused() throws Exception {
    Instant past = Instant.now().minus(Duration.ofDays(2L * DAYS));
    Path earlier = Files.createDirectory(folder.resolve("earlier"));
    Pki then = new Pki(InstantSource.fixed(past));
    then.init(earlier);
    ProvenChains chains = ProvenChains.under(Pem.certificates(earlier.resolve("ca.pem")));
    X509Certificate[] expired = chain(then, earlier, FRANCE);
    assertThrows(CertificateException.class, () -> chains.checkClientTrusted(expired, KIND));
    assertEquals(0, chains.size());
  }

  private static X509Certificate[] chain(Pki pki, Path folder, RoutingCode code) throws Exception {
    Pki.Issued issued = pki.authority(folder, code, List.of(), DAYS);
    return Pem.certificates(issued.certificate()).toArray(X509Certificate[]::new);
  }
}
