package godwit.bridge.uplink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The gateway certificate with its key, and whom it trusts, as read from PEM files.
///
/// - shape: `CERTIFICATE`, the own one first; `PRIVATE KEY` (PKCS#8), P-256
/// - units: none
/// - errors: [IOException] with the file and what is wrong with it
/// - source: RFC 7468
///
/// Read again where a file has changed, so that a new certificate needs no restart.
public final class ClientIdentity {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final int URI_NAME = 6;

  private final Path certificate;
  private final Path key;
  private final Path trust;

  public ClientIdentity(Path certificate, Path key, Path trust) {
    this.certificate = certificate;
    this.key = key;
    this.trust = trust;
  }

  /// What changes when one of the files does.
  String version() throws IOException {
    StringBuilder version = new StringBuilder();
    for (Path file : List.of(certificate, key, trust)) {
      version.append(Files.getLastModifiedTime(file).toMillis()).append(':');
      version.append(Files.size(file)).append(' ');
    }
    return version.toString();
  }

  /// The own certificate.
  public X509Certificate own() throws IOException {
    return certificates(certificate).getFirst();
  }

  /// The `urn:hix:` name of the own certificate.
  public Optional<String> name() throws IOException {
    try {
      Collection<List<?>> names = own().getSubjectAlternativeNames();
      if (names == null) return Optional.empty();
      return names.stream()
          .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
          .map(name -> String.valueOf(name.get(1)))
          .filter(name -> name.startsWith("urn:hix:"))
          .findFirst();
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " has names that cannot be read", e);
    }
  }

  /// Until when the own certificate counts.
  public Instant expires() throws IOException {
    return own().getNotAfter().toInstant();
  }

  public SSLContext context() throws IOException {
    List<X509Certificate> chain = certificates(certificate);
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry("own", privateKey(), new char[0], chain.toArray(Certificate[]::new));
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, new char[0]);
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      int index = 0;
      for (X509Certificate anchor : certificates(trust)) {
        anchors.setCertificateEntry("anchor" + index++, anchor);
      }
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(anchors);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("certificate, key and trust do not fit together: " + certificate, e);
    }
  }

  private PrivateKey privateKey() throws IOException, GeneralSecurityException {
    Matcher found = KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
    if (!found.find()) throw new IOException(key + " holds no PRIVATE KEY (PKCS#8)");
    byte[] bytes = Base64.getMimeDecoder().decode(found.group(1));
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      List<X509Certificate> found = new ArrayList<>();
      byte[] pem = Files.readAllBytes(file);
      for (Certificate each : CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))) {
        found.add((X509Certificate) each);
      }
      if (found.isEmpty()) throw new IOException(file + " holds no certificate");
      return found;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificate that can be read", e);
    }
  }
}
