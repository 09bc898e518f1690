package godwit.domain;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/// What phones are told about a risk they find: from which sum on to alert, and what to say then.
///
/// @param threshold risk-weighted minutes of the node's own mechanism
/// @param thresholds of each mechanism that has one, by code, the node's own among them
/// @param advice by the word or number of a risk type, then by language (BCP 47)
public record Guidance(
    BigDecimal threshold,
    Map<Integer, BigDecimal> thresholds,
    Map<String, Map<String, String>> advice) {
  /// A quarter of an hour at up to a metre, on the day of onset.
  public static final BigDecimal USUAL = BigDecimal.valueOf(15);

  private static final int NOT_DISCLOSED = 0;
  private static final int ATTENUATION_BUCKETS = 1;
  private static final int BRIERS_2020 = 2;

  /// A quarter of an hour for each mechanism, and no advice.
  public static final Guidance DEFAULT = new Guidance(
      USUAL,
      Map.of(NOT_DISCLOSED, USUAL, ATTENUATION_BUCKETS, USUAL, BRIERS_2020, USUAL),
      Map.of());

  public Guidance {
    thresholds = new TreeMap<>(thresholds);
    Map<String, Map<String, String>> copy = new TreeMap<>();
    advice.forEach((riskType, texts) -> copy.put(riskType, new TreeMap<>(texts)));
    advice = copy;
  }
}
