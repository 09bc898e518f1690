package godwit.trust;

import godwit.time.TimeSource;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Checks whether a chain of certificates leads to one that this node trusts in, and remembers for
/// a while which did.
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

  private final X509ExtendedTrustManager anchors;
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
    void run() throws CertificateException;
  }

  private ProvenChains(X509ExtendedTrustManager anchors) {
    this.anchors = anchors;
  }

  /// Trusts in these certificates, and in all that they vouch for.
  static ProvenChains under(List<X509Certificate> anchors)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int index = 0; index < anchors.size(); index++) {
      store.setCertificateEntry("anchor-" + index, anchors.get(index));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) return new ProvenChains(extended);
    }
    throw new GeneralSecurityException("this Java has no way to check X.509 chains");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    prove(true, chain, () -> anchors.checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    prove(false, chain, () -> anchors.checkServerTrusted(chain, kind, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    prove(true, chain, () -> anchors.checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    prove(false, chain, () -> anchors.checkServerTrusted(chain, kind, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    prove(true, chain, () -> anchors.checkClientTrusted(chain, kind));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    prove(false, chain, () -> anchors.checkServerTrusted(chain, kind));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return anchors.getAcceptedIssuers();
  }

  /// Chains that are remembered just now.
  int size() {
    synchronized (proven) {
      return proven.size();
    }
  }

  private void prove(boolean client, X509Certificate[] chain, Proof proof)
      throws CertificateException {
    Proven wanted = new Proven(client, Arrays.asList(chain.clone()));
    long now = TimeSource.system().nanoTime();
    boolean known;
    synchronized (proven) {
      Long since = proven.get(wanted);
      known = since != null && now - since < KEPT_NANOS;
    }
    if (known) {
      for (X509Certificate certificate : chain) certificate.checkValidity();
      return;
    }
    proof.run();
    synchronized (proven) {
      proven.put(wanted, now);
    }
  }
}
