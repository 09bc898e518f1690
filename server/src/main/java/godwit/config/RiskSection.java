package godwit.config;

import godwit.config.ServerConfig.Risk;
import godwit.domain.risk.Briers2020;
import godwit.domain.risk.Calibration;
import godwit.domain.risk.RiskMechanism;
import godwit.domain.risk.RiskParameter;
import godwit.domain.risk.RiskParameters;
import godwit.domain.risk.Scoring;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The section `risk` as it is read: how contacts are scored, and what is for phones.
final class RiskSection {
  static final Set<String> KEYS = Set.of(
      "mechanism", "reference", "parameters", "calibration", "threshold", "thresholds", "advice");

  /// The names under `parameters`; the reference power stands beside it.
  static final Set<String> PARAMETERS = Arrays.stream(RiskParameter.values())
      .filter(each -> each != RiskParameter.REFERENCE)
      .map(RiskParameter::key)
      .collect(Collectors.toUnmodifiableSet());

  private RiskSection() {}

  static Risk read(ConfigSection risk) {
    String word = risk.text("mechanism", Briers2020.WORD);
    if (!RiskMechanism.WORDS.contains(word)) {
      throw risk.wrong("mechanism", "must be one of " + String.join(", ", RiskMechanism.WORDS));
    }
    Calibration calibration =
        risk.has("calibration") ? CalibrationFile.read(risk, "calibration") : Calibration.NONE;
    Scoring scoring = Scoring.of(word, parameters(risk), calibration);
    return new Risk(scoring, GuidanceSection.read(risk, word));
  }

  private static RiskParameters parameters(ConfigSection risk) {
    Map<RiskParameter, Double> values = new EnumMap<>(RiskParameter.class);
    read(risk, RiskParameter.REFERENCE, values);
    if (risk.has("parameters")) {
      ConfigSection section = risk.section("parameters", PARAMETERS);
      for (RiskParameter parameter : RiskParameter.values()) {
        if (parameter != RiskParameter.REFERENCE) read(section, parameter, values);
      }
    }
    try {
      return new RiskParameters(values);
    } catch (IllegalArgumentException disorder) {
      throw risk.wrong("parameters", "are out of order: " + disorder.getMessage());
    }
  }

  private static void read(
      ConfigSection section, RiskParameter parameter, Map<RiskParameter, Double> values) {
    String key = parameter.key();
    if (!section.has(key)) return;
    values.put(parameter, section.decimal(key, parameter.min(), parameter.max()));
  }
}
