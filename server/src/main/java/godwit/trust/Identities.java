package godwit.trust;

import static godwit.codec.batch.VenueRecord.MAX_VENUE;

import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads from a certificate which authority, or which gateway of a venue, it belongs to.
///
/// - shape: exactly one SubjectAltName URI of the `urn:hix:` names, in its one spelling:
///   `urn:hix:authority:{country}:{state}`, decimal without leading zeros, or
///   `urn:hix:authority:custom:{8 lower-case hex digits}`, or
///   `urn:hix:gateway:{country}:{state}:{venue}:{name}`
/// - units: country 1 to 999, state 0 to 65,535, venue to 4,294,967,295; a name has letters,
/// digits,
///   dots, dashes and underscores, at most 64
/// - errors: [Identity.Unknown] with the reason; the chain is not checked here
/// - source: docs/protocol.md, "Keys and identities"
public final class Identities {
  private static final String AUTHORITY = "urn:hix:authority:";
  private static final String ANY = "urn:hix:";
  private static final int URI_NAME = 6; // RFC 5280, GeneralName [6]

  private static final Pattern NATION =
      Pattern.compile("urn:hix:authority:([1-9][0-9]{0,2}):(0|[1-9][0-9]{0,4})");
  private static final Pattern GATEWAY =
      Pattern.compile("urn:hix:gateway:([1-9][0-9]{0,2}):(0|[1-9][0-9]{0,4}):"
          + "(0|[1-9][0-9]{0,9}):([A-Za-z0-9][A-Za-z0-9_.-]{0,63})");
  private static final Pattern CUSTOM = Pattern.compile("urn:hix:authority:custom:([0-9a-f]{8})");

  private Identities() {}

  /// The name of an authority in certificates.
  ///
  /// @throws IllegalArgumentException for a code that nobody can have
  public static String urn(RoutingCode code) {
    if (!code.isRoutable()) throw new IllegalArgumentException("code=" + code);
    return AUTHORITY
        + (code.custom() ? "custom:" + code.hex() : code.country() + ":" + code.state());
  }

  /// The name of a gateway in certificates.
  ///
  /// @throws IllegalArgumentException for what is no gateway's name
  public static String urn(Identity.Gateway gateway) {
    String name = "urn:hix:gateway:%d:%d:%d:%s"
        .formatted(
            gateway.authority().country(),
            gateway.authority().state(),
            gateway.venue(),
            gateway.name());
    if (!parse(name).equals(gateway)) throw new IllegalArgumentException(name);
    return name;
  }

  /// The authority of a certificate; empty if [#of(X509Certificate)] knows none.
  public static Optional<RoutingCode> authority(X509Certificate certificate) {
    return switch (of(certificate)) {
      case Identity.Authority authority -> Optional.of(authority.code());
      case Identity.Gateway _, Identity.Unknown _ -> Optional.empty();
    };
  }

  /// Whom the first certificate of a chain speaks for.
  public static Identity of(List<? extends Certificate> chain) {
    if (chain.isEmpty()) return new Identity.Unknown("no certificate");
    if (chain.getFirst() instanceof X509Certificate leaf) return of(leaf);
    return new Identity.Unknown("not an X.509 certificate");
  }

  /// Whom a certificate in DER speaks for.
  public static Identity of(byte[] der) {
    try {
      var in = new ByteArrayInputStream(der);
      return of(List.of(CertificateFactory.getInstance("X.509").generateCertificate(in)));
    } catch (CertificateException broken) {
      return new Identity.Unknown("not an X.509 certificate");
    }
  }

  /// Whom a certificate speaks for.
  public static Identity of(X509Certificate certificate) {
    List<String> names;
    try {
      names = hixNames(certificate);
    } catch (CertificateParsingException broken) {
      return new Identity.Unknown("its SubjectAltName cannot be read");
    }
    if (names.isEmpty()) return new Identity.Unknown("no " + AUTHORITY + "… name");
    if (names.size() > 1) return new Identity.Unknown(names.size() + " " + ANY + "… names");
    return parse(names.getFirst());
  }

  /// Reads a name in its one spelling.
  static Identity parse(String name) {
    Matcher nation = NATION.matcher(name);
    if (nation.matches()) {
      return RoutingCode.parseNation(nation.group(1), nation.group(2))
          .<Identity>map(Identity.Authority::new)
          .orElseGet(() -> new Identity.Unknown("state above 65535"));
    }
    Matcher custom = CUSTOM.matcher(name);
    if (custom.matches()) {
      return RoutingCode.parseCustom(custom.group(1))
          .<Identity>map(Identity.Authority::new)
          .orElseThrow();
    }
    Matcher gateway = GATEWAY.matcher(name);
    if (gateway.matches() && Long.parseLong(gateway.group(3)) <= MAX_VENUE) {
      return RoutingCode.parseNation(gateway.group(1), gateway.group(2))
          .<Identity>map(authority ->
              new Identity.Gateway(authority, Long.parseLong(gateway.group(3)), gateway.group(4)))
          .orElseGet(() -> new Identity.Unknown("state above 65535"));
    }
    return new Identity.Unknown("its " + ANY + "… name is not an authority's as it must be spelt");
  }

  /// The names of this scheme in any spelling, so that a second one is never overlooked.
  private static List<String> hixNames(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    if (all == null) return names;
    for (List<?> entry : all) {
      if (entry.get(0) instanceof Integer type
          && type == URI_NAME
          && entry.get(1) instanceof String name
          && name.regionMatches(true, 0, ANY, 0, ANY.length())) {
        names.add(name);
      }
    }
    return names;
  }
}
