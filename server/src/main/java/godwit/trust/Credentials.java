package godwit.trust;

import godwit.codec.payload.RoutingCode;
import godwit.time.TimeSource;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;

/// The certificate and key that this node shows itself with, and the certificates that vouch for
/// others: read once, for all its connections.
/*
 * Vert.x's own options read PEM into a key store, which encrypts the key with 10,000 rounds of a
 * password hash, and hand OpenSSL the key as text again for each handshake. Here the key is handed
 * over once, and a chain that was proven is not proven again (see ProvenChains).
 */
public final class Credentials {
  /* One alias is ever asked for. */
  private static final int KEPT_KEYS = 4;

  private final List<X509Certificate> certificate;
  private final Optional<PrivateKey> key;
  private final Trusted trusted;
  private final TimeSource time;
  private final ProvenChains trust;
  private final ClientTrust clients;

  private Credentials(
      List<X509Certificate> certificate, Optional<PrivateKey> key, Trusted trusted, TimeSource time)
      throws IOException {
    this.certificate = certificate;
    this.key = key;
    this.trusted = trusted;
    this.time = time;
    try {
      this.trust = ProvenChains.under(trusted.anchors(), trusted.revoked(), time);
      this.clients = new ClientTrust(
          trust,
          trusted.gateways().isEmpty()
              ? Optional.empty()
              : Optional.of(ProvenChains.under(trusted.gateways(), trusted.revoked(), time)));
    } catch (GeneralSecurityException broken) {
      throw new IOException(
          trusted.file() + " cannot be trusted in: " + broken.getMessage(), broken);
    }
  }

  /* Whom it believes. */
  private record Trusted(
      Path file,
      List<X509Certificate> anchors,
      Revocations revoked,
      CertificatePins pins,
      List<X509Certificate> gateways) {
    static Trusted in(Path file) throws IOException {
      return new Trusted(
          file, Pem.certificates(file), Revocations.NONE, CertificatePins.NONE, List.of());
    }

    Trusted admitting(Path vouching) throws IOException {
      return new Trusted(file, anchors, revoked, pins, Pem.certificates(vouching));
    }
  }

  /// Reads three PEM files.
  ///
  /// @param certificate this node's own, and what leads from it to its authority's
  /// @param key of the certificate
  /// @param trust certificates that vouch for peers
  /// @param time whose wall clock others' certificates have to be valid by
  /// @throws IOException with a sentence that names the file
  public static Credentials read(Path certificate, Path key, Path trust, TimeSource time)
      throws IOException {
    return read(certificate, key, trust, List.of(), CertificatePins.NONE, time);
  }

  /// The same, believing less.
  ///
  /// @param revoked files of lists of certificates that count no more
  /// @param pins of certain peers' certificates
  public static Credentials read(
      Path certificate,
      Path key,
      Path trust,
      List<Path> revoked,
      CertificatePins pins,
      TimeSource time)
      throws IOException {
    List<X509Certificate> anchors = Pem.certificates(trust);
    List<X509Certificate> own = Pem.certificates(certificate);
    PrivateKey secret = Pem.privateKey(key);
    if (!P256.isPair(own.getFirst().getPublicKey(), secret)) {
      throw new IOException(key + " is not the key of " + certificate);
    }
    return new Credentials(
        own,
        Optional.of(secret),
        new Trusted(trust, anchors, Revocations.read(revoked, anchors), pins, List.of()),
        time);
  }

  /// Of somebody who has no certificate to show.
  ///
  /// @param trust certificates that vouch for servers
  /// @param time whose wall clock servers' certificates have to be valid by
  public static Credentials withoutCertificate(Path trust, TimeSource time) throws IOException {
    return new Credentials(List.of(), Optional.empty(), Trusted.in(trust), time);
  }

  /// The same, which lets in gateways of venues too.
  ///
  /// @param vouching PEM file of certificates that vouch for gateways, and for nobody else
  public Credentials admitting(Path vouching) throws IOException {
    return new Credentials(certificate, key, trusted.admitting(vouching), time);
  }

  /// Whether both show the same and believe the same.
  public boolean isLike(Credentials other) {
    return certificate.equals(other.certificate)
        && key.equals(other.key)
        && trusted.equals(other.trusted);
  }

  /// The certificate that this node shows; nothing where it has none.
  public Optional<X509Certificate> own() {
    return certificate.stream().findFirst();
  }

  /// When what this node shows ends; nothing where it shows none.
  public Optional<CertificateEnd> end() {
    return CertificateEnd.of(certificate);
  }

  /// When what others have shown ends, as far as these credentials were used with them.
  public Map<RoutingCode, CertificateEnd> shown() {
    return trust.ends();
  }

  /// Whom it expects to be shown which key.
  public CertificatePins pins() {
    return trusted.pins();
  }

  public boolean hasCertificate() {
    return key.isPresent();
  }

  /// What this node shows.
  public KeyCertOptions shown(Vertx vertx) throws IOException {
    try {
      KeyManagerFactory plain = KeyCertOptions.wrap(new OwnKey(certificate, key.orElseThrow()))
          .getKeyManagerFactory(vertx);
      return KeyCertOptions.wrap(new OpenSslCachingX509KeyManagerFactory(plain, KEPT_KEYS));
    } catch (Exception broken) {
      throw new IOException("the certificate cannot be used: " + broken.getMessage(), broken);
    }
  }

  /// Makes sure that a client's chain is trusted.
  ///
  /// @param chain the client's own certificate first
  /// @throws CertificateException with the reason if it is not
  public void requireClient(List<X509Certificate> chain) throws CertificateException {
    X509Certificate[] shown = chain.toArray(X509Certificate[]::new);
    clients.of(shown).checkClientTrusted(shown, shown[0].getPublicKey().getAlgorithm());
  }

  /// Makes sure that a server's chain is trusted.
  ///
  /// @param chain the server's own certificate first
  /// @throws CertificateException with the reason if it is not
  public void requireServer(List<X509Certificate> chain) throws CertificateException {
    trust.checkServerTrusted(
        chain.toArray(X509Certificate[]::new), chain.getFirst().getPublicKey().getAlgorithm());
  }

  /// Whom it believes.
  public TrustOptions believed() {
    return TrustOptions.wrap(trust);
  }

  /// The same of those who call, who are told what is wrong with a certificate, as the log is.
  public TrustOptions callers() {
    return TrustOptions.wrap(new CallerTrust(clients));
  }
}
