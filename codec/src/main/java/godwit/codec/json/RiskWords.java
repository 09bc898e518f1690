package godwit.codec.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.List;

/// The words that stand for risk types or risk mechanisms.
///
/// - shape: ASCII; a code is the word's place in the list
/// - units: codes from 0; those without a word are written as numbers
/// - errors: -1 for a text that is no word
/// - source: docs/protocol.md, "Risk types" and "Risk"
public final class RiskWords {
  public static final RiskWords TYPES = new RiskWords(List.of(
      "not-given",
      "confirmed-test",
      "confirmed-clinical-diagnosis",
      "self-report",
      "second-degree",
      "revoked",
      "symptomatic",
      "hospitalised",
      "environmental-hazard"));

  public static final RiskWords MECHANISMS =
      new RiskWords(List.of("not-disclosed", "attenuation-buckets", "briers-2020"));

  private final List<String> words;
  private final byte[][] bytes;

  private RiskWords(List<String> words) {
    this.words = words;
    this.bytes = words.stream().map(word -> word.getBytes(US_ASCII)).toArray(byte[][]::new);
  }

  /// All words, in the order of their codes.
  public List<String> all() {
    return words;
  }

  /// How many codes, from 0 on, have a word.
  int count() {
    return bytes.length;
  }

  /// The code of a word, or -1.
  int code(byte[] text, int from, int length) {
    for (int code = 0; code < bytes.length; code++) {
      byte[] word = bytes[code];
      if (word.length == length && Arrays.equals(word, 0, length, text, from, from + length)) {
        return code;
      }
    }
    return -1;
  }

  /// The ASCII bytes of a code's word.
  byte[] bytes(int code) {
    return bytes[code];
  }
}
