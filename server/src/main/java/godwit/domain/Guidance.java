package godwit.domain;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/// What phones are told about a risk they find: from which sum on to alert, and what to say then.
///
/// @param threshold risk-weighted minutes
/// @param advice by the word or number of a risk type, then by language (BCP 47)
public record Guidance(BigDecimal threshold, Map<String, Map<String, String>> advice) {
  /// A quarter of an hour at up to a metre, on the day of onset.
  public static final Guidance DEFAULT = new Guidance(BigDecimal.valueOf(15), Map.of());

  public Guidance {
    Map<String, Map<String, String>> copy = new TreeMap<>();
    advice.forEach((riskType, texts) -> copy.put(riskType, new TreeMap<>(texts)));
    advice = copy;
  }
}
