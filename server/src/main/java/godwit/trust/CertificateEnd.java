package godwit.trust;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The moment from which a chain of certificates counts no more: when the first of them expires.
///
/// - units: days of 24 hours, rounded down
/// - errors: none
/// - source: docs/operating.md, "Certificates that expire"
public record CertificateEnd(Instant instant) implements Comparable<CertificateEnd> {
  /// From when on a node warns of its own.
  public static final Duration OWN_WARNED = Duration.ofDays(30);

  /// From when on it warns of a peer's, who has been warned itself by then.
  public static final Duration PEER_WARNED = Duration.ofDays(14);

  /// From when on it is an error.
  public static final Duration URGENT = Duration.ofDays(7);

  /// That of a chain; none where there is no certificate.
  public static Optional<CertificateEnd> of(List<X509Certificate> chain) {
    return chain.stream()
        .map(certificate -> new CertificateEnd(certificate.getNotAfter().toInstant()))
        .min(Comparator.naturalOrder());
  }

  /// What is left; negative once it is over.
  public Duration left(Instant now) {
    return Duration.between(now, instant);
  }

  /// Whether so little is left, or nothing.
  public boolean isWithin(Duration time, Instant now) {
    return left(now).compareTo(time) < 0;
  }

  /// As the log and `check` say it: `expires on 2027-01-31T12:00:00Z, in 9 days`.
  public String text(Instant now) {
    return left(now).isNegative()
        ? "expired on " + instant
        : "expires on %s, in %d days".formatted(instant, left(now).toDays());
  }

  @Override
  public int compareTo(CertificateEnd other) {
    return instant.compareTo(other.instant);
  }
}
