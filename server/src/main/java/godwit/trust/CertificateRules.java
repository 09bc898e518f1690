package godwit.trust;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What certificates between authorities have to be, besides valid: keys on P-256, signatures by
/// ECDSA, and no longer a path than each authority allows, the trusted ones too.
///
/// - errors: [Unsuitable] for a key or a signature; [CertPathValidatorException] for a path
/// - source: docs/protocol.md, "Keys and identities"; RFC 5280, 4.2.1.9 and 6.1
public final class CertificateRules {
  private static final String ECDSA = "withECDSA";

  private CertificateRules() {}

  /// A certificate of a kind that is not taken here.
  public static final class Unsuitable extends CertificateException {
    Unsuitable(String reason) {
      super(reason);
    }
  }

  /// Why a certificate is not of the kind that is taken: a clause such as `its key is not on
  /// P-256`.
  public static Optional<String> fault(X509Certificate certificate) {
    if (!P256.isOn(certificate.getPublicKey())) return Optional.of("its key is not on P-256");
    String algorithm = certificate.getSigAlgName();
    if (algorithm.endsWith(ECDSA)) return Optional.empty();
    return Optional.of("it is signed with " + algorithm + ", not with ECDSA");
  }

  /// @throws Unsuitable if one of the certificates that somebody shows is of another kind
  static void require(X509Certificate[] chain) throws Unsuitable {
    for (int index = 0; index < chain.length; index++) {
      Optional<String> fault = fault(chain[index]);
      if (fault.isEmpty()) continue;
      throw new Unsuitable(index == 0 ? fault.get() : "an issuer's certificate: " + fault.get());
    }
  }

  /// A check of paths for how long the trusted certificate lets them be, which the JDK leaves out.
  public static PKIXCertPathChecker pathLength(List<X509Certificate> anchors) {
    return new PathLength(anchors);
  }

  /* Certificates come in the order from the trusted one to the last, which the path does not count.
   * So each is counted once the next one has come. */
  private static final class PathLength extends PKIXCertPathChecker {
    private final List<X509Certificate> anchors;
    private boolean first = true;
    private int left = Integer.MAX_VALUE;
    private int authorities;

    PathLength(List<X509Certificate> anchors) {
      this.anchors = List.copyOf(anchors);
    }

    @Override
    public void init(boolean forward) throws CertPathValidatorException {
      if (forward)
        throw new CertPathValidatorException("paths are checked from the trusted end on");
      first = true;
      left = Integer.MAX_VALUE;
      authorities = 0;
    }

    @Override
    public boolean isForwardCheckingSupported() {
      return false;
    }

    @Override
    public Set<String> getSupportedExtensions() {
      return Set.of();
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved)
        throws CertPathValidatorException {
      X509Certificate next = (X509Certificate) certificate;
      if (first) left = allowed(next);
      first = false;
      if (authorities > left) {
        throw new CertPathValidatorException(
            "the path is longer than the trusted certificate allows",
            null,
            null,
            -1,
            PKIXReason.PATH_TOO_LONG);
      }
      boolean selfIssued = next.getSubjectX500Principal().equals(next.getIssuerX500Principal());
      if (!selfIssued) authorities++;
    }

    /* Of several that may have signed it, the one that allows most. */
    private int allowed(X509Certificate issued) {
      int most = -1;
      for (X509Certificate anchor : anchors) {
        if (anchor.getSubjectX500Principal().equals(issued.getIssuerX500Principal())
            && isSignedBy(issued, anchor.getPublicKey())) {
          most = Math.max(most, anchor.getBasicConstraints());
        }
      }
      return most;
    }

    private static boolean isSignedBy(X509Certificate issued, PublicKey key) {
      try {
        issued.verify(key);
        return true;
      } catch (GeneralSecurityException other) {
        return false;
      }
    }

    @Override
    public PathLength clone() {
      return (PathLength) super.clone();
    }
  }
}
