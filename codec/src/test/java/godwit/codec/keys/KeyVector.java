package godwit.codec.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.codec.payload.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Keys, and what is known to come of them; `/vectors/keys.json` holds them.
///
/// @param hex what is on the air, if anything
record KeyVector(String name, String family, boolean valid, String hex, JsonNode fields) {
  private static final Pattern SAME =
      Pattern.compile("(?<bytes>\\d+) bytes of 0x(?<first>[0-9a-f]{2})");
  private static final Pattern RISING = Pattern.compile("(?<bytes>\\d+) bytes, .* i mod 256");
  private static final Pattern FALLING = Pattern.compile("(?<bytes>\\d+) bytes, .* 255 - i");

  static Stream<KeyVector> all() {
    try (InputStream in = KeyVector.class.getResourceAsStream("/vectors/keys.json")) {
      return of(new ObjectMapper().readTree(Objects.requireNonNull(in)), "fields").stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Those of one family that are as they should be.
  static Stream<KeyVector> valid(String family) {
    return all().filter(vector -> vector.family().equals(family) && vector.valid());
  }

  /// The given vectors.
  ///
  /// @param fields the name under which each has its keys and results
  static List<KeyVector> of(Iterable<JsonNode> vectors, String fields) {
    List<KeyVector> found = new ArrayList<>();
    for (JsonNode node : vectors) {
      found.add(new KeyVector(
          node.get("name").asText(),
          node.get("family").asText(),
          node.get("valid").asBoolean(),
          node.get("hex").asText(),
          node.get(fields)));
    }
    return found;
  }

  boolean has(String field) {
    return fields.has(field);
  }

  String text(String field) {
    return Objects.requireNonNull(fields.get(field), field).asText();
  }

  int number(String field) {
    return Objects.requireNonNull(fields.get(field), field).asInt();
  }

  Bytes onAir() {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  Bytes bytes(String field) {
    return Bytes.copyOf(HexFormat.of().parseHex(text(field)));
  }

  Secret key(String field) {
    return Secret.copyOf(HexFormat.of().parseHex(text(field)));
  }

  /// The secret of a phone, whose bytes follow a rule: `first + index × step`.
  Secret patterned(String field) {
    JsonNode rule = fields.get(field);
    if (rule.isObject()) {
      return patterned(
          rule.get("bytes").asInt(), rule.get("first").asInt(), rule.get("step").asInt());
    }
    Matcher same = SAME.matcher(rule.asText());
    if (same.matches()) return patterned(count(same), Integer.parseInt(same.group("first"), 16), 0);
    Matcher rising = RISING.matcher(rule.asText());
    if (rising.matches()) return patterned(count(rising), 0, 1);
    Matcher falling = FALLING.matcher(rule.asText());
    if (falling.matches()) return patterned(count(falling), 255, -1);
    throw new IllegalArgumentException(rule.asText());
  }

  static Secret patterned(int count, int first, int step) {
    byte[] bytes = new byte[count];
    for (int index = 0; index < count; index++) bytes[index] = (byte) (first + index * step);
    return Secret.copyOf(bytes);
  }

  private static int count(Matcher matcher) {
    return Integer.parseInt(matcher.group("bytes"));
  }

  @Override
  public String toString() {
    return name;
  }
}
