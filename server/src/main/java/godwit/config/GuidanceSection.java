package godwit.config;

import godwit.codec.json.RiskWords;
import godwit.domain.Guidance;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The part of `risk` that is for phones: `threshold`, and `advice` by risk type and language.
final class GuidanceSection {
  private static final Pattern THRESHOLD = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,2})?");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
  private static final int MAX_UINT8 = 0xFF;
  private static final int MAX_CHARACTERS = 2_000;

  private GuidanceSection() {}

  static Guidance read(ConfigSection risk) {
    Guidance otherwise = Guidance.DEFAULT;
    BigDecimal threshold = risk.has("threshold") ? threshold(risk) : otherwise.threshold();
    return new Guidance(threshold, risk.has("advice") ? advice(risk) : otherwise.advice());
  }

  private static BigDecimal threshold(ConfigSection risk) {
    String text = risk.word("threshold");
    if (THRESHOLD.matcher(text).matches()) {
      BigDecimal threshold = new BigDecimal(text);
      if (threshold.signum() > 0) return threshold;
    }
    throw risk.wrong("threshold", "must be minutes such as 15 or 7.5, above 0 and below 10000");
  }

  private static Map<String, Map<String, String>> advice(ConfigSection risk) {
    Map<String, Map<String, String>> advice = new TreeMap<>();
    ConfigSection types = free(risk, "advice");
    for (String riskType : types.keys()) {
      if (!isRiskType(riskType)) {
        throw types.wrong(
            riskType,
            "is no risk type: one of "
                + String.join(", ", RiskWords.TYPES.all())
                + ", or the number of another");
      }
      Map<String, String> texts = new TreeMap<>();
      ConfigSection languages = free(types, riskType);
      for (String language : languages.keys()) {
        if (!LANGUAGE.matcher(language).matches()) {
          throw languages.wrong(language, "is no language such as en or de-CH");
        }
        String text = languages.text(language);
        if (text.length() > MAX_CHARACTERS) {
          throw languages.wrong(language, "is longer than " + MAX_CHARACTERS + " characters");
        }
        texts.put(language, text);
      }
      advice.put(riskType, texts);
    }
    return advice;
  }

  /* A mapping whose keys are free. */
  private static ConfigSection free(ConfigSection section, String key) {
    Set<String> keys = section.node(key) instanceof ConfigNode.Mapping mapping
        ? mapping.entries().keySet()
        : Set.of();
    return section.section(key, keys);
  }

  private static boolean isRiskType(String text) {
    if (RiskWords.TYPES.all().contains(text)) return true;
    if (!NUMBER.matcher(text).matches()) return false;
    int code = Integer.parseInt(text);
    return code >= RiskWords.TYPES.all().size() && code <= MAX_UINT8;
  }
}
