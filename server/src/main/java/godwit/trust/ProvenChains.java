package godwit.trust;

import godwit.codec.payload.RoutingCode;
import godwit.time.TimeSource;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Checks whether a chain of certificates leads to one that this node trusts in, by certificates of
/// the kind that [CertificateRules] asks for, and remembers for a while which did.
/*
 * A peer opens many connections with one certificate, and proving its chain is most of what a
 * handshake costs outside of OpenSSL. What is remembered is only that signatures and constraints
 * held under these anchors; that the caller has the certificate's key is proven by TLS each time,
 * and dates are looked at each time. Only proven chains are kept, so nobody whom the anchors do
 * not vouch for can displace one.
 */
final class ProvenChains extends X509ExtendedTrustManager {
  private static final int KEPT = 1_024;
  private static final long KEPT_NANOS = Duration.ofHours(1).toNanos();

  private final PKIXBuilderParameters anchors;
  private final TimeSource time;
  private final Revocations revoked;
  private final X509Certificate[] issuers;
  private final AtomicLong proofs = new AtomicLong();
  private final Map<Proven, Long> proven = new LinkedHashMap<>(16, 0.75f, true) {
    @Override
    protected boolean removeEldestEntry(Map.Entry<Proven, Long> eldest) {
      return size() > KEPT;
    }
  };

  /* A chain proves something else for a client than for a server. */
  private record Proven(boolean client, List<X509Certificate> chain) {}

  /* What is to be found out where nothing is remembered. */
  private interface Proof {
    void run(X509ExtendedTrustManager jdk) throws CertificateException;
  }

  private ProvenChains(PKIXBuilderParameters anchors, Revocations revoked, TimeSource time)
      throws GeneralSecurityException {
    this.anchors = anchors;
    this.revoked = revoked;
    this.time = time;
    this.issuers = manager().getAcceptedIssuers();
  }

  /// Trusts in these certificates, and in all that they vouch for.
  ///
  /// @param time whose wall clock certificates have to be valid by
  static ProvenChains under(List<X509Certificate> anchors, TimeSource time)
      throws GeneralSecurityException {
    return under(anchors, Revocations.NONE, time);
  }

  /// The same, but for what was revoked.
  static ProvenChains under(List<X509Certificate> anchors, Revocations revoked, TimeSource time)
      throws GeneralSecurityException {
    Set<TrustAnchor> trusted = new LinkedHashSet<>();
    for (X509Certificate anchor : anchors) {
      Optional<String> fault = CertificateRules.fault(anchor);
      if (fault.isPresent()) {
        throw new GeneralSecurityException(
            "\"" + anchor.getSubjectX500Principal() + "\": " + fault.get());
      }
      trusted.add(new TrustAnchor(anchor, null));
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, null);
    parameters.setRevocationEnabled(false);
    parameters.addCertPathChecker(CertificateRules.pathLength(anchors));
    return new ProvenChains(parameters, revoked, time);
  }

  /* The JDK's own, which proves by one date as long as it lives: so each proof gets one. It costs
   * little beside the signatures. */
  private X509ExtendedTrustManager manager() throws GeneralSecurityException {
    PKIXBuilderParameters dated = (PKIXBuilderParameters) anchors.clone();
    dated.setDate(Date.from(time.instant()));
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(new CertPathTrustManagerParameters(dated));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) return extended;
    }
    throw new GeneralSecurityException("this Java has no way to check X.509 chains");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    prove(true, chain, jdk -> jdk.checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    prove(false, chain, jdk -> jdk.checkServerTrusted(chain, kind, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    prove(true, chain, jdk -> jdk.checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    prove(false, chain, jdk -> jdk.checkServerTrusted(chain, kind, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    prove(true, chain, jdk -> jdk.checkClientTrusted(chain, kind));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    prove(false, chain, jdk -> jdk.checkServerTrusted(chain, kind));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return issuers.clone();
  }

  /// When what each authority showed of late ends: of the chains that were proven within the last
  /// two
  /// hours, the one that ends first. One that is in use is proven every hour.
  Map<RoutingCode, CertificateEnd> ends() {
    long now = time.nanoTime();
    List<List<X509Certificate>> chains = new ArrayList<>();
    synchronized (proven) {
      proven.forEach((shown, since) -> {
        if (now - since < 2 * KEPT_NANOS) chains.add(shown.chain());
      });
    }
    Map<RoutingCode, CertificateEnd> ends = new HashMap<>();
    for (List<X509Certificate> chain : chains) {
      Optional<CertificateEnd> end = CertificateEnd.of(chain);
      Identities.authority(chain.getFirst())
          .ifPresent(code -> ends.merge(
              code, end.orElseThrow(), (one, other) -> one.compareTo(other) < 0 ? one : other));
    }
    return ends;
  }

  /// Chains that are remembered just now.
  int size() {
    synchronized (proven) {
      return proven.size();
    }
  }

  /// Chains that were proven so far, each time that one was.
  long proofs() {
    return proofs.get();
  }

  private void prove(boolean client, X509Certificate[] chain, Proof proof)
      throws CertificateException {
    revoked.require(chain);
    Proven wanted = new Proven(client, Arrays.asList(chain.clone()));
    long now = time.nanoTime();
    boolean known;
    synchronized (proven) {
      Long since = proven.get(wanted);
      known = since != null && now - since < KEPT_NANOS;
    }
    if (known) {
      Date today = Date.from(time.instant());
      for (X509Certificate certificate : chain) certificate.checkValidity(today);
      return;
    }
    try {
      proof.run(manager());
    } catch (CertificateException untrusted) {
      throw untrusted;
    } catch (GeneralSecurityException broken) {
      throw new CertificateException(broken);
    }
    CertificateRules.require(chain);
    proofs.incrementAndGet();
    synchronized (proven) {
      proven.put(wanted, now);
    }
  }
}
