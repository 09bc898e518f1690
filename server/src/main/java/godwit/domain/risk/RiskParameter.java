package godwit.domain.risk;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A number that a score follows from: its name, its value unless configured, and its bounds.
///
/// - source: docs/protocol.md, "Risk"
public enum RiskParameter {
  /// dBm at which the other constants hold.
  REFERENCE("reference", Used.BY_BOTH, 12, Signal.MIN_DBM, Signal.MAX_DBM),
  MAX_READING_SECONDS("maxReadingSeconds", Used.BY_BOTH, 300, 1, 3_600),
  LONE_READING_SECONDS("loneReadingSeconds", Used.BY_BOTH, 30, 0, 3_600),
  DATE_ONLY_MINUTES("dateOnlyMinutes", Used.BY_BOTH, 15, 0, 1_440),
  PATH_LOSS_EXPONENT("pathLossExponent", Used.BY_BRIERS, 2, 1, 6),
  /// dBm that are heard at one metre of a device that sends with the reference power.
  POWER_AT_1M("powerAt1m", Used.BY_BRIERS, -65, -127, 0),
  DEVIATION_DAYS("deviationDays", Used.BY_BRIERS, 2.75, 0.1, 30),
  UNMEASURED_METRES("unmeasuredMetres", Used.BY_BRIERS, 2, 0.1, 100),
  NEAR_DB("nearDb", Used.BY_BUCKETS, 55, 0, 200),
  MIDDLE_DB("middleDb", Used.BY_BUCKETS, 63, 0, 200),
  FAR_DB("farDb", Used.BY_BUCKETS, 70, 0, 200),
  NEAR_WEIGHT("nearWeight", Used.BY_BUCKETS, 1.5, 0, 10),
  MIDDLE_WEIGHT("middleWeight", Used.BY_BUCKETS, 1, 0, 10),
  FAR_WEIGHT("farWeight", Used.BY_BUCKETS, 0.5, 0, 10),
  UNMEASURED_DB("unmeasuredDb", Used.BY_BUCKETS, 63, 0, 200),
  INFECTIOUS_FROM("infectiousFrom", Used.BY_BUCKETS, -2, -21, 21),
  INFECTIOUS_TO("infectiousTo", Used.BY_BUCKETS, 5, -21, 21),
  INFECTIOUS_WEIGHT("infectiousWeight", Used.BY_BUCKETS, 1, 0, 10),
  LATE_TO("lateTo", Used.BY_BUCKETS, 14, -21, 21),
  LATE_WEIGHT("lateWeight", Used.BY_BUCKETS, 0.5, 0, 10);

  private final String key;
  private final Used used;
  private final double otherwise;
  private final double min;
  private final double max;

  RiskParameter(String key, Used used, double otherwise, double min, double max) {
    this.key = key;
    this.used = used;
    this.otherwise = otherwise;
    this.min = min;
    this.max = max;
  }

  private enum Used {
    BY_BOTH,
    BY_BRIERS,
    BY_BUCKETS
  }

  /// The parameters that scores of a mechanism follow from, in their order.
  static List<RiskParameter> of(RiskMechanism mechanism) {
    Used by = switch (mechanism) {
      case Briers2020 _ -> Used.BY_BRIERS;
      case AttenuationBuckets _ -> Used.BY_BUCKETS;
    };
    return Arrays.stream(values())
        .filter(each -> each.used == Used.BY_BOTH || each.used == by)
        .toList();
  }

  /// The parameter that a name stands for.
  public static Optional<RiskParameter> parse(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /// The name in configuration and resolver, such as `powerAt1m`.
  public String key() {
    return key;
  }

  /// The value that it has unless configured.
  public double otherwise() {
    return otherwise;
  }

  /// The least value that it may have.
  public double min() {
    return min;
  }

  /// The greatest value that it may have.
  public double max() {
    return max;
  }
}
