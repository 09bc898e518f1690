package godwit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.keys.Secret;
import godwit.domain.RobertCountries;
import godwit.fixture.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The section `robert`: its table, and the key that is read at start.
class RobertSectionTest {
  private static final String SMALLEST = """
      authority: { country: 752, state: 0 }
      tls: { certificate: c.pem, key: c.key, trust: /etc/ca.pem }
      """;
  private static final String ROBERT = SMALLEST + """
      robert:
        countries: { 33: 250, 46: 752 }
        federationKeyFile: federation.key
      """;

  @TempDir
  Path folder;

  private final byte[] key = new byte[32];

  {
    new Random(1).nextBytes(key);
  }

  @Test
  void theKeyIsBytesOrTheirTextInTwoForms() throws IOException {
    RobertCountries expected = new RobertCountries(Secret.copyOf(key), Map.of(33, 250, 46, 752));
    ServerConfig config = read(ROBERT); // without the file: whoever asks a node needs no key
    write(key);
    assertEquals(expected, RobertSection.open(config.robert().orElseThrow()));
    for (String text : List.of(
        HexFormat.of().formatHex(key),
        HexFormat.of().withUpperCase().formatHex(key) + "\n",
        Base64.getEncoder().encodeToString(key),
        " " + Base64.getEncoder().encodeToString(key) + "\r\n")) {
      Files.writeString(folder.resolve("federation.key"), text);
      assertEquals(expected, RobertSection.open(config.robert().orElseThrow()), text);
    }
  }

  @Test
  void whatIsNoKeyIsRefusedWithNameAndLine() throws IOException {
    assertEquals("which is not there", refusal());
    Files.createDirectory(folder.resolve("federation.key"));
    assertEquals("which cannot be read", refusal());
    Files.delete(folder.resolve("federation.key"));
    for (int bytes : new int[] {0, 1, 16, 24, 31, 33, 48, 64, 2_000}) {
      write(new byte[bytes]);
      assertEquals(
          "which holds no key: 32 bytes are expected, or their 64 hex digits, or base64",
          refusal(),
          bytes + " bytes");
    }
    for (String text : List.of(
        "0".repeat(62),
        "0".repeat(66),
        "x".repeat(64),
        Base64.getEncoder().encodeToString(new byte[31]))) {
      write(text.getBytes(StandardCharsets.US_ASCII));
      assertEquals(
          "which holds no key: 32 bytes are expected, or their 64 hex digits, or base64",
          refusal(),
          text);
    }
  }

  @Test
  void aNodeDoesNotStartWithoutItAndCheckSaysSo() throws IOException {
    Path config = Files.writeString(folder.resolve("godwit.yaml"), ROBERT);
    String sentence =
        config + ":5: robert.federationKeyFile names " + folder.resolve("federation.key");
    CommandRun serve = CommandRun.of("serve", "--config", config);
    assertEquals(1, serve.status());
    assertEquals("godwit: " + sentence + ", which is not there\n", serve.err());
    write(new byte[16]);
    CommandRun check = CommandRun.of("check", "--config", config, "--json");
    assertEquals(1, check.status());
    assertEquals(
        1,
        check.json().findValuesAsText("problem").stream()
            .filter(problem -> problem.startsWith(sentence + ", which holds no key"))
            .count());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      { 256: 250 }         | robert.countries.256 must be a country byte from 0 to 255
      { -1: 250 }          | robert.countries.-1 must be a country byte from 0 to 255
      { FR: 250 }          | robert.countries.FR must be a country byte from 0 to 255
      { 33: 0 }            | robert.countries.33 must be a whole number from 1 to 999, not 0
      { 33: 1000 }         | robert.countries.33 must be a whole number from 1 to 999, not 1000
      { 33: 250, 033: 56 } | robert.countries.033 is there twice
      {}                   | robert.countries is empty: no phone is of any country
      [ 33 ]               | robert.countries must map country bytes to countries, as in { 33: 250 }
      """)
  void aTableThatIsNoneIsRefused(String table, String sentence) {
    String text = SMALLEST + "robert: { federationKeyFile: f, countries: " + table + " }\n";
    var refused = assertThrows(ConfigException.class, () -> read(text));
    assertEquals(List.of(folder.resolve("godwit.yaml") + ":3: " + sentence), refused.problems());
  }

  private String refusal() throws IOException {
    ServerConfig config = read(ROBERT);
    var refused = assertThrows(
        ConfigException.class, () -> RobertSection.open(config.robert().orElseThrow()));
    String start = folder.resolve("godwit.yaml")
        + ":5: robert.federationKeyFile names "
        + folder.resolve("federation.key")
        + ", ";
    String sentence = refused.problems().getFirst();
    assertEquals(start, sentence.substring(0, Math.min(start.length(), sentence.length())));
    return sentence.substring(start.length());
  }

  private void write(byte[] content) throws IOException {
    Files.write(folder.resolve("federation.key"), content);
  }

  private ServerConfig read(String text) throws IOException {
    return ServerConfig.read(Files.writeString(folder.resolve("godwit.yaml"), text), Map.of());
  }
}
