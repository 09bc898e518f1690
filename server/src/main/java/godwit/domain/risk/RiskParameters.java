package godwit.domain.risk;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The numbers that a node's scores follow from.
///
/// - shape: a value for every [RiskParameter]
/// - units: the parameter's own; decibels are known to the hundredth
/// - errors: [IllegalArgumentException] for a value outside of its bounds, or bounds out of order
/// - source: docs/protocol.md, "Risk"
public final class RiskParameters {
  /// The values that hold where nothing is configured.
  public static final RiskParameters DEFAULT = new RiskParameters(Map.of());

  private static final int MILLIBELS = 100;

  private final Map<RiskParameter, Double> values = new EnumMap<>(RiskParameter.class);

  /// @param configured values that are other than usual
  public RiskParameters(Map<RiskParameter, Double> configured) {
    for (RiskParameter each : RiskParameter.values()) {
      double value = Optional.ofNullable(configured.get(each)).orElseGet(each::otherwise);
      if (!(value >= each.min() && value <= each.max())) {
        throw new IllegalArgumentException(each.key() + "=" + value);
      }
      values.put(each, value);
    }
    disorder().ifPresent(words -> {
      throw new IllegalArgumentException(words);
    });
  }

  /// The same with one value changed.
  public RiskParameters with(RiskParameter parameter, double value) {
    Map<RiskParameter, Double> changed = new EnumMap<>(values);
    changed.put(parameter, value);
    return new RiskParameters(changed);
  }

  public double of(RiskParameter parameter) {
    return Optional.ofNullable(values.get(parameter)).orElseThrow();
  }

  /// A value in decibels, or dBm, as hundredths of them.
  int millibels(RiskParameter parameter) {
    return (int) Math.round(of(parameter) * MILLIBELS);
  }

  /// The numbers that scores of a mechanism follow from, by name.
  Map<String, Object> shown(RiskMechanism mechanism) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (RiskParameter each : RiskParameter.of(mechanism)) {
      double value = of(each);
      shown.put(each.key(), value == Math.rint(value) ? (Object) (long) value : (Object) value);
    }
    return shown;
  }

  private Optional<String> disorder() {
    RiskParameter[][] ascending = {
      {RiskParameter.NEAR_DB, RiskParameter.MIDDLE_DB, RiskParameter.FAR_DB},
      {RiskParameter.INFECTIOUS_FROM, RiskParameter.INFECTIOUS_TO, RiskParameter.LATE_TO}
    };
    for (RiskParameter[] row : ascending) {
      for (int index = 1; index < row.length; index++) {
        if (of(row[index]) < of(row[index - 1])) {
          return Optional.of(row[index].key() + " is less than " + row[index - 1].key());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RiskParameters that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach((parameter, value) -> text.append(text.isEmpty() ? "" : ", ")
        .append(parameter.key())
        .append(' ')
        .append(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()));
    return text.toString();
  }
}
