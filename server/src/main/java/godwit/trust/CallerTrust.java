package godwit.trust;

import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_CERT_REJECTED;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_CERT_REVOKED;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_PATH_LENGTH_EXCEEDED;
import static io.netty.internal.tcnative.CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;

import godwit.log.RareLines;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trust in those who call. Where it ends, the caller gets the alert that fits, and the log a line
/// with the certificate's subject and the reason.
///
/// - errors: [OpenSslCertificateException] with the number that becomes the alert
/// - source: RFC 8446, 6.2; what BoringSSL makes of each number
final class CallerTrust extends X509ExtendedTrustManager {
  private static final int MAX_SUBJECT = 200;
  private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int MAX_CAUSES = 8;

  private final ClientTrust trust;
  private final RareLines warnings = RareLines.of(CallerTrust.class);

  CallerTrust(ClientTrust trust) {
    this.trust = trust;
  }

  /// What is wrong with a certificate.
  ///
  /// @param code of OpenSSL
  private record Fault(int code, String reason) {}

  private interface Check {
    void run() throws CertificateException;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    check(chain, () -> trust.of(chain).checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    check(chain, () -> trust.of(chain).checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    check(chain, () -> trust.of(chain).checkClientTrusted(chain, kind));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this trust is in callers");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    throw new CertificateException("this trust is in callers");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw new CertificateException("this trust is in callers");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trust.issuers();
  }

  private void check(X509Certificate[] chain, Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException untrusted) {
      Fault fault = fault(chain[0], untrusted);
      String subject = printable(chain[0].getSubjectX500Principal().getName());
      warnings.warn(
          fault.code() + subject,
          "A caller was refused in the handshake: its certificate \"%s\": %s."
              .formatted(subject, fault.reason()));
      throw new OpenSslCertificateException(fault.reason(), untrusted, fault.code());
    }
  }

  private static Fault fault(X509Certificate leaf, CertificateException untrusted) {
    if (untrusted instanceof Revocations.Revoked listed) {
      return new Fault(X509_V_ERR_CERT_REVOKED, String.valueOf(listed.getMessage()));
    }
    if (untrusted instanceof CertificateRules.Unsuitable kind) {
      return new Fault(X509_V_ERR_INVALID_PURPOSE, String.valueOf(kind.getMessage()));
    }
    List<Throwable> causes = causes(untrusted);
    return causes.stream()
        .flatMap(cause -> dated(cause).stream())
        .findFirst()
        .or(() -> Optional.of(leaf)
            .filter(other -> !isForClients(other))
            .map(_ -> new Fault(
                X509_V_ERR_INVALID_PURPOSE,
                "it is not for clients (extended key usage clientAuth)")))
        .orElseGet(() -> untrusted(leaf, causes));
  }

  private static Optional<Fault> dated(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException _ ->
        Optional.of(new Fault(X509_V_ERR_CERT_HAS_EXPIRED, "it, or one on its path, has expired"));
      case CertificateNotYetValidException _ ->
        Optional.of(
            new Fault(X509_V_ERR_CERT_NOT_YET_VALID, "it, or one on its path, does not count yet"));
      default -> Optional.empty();
    };
  }

  private static Fault untrusted(X509Certificate leaf, List<Throwable> causes) {
    for (Throwable cause : causes) {
      if (cause instanceof CertPathBuilderException) {
        return leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())
            ? new Fault(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "it is its own issuer")
            : new Fault(
                X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
                "it does not chain to one of `tls.trust`");
      }
      if (cause instanceof CertPathValidatorException path) {
        if (path.getReason() == PKIXReason.PATH_TOO_LONG) {
          return new Fault(
              X509_V_ERR_PATH_LENGTH_EXCEEDED, "its path is longer than an authority on it allows");
        }
        if (path.getReason() == BasicReason.INVALID_SIGNATURE) {
          return new Fault(
              X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
              "its signature is not that of its issuer in `tls.trust`");
        }
      }
    }
    return new Fault(X509_V_ERR_CERT_REJECTED, "its path breaks a rule of RFC 5280");
  }

  private static boolean isForClients(X509Certificate leaf) {
    boolean[] uses = leaf.getKeyUsage();
    if (uses != null && !uses[DIGITAL_SIGNATURE]) return false;
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      return purposes == null || purposes.contains(CLIENTS) || purposes.contains(ANY_PURPOSE);
    } catch (CertificateParsingException unreadable) {
      return false;
    }
  }

  private static List<Throwable> causes(Throwable from) {
    return Stream.iterate(from, cause -> cause != null, Throwable::getCause)
        .limit(MAX_CAUSES)
        .toList();
  }

  /* What a stranger has put into a certificate must not be able to write lines of the log. */
  private static String printable(String subject) {
    String safe = subject.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    return safe.length() <= MAX_SUBJECT ? safe : safe.substring(0, MAX_SUBJECT) + "…";
  }
}
