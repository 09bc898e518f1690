package godwit.trust;

import godwit.codec.Sha256;
import godwit.codec.payload.RoutingCode;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which keys the certificates of certain authorities have to be of, whoever vouches for them.
///
/// - shape: SHA-256 of a SubjectPublicKeyInfo, 64 lower-case hex digits
/// - source: RFC 7469, 2.4, which pins the same
public record CertificatePins(Map<RoutingCode, Set<String>> keys) {
  public static final CertificatePins NONE = new CertificatePins(Map.of());

  public CertificatePins {
    keys = keys.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
  }

  /// Whether an authority may show this certificate.
  public boolean allow(RoutingCode code, X509Certificate certificate) {
    Set<String> pinned = keys.getOrDefault(code, Set.of());
    return pinned.isEmpty() || pinned.contains(pin(certificate));
  }

  /// What a certificate is pinned by.
  public static String pin(X509Certificate certificate) {
    return HexFormat.of().formatHex(Sha256.of(certificate.getPublicKey().getEncoded()));
  }
}
