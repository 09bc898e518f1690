package godwit.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Lists of certificates that count no more, each signed by one that this node trusts in.
///
/// - shape: PEM or DER, any number of lists a file
/// - errors: [IOException] with a sentence that names the file, for a list that nobody trusted has
///   signed; [Revoked] for a certificate that is listed
/// - source: RFC 5280, 5; a list whose next one is overdue still counts, since what it revokes
///   stays revoked
public final class Revocations {
  /// Of those who revoke nothing.
  public static final Revocations NONE = new Revocations(List.of());

  private final List<X509CRL> lists;

  private Revocations(List<X509CRL> lists) {
    this.lists = List.copyOf(lists);
  }

  /// A certificate that was revoked.
  public static final class Revoked extends CertificateException {
    Revoked(String reason) {
      super(reason);
    }
  }

  /// Reads files.
  ///
  /// @param anchors one of which has signed each list
  public static Revocations read(List<Path> files, List<X509Certificate> anchors)
      throws IOException {
    List<X509CRL> lists = new ArrayList<>();
    for (Path file : files) lists.addAll(lists(file, anchors));
    return new Revocations(lists);
  }

  /// When the first of these lists was to be followed by another; empty if none says.
  public Optional<Instant> due() {
    return lists.stream()
        .map(X509CRL::getNextUpdate)
        .filter(Objects::nonNull)
        .map(Date::toInstant)
        .min(Comparator.naturalOrder());
  }

  /// Makes sure that none of a chain is listed.
  void require(X509Certificate[] chain) throws Revoked {
    for (X509Certificate certificate : chain) {
      for (X509CRL list : lists) {
        boolean ofIssuer =
            list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal());
        if (ofIssuer && list.getRevokedCertificate(certificate.getSerialNumber()) != null) {
          throw new Revoked(
              certificate.equals(chain[0]) ? "it was revoked" : "an issuer was revoked");
        }
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Revocations revocations && lists.equals(revocations.lists);
  }

  @Override
  public int hashCode() {
    return lists.hashCode();
  }

  private static List<X509CRL> lists(Path file, List<X509Certificate> anchors) throws IOException {
    try (var in = Files.newInputStream(file)) {
      List<X509CRL> lists = CertificateFactory.getInstance("X.509").generateCRLs(in).stream()
          .map(X509CRL.class::cast)
          .toList();
      if (lists.isEmpty()) throw new IOException(file + " holds no list of revoked certificates");
      for (X509CRL list : lists) {
        if (anchors.stream().noneMatch(anchor -> isBy(list, anchor))) {
          throw new IOException("%s holds a list of \"%s\" that none of `tls.trust` has signed"
              .formatted(file, list.getIssuerX500Principal()));
        }
      }
      return lists;
    } catch (CRLException | CertificateException broken) {
      throw new IOException(file + " is no list of revoked certificates", broken);
    }
  }

  private static boolean isBy(X509CRL list, X509Certificate anchor) {
    if (!list.getIssuerX500Principal().equals(anchor.getSubjectX500Principal())) return false;
    PublicKey key = anchor.getPublicKey();
    try {
      list.verify(key);
      return P256.isOn(key);
    } catch (GeneralSecurityException another) {
      return false;
    }
  }
}
