package godwit.domain.risk;

import java.util.Map;

/// How one node scores contact events: by which mechanism, with which numbers, knowing what of
/// phones.
public final class Scoring {
  /// Briers 2020 with its usual numbers, and no table of phones.
  public static final Scoring DEFAULT =
      of(Briers2020.WORD, RiskParameters.DEFAULT, Calibration.NONE);

  private final RiskMechanism mechanism;
  private final RiskParameters parameters;
  private final Calibration calibration;

  private Scoring(RiskMechanism mechanism, RiskParameters parameters, Calibration calibration) {
    this.mechanism = mechanism;
    this.parameters = parameters;
    this.calibration = calibration;
  }

  /// @param word of the mechanism, one of [RiskMechanism#WORDS]
  public static Scoring of(String word, RiskParameters parameters, Calibration calibration) {
    return new Scoring(RiskMechanism.of(word, parameters).orElseThrow(), parameters, calibration);
  }

  public RiskMechanism mechanism() {
    return mechanism;
  }

  public RiskParameters parameters() {
    return parameters;
  }

  public Calibration calibration() {
    return calibration;
  }

  /// Every number that scores follow from, by name, for whoever wants to know what they mean.
  public Map<String, Object> shown() {
    Map<String, Object> shown = parameters.shown(mechanism);
    shown.put("calibratedModels", calibration.size());
    return shown;
  }

  @Override
  public String toString() {
    return mechanism.word() + ": " + parameters;
  }
}
