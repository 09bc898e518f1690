package godwit.config;

import godwit.codec.keys.Secret;
import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig.Registration;
import godwit.config.ServerConfig.Robert;
import godwit.domain.RobertCountries;
import godwit.domain.home.KeyedHome;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The section `registration`: which centralised systems this authority has users of, and the key
/// that all of their identifiers follow from.
///
/// The key is read when a node starts, or is checked, as that of ROBERT's federation is.
public final class RegistrationSection {
  static final Set<String> KEYS = Set.of("keyFile", "families", "serviceStart");

  private static final String ROBERT = PayloadFamily.ROBERT.label();
  private static final String BLUETRACE = PayloadFamily.BLUETRACE.label();
  private static final LocalDate FIRST_SERVICE = LocalDate.of(2020, 6, 1);

  private RegistrationSection() {}

  static Optional<Registration> read(ConfigSection root, RoutingCode own, Optional<Robert> robert) {
    if (!root.has("registration")) return Optional.empty();
    ConfigSection section = root.section("registration", KEYS);
    Set<PayloadFamily> families = EnumSet.noneOf(PayloadFamily.class);
    for (String label : section.text("families").split("[ ,]+", -1)) {
      families.add(Stream.of(PayloadFamily.ROBERT, PayloadFamily.BLUETRACE)
          .filter(family -> family.label().equals(label))
          .findFirst()
          .orElseThrow(() -> section.wrong(
              "families", "is " + ROBERT + ", " + BLUETRACE + ", or both with a comma between")));
    }
    boolean known = robert.flatMap(each -> countryByte(each.countries(), own)).isPresent();
    if (families.contains(PayloadFamily.ROBERT) && !known) {
      throw section.wrong(
          "families", "has robert, and robert.countries has no byte for this authority's country");
    }
    return Optional.of(new Registration(
        section.place("keyFile"), section.path("keyFile"), families, start(section)));
  }

  private static LocalDate start(ConfigSection section) {
    if (!section.has("serviceStart")) return FIRST_SERVICE;
    try {
      return LocalDate.parse(section.word("serviceStart"));
    } catch (DateTimeException notOne) {
      throw section.wrong("serviceStart", "is a day such as " + FIRST_SERVICE);
    }
  }

  /// Reads the key, and makes what it takes.
  ///
  /// @param robert the federation, as far as it is configured
  /// @throws ConfigException with the key's name and line, if the file holds none
  public static KeyedHome open(
      Registration registration, RoutingCode own, Optional<RobertCountries> robert) {
    SecretFile file =
        new SecretFile(registration.place(), "registration.keyFile", registration.keyFile());
    Secret secret = file.open();
    boolean wanted = registration.families().contains(PayloadFamily.ROBERT);
    Optional<KeyedHome.Robert> federation = robert
        .filter(_ -> wanted)
        .map(each -> new KeyedHome.Robert(
            each.federationKey(),
            countryByte(each.countries(), own).orElseThrow(),
            registration.start().atStartOfDay().toInstant(ZoneOffset.UTC)));
    return KeyedHome.of(
        secret,
        federation,
        registration.families().contains(PayloadFamily.BLUETRACE),
        new SecureRandom());
  }

  private static Optional<Integer> countryByte(Map<Integer, Integer> countries, RoutingCode own) {
    return countries.entrySet().stream()
        .filter(entry -> !own.custom() && entry.getValue() == own.country())
        .map(Map.Entry::getKey)
        .min(Integer::compare);
  }
}
