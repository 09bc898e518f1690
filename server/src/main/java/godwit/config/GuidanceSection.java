package godwit.config;

import godwit.codec.json.RiskWords;
import godwit.domain.Guidance;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The part of `risk` that is for phones: `threshold`, `thresholds` by mechanism, and `advice` by
/// risk type and language.
final class GuidanceSection {
  private static final Pattern THRESHOLD = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,2})?");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
  private static final int NOT_DISCLOSED = 0;
  private static final int MAX_UINT8 = 0xFF;
  private static final int MAX_CHARACTERS = 2_000;

  private GuidanceSection() {}

  /// @param mechanism the node's own, whose threshold has a key of its own
  static Guidance read(ConfigSection risk, String mechanism) {
    Guidance otherwise = Guidance.DEFAULT;
    Map<Integer, BigDecimal> thresholds = new TreeMap<>(otherwise.thresholds());
    Map<Integer, BigDecimal> configured = risk.has("thresholds") ? thresholds(risk) : Map.of();
    int own = RiskWords.MECHANISMS.all().indexOf(mechanism);
    BigDecimal named = Optional.ofNullable(configured.get(own)).orElse(otherwise.threshold());
    BigDecimal threshold = risk.has("threshold") ? threshold(risk, "threshold") : named;
    if (configured.containsKey(own) && named.compareTo(threshold) != 0) {
      throw risk.wrong("thresholds", "and risk.threshold differ for " + mechanism);
    }
    thresholds.put(own, threshold);
    thresholds.put(NOT_DISCLOSED, threshold); // what is not measured is weighed by the same numbers
    thresholds.putAll(configured);
    return new Guidance(
        threshold, thresholds, risk.has("advice") ? advice(risk) : otherwise.advice());
  }

  private static Map<Integer, BigDecimal> thresholds(ConfigSection risk) {
    Map<Integer, BigDecimal> thresholds = new TreeMap<>();
    ConfigSection section = free(risk, "thresholds");
    for (String mechanism : section.keys()) {
      thresholds.put(mechanismOf(section, mechanism), threshold(section, mechanism));
    }
    return thresholds;
  }

  private static int mechanismOf(ConfigSection section, String text) {
    int code = RiskWords.MECHANISMS.all().indexOf(text);
    if (code >= 0) return code;
    if (NUMBER.matcher(text).matches()) {
      int number = Integer.parseInt(text);
      if (number >= RiskWords.MECHANISMS.all().size() && number <= MAX_UINT8) return number;
    }
    throw section.wrong(
        text,
        "is no risk mechanism: one of "
            + String.join(", ", RiskWords.MECHANISMS.all())
            + ", or the number of another");
  }

  private static BigDecimal threshold(ConfigSection section, String key) {
    String text = section.word(key);
    if (THRESHOLD.matcher(text).matches()) {
      BigDecimal threshold = new BigDecimal(text);
      if (threshold.signum() > 0) return threshold;
    }
    throw section.wrong(key, "must be minutes such as 15 or 7.5, above 0 and below 10000");
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
