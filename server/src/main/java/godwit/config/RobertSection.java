package godwit.config;

import godwit.config.ServerConfig.Robert;
import godwit.domain.RobertCountries;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The section `robert`: which country a phone of ROBERT is of.
///
/// The key is read when a node starts, or is checked: commands that speak to a running node need
/// not be allowed to read it.
public final class RobertSection {
  static final Set<String> KEYS = Set.of("federationKeyFile", "countries");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
  private static final int MAX_COUNTRY = 999;
  private static final int MAX_NUMBER = 0xFF;

  private RobertSection() {}

  static Robert read(ConfigSection robert) {
    Path file = robert.path("federationKeyFile");
    if (!(robert.node("countries") instanceof ConfigNode.Mapping mapping)) {
      throw robert.wrong("countries", "must map country bytes to countries, as in { 33: 250 }");
    }
    Map<Integer, Integer> countries = new TreeMap<>();
    ConfigSection numbers = robert.section("countries", mapping.entries().keySet());
    for (String text : numbers.keys()) {
      if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > MAX_NUMBER) {
        throw numbers.wrong(text, "must be a country byte from 0 to 255");
      }
      int country = numbers.integer(text, 1, MAX_COUNTRY);
      if (countries.put(Integer.parseInt(text), country) != null) {
        throw numbers.wrong(text, "is there twice");
      }
    }
    if (countries.isEmpty())
      throw robert.wrong("countries", "is empty: no phone is of any country");
    return new Robert(robert.place("federationKeyFile"), file, countries);
  }

  /// Reads the key.
  ///
  /// @throws ConfigException with the key's name and line, if the file holds none
  public static RobertCountries open(Robert robert) {
    SecretFile file =
        new SecretFile(robert.place(), "robert.federationKeyFile", robert.federationKeyFile());
    return new RobertCountries(file.open(), robert.countries());
  }
}
