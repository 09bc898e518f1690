package godwit.check;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.console.Failures;
import godwit.trust.CertificateEnd;
import godwit.trust.CertificateRules;
import godwit.trust.Identities;
import godwit.trust.Identity;
import godwit.trust.P256;
import godwit.trust.Pem;
import godwit.trust.Revocations;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is wrong with the files under `tls`: certificate, key, trust, what was revoked and who
/// vouches for gateways, each and together.
public final class TlsCheck {
  private static final String RENEW =
      "Have it renewed; a running node takes the new one up by itself.";
  private static final List<String> PURPOSES =
      List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"); // serverAuth, clientAuth

  private final InstantSource time;
  private final List<Finding> findings = new ArrayList<>();

  public TlsCheck(InstantSource time) {
    this.time = time;
  }

  public List<Finding> findings(ServerConfig.Authority authority, ServerConfig.Tls tls) {
    List<X509Certificate> chain = read("tls.certificate", tls.certificate());
    List<X509Certificate> trust = read("tls.trust", tls.trust());
    Optional<PrivateKey> key = key(tls.key());
    trust.forEach(each -> authorityKind("tls.trust", each));
    tls.gateways()
        .ifPresent(file ->
            read("tls.gateways", file).forEach(each -> authorityKind("tls.gateways", each)));
    if (!trust.isEmpty()) tls.revoked().forEach(file -> revoked(file, trust));
    if (!chain.isEmpty()) {
      X509Certificate leaf = chain.getFirst();
      validity("tls.certificate", leaf);
      kind(chain);
      purposes(leaf);
      identity(leaf, authority.code());
      key.ifPresent(present -> pair(leaf, present, tls));
      if (!trust.isEmpty()) chain(chain, trust, tls);
    }
    return List.copyOf(findings);
  }

  private List<X509Certificate> read(String about, Path file) {
    try {
      return Pem.certificates(file);
    } catch (IOException unreadable) {
      findings.add(Finding.error(
          about,
          sentence(unreadable),
          "Name a PEM file of certificates that this user may read; `godwit pki` makes them."));
      return List.of();
    }
  }

  private Optional<PrivateKey> key(Path file) {
    try {
      PrivateKey key = Pem.privateKey(file);
      FileRights.of("tls.key", file).ifPresent(findings::add);
      return Optional.of(key);
    } catch (IOException unreadable) {
      findings.add(Finding.error(
          "tls.key",
          sentence(unreadable),
          "Name the PEM file of the certificate's key, which this user may read."));
      return Optional.empty();
    }
  }

  private void validity(String about, X509Certificate certificate) {
    Instant now = time.instant();
    Instant start = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isBefore(start)) {
      findings.add(Finding.error(
          about, "It counts only from " + start + " on.", "Set this machine's clock, or wait."));
    } else if (now.isAfter(end)) {
      findings.add(Finding.error(about, "It expired on " + end + ".", RENEW));
    } else if (new CertificateEnd(end).isWithin(CertificateEnd.OWN_WARNED, now)) {
      findings.add(Finding.warning(about, "It " + new CertificateEnd(end).text(now) + ".", RENEW));
    }
  }

  private void kind(List<X509Certificate> chain) {
    for (X509Certificate certificate : chain) {
      String whose = certificate.equals(chain.getFirst()) ? "Of this node: " : "Of its issuer: ";
      CertificateRules.fault(certificate)
          .ifPresent(fault -> findings.add(Finding.error(
              "tls.certificate",
              whose + fault + ", so peers refuse it.",
              "Have one issued for a P-256 key, signed with one.")));
    }
  }

  private void revoked(Path file, List<X509Certificate> trust) {
    try {
      Revocations.read(List.of(file), trust)
          .due()
          .filter(time.instant()::isAfter)
          .ifPresent(due -> findings.add(Finding.warning(
              "tls.revoked",
              "Of " + file + " the next list was due on " + due + ".",
              "Fetch the newest: what has been revoked since is not refused.")));
    } catch (IOException unusable) {
      findings.add(Finding.error(
          "tls.revoked",
          sentence(unusable),
          "Name a list that one of `tls.trust` has signed; `godwit pki revoke` makes one."));
    }
  }

  private void authorityKind(String about, X509Certificate trusted) {
    CertificateRules.fault(trusted)
        .ifPresent(fault -> findings.add(Finding.error(
            about,
            "\"%s\": %s.".formatted(trusted.getSubjectX500Principal(), fault),
            "Take it out; the node does not start with it.")));
  }

  private void purposes(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      if (purposes == null || purposes.containsAll(PURPOSES)) return;
    } catch (CertificateParsingException broken) {
      // Falls through: purposes that cannot be read allow nothing.
    }
    findings.add(Finding.error(
        "tls.certificate",
        "It is not for both servers and clients.",
        "Have one issued with the extended key usages serverAuth and clientAuth."));
  }

  private void identity(X509Certificate leaf, RoutingCode configured) {
    String urn = Identities.urn(configured);
    String remedy = "Have one issued with the SubjectAltName URI " + urn;
    switch (Identities.of(leaf)) {
      case Identity.Authority named -> {
        if (named.code().equals(configured)) return;
        findings.add(Finding.error(
            "tls.certificate",
            "It belongs to %s, but the configuration is that of %s."
                .formatted(named.code(), configured),
            remedy + ", or correct `authority`."));
      }
      case Identity.Gateway gateway ->
        findings.add(Finding.error(
            "tls.certificate", "It is that of gateway " + gateway.name() + ".", remedy + "."));
      case Identity.Unknown unknown ->
        findings.add(Finding.error(
            "tls.certificate", "It names no authority: " + unknown.reason() + ".", remedy + "."));
    }
  }

  private void pair(X509Certificate leaf, PrivateKey key, ServerConfig.Tls tls) {
    if (P256.isPair(leaf.getPublicKey(), key)) return;
    findings.add(Finding.error(
        "tls.key",
        tls.key() + " is not the key of " + tls.certificate() + ".",
        "Name the key that the certificate was issued for."));
  }

  private void chain(
      List<X509Certificate> chain, List<X509Certificate> trust, ServerConfig.Tls tls) {
    X509Certificate leaf = chain.getFirst();
    try {
      validity("tls.trust", anchor(chain, trust));
    } catch (CertPathValidatorException untrusted) {
      findings.add(Finding.error(
          "tls.certificate",
          "It does not chain to %s (%s).".formatted(tls.trust(), untrusted.getMessage()),
          "Put the certificate of its issuer, \"%s\", there; intermediate ones go into %s, behind."
              .formatted(leaf.getIssuerX500Principal(), tls.certificate())));
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("chain of " + chain.size(), broken);
    }
  }

  /// The trusted certificate that vouches for a chain.
  private X509Certificate anchor(List<X509Certificate> chain, List<X509Certificate> trust)
      throws GeneralSecurityException {
    X509Certificate leaf = chain.getFirst();
    if (trust.contains(leaf)) return leaf;
    var parameters = new PKIXParameters(trust.stream()
        .map(certificate -> new TrustAnchor(certificate, null))
        .collect(Collectors.toSet()));
    parameters.setRevocationEnabled(false);
    parameters.addCertPathChecker(CertificateRules.pathLength(trust));
    parameters.setDate(Date.from(inside(leaf)));
    CertPath path = CertificateFactory.getInstance("X.509")
        .generateCertPath(chain.stream().filter(each -> !trust.contains(each)).toList());
    var result = (PKIXCertPathValidatorResult)
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    return result.getTrustAnchor().getTrustedCert();
  }

  /// Now, or a time at which the certificate counted: that it does not is told already.
  private Instant inside(X509Certificate leaf) {
    Instant now = time.instant();
    Instant start = leaf.getNotBefore().toInstant();
    return now.isBefore(start) || now.isAfter(leaf.getNotAfter().toInstant()) ? start : now;
  }

  private static String sentence(IOException unreadable) {
    return "It cannot be read: "
        + String.join(" ", Failures.sentences(unreadable).toList()) + ".";
  }
}
