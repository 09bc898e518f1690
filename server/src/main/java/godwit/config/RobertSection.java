package godwit.config;

import godwit.codec.keys.RobertCountry;
import godwit.codec.keys.Secret;
import godwit.config.ServerConfig.Robert;
import godwit.domain.RobertCountries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final int MAX_KEY_FILE_BYTES = 1_024;

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
    return new RobertCountries(key(robert), robert.countries());
  }

  private static Secret key(Robert robert) {
    byte[] content;
    try (InputStream in = Files.newInputStream(robert.federationKeyFile())) {
      content = in.readNBytes(MAX_KEY_FILE_BYTES);
    } catch (NoSuchFileException missing) {
      throw wrong(robert, "which is not there");
    } catch (IOException unreadable) {
      throw wrong(robert, "which cannot be read");
    }
    byte[] key = key(content)
        .orElseThrow(() -> wrong(
            robert,
            "which holds no key: 32 bytes are expected, or their 64 hex digits, or base64"));
    Secret secret = Secret.copyOf(key);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(content, (byte) 0);
    return secret;
  }

  private static Optional<byte[]> key(byte[] content) {
    if (content.length == RobertCountry.KEY_BYTES) return Optional.of(content.clone());
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    return decoded(text).filter(key -> key.length == RobertCountry.KEY_BYTES);
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      boolean hex = text.length() == 2 * RobertCountry.KEY_BYTES;
      return Optional.of(
          hex ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException neither) {
      return Optional.empty();
    }
  }

  private static ConfigException wrong(Robert robert, String how) {
    return new ConfigException(List.of(robert.place() + ": robert.federationKeyFile names "
        + robert.federationKeyFile() + ", " + how));
  }
}
