package godwit.http.device;

import godwit.codec.json.RiskWords;
import godwit.domain.DateWindow;
import godwit.domain.Guidance;
import godwit.http.Hal;
import godwit.store.status.Subtotals;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A user's status as the document that its phone asks for.
///
/// - shape: `{"days": [{"date", "risk"}], "alert", "advice", "_links", "padding"}`, with every day
///   of the window; of one length, whatever is in it
/// - units: risk is what a day adds up to, each score over the threshold of its mechanism; all
///   days together alert from 1 on
/// - errors: none
/// - source: docs/protocol.md, "Registration and status"
final class StatusJson {
  private static final BigDecimal MOST = new BigDecimal("9999.99");
  private static final int STEP = 256;
  private static final int HUNDREDTHS = 2;
  private static final int WORKING_DIGITS = 10;

  private final Guidance guidance;

  StatusJson(Guidance guidance) {
    this.guidance = guidance;
  }

  /// The document about these days.
  Buffer of(List<Subtotals.Sum> sums, DateWindow window) {
    Map<LocalDate, BigDecimal> risks = new HashMap<>();
    BigDecimal all = BigDecimal.ZERO;
    Set<Integer> riskTypes = new TreeSet<>();
    for (Subtotals.Sum sum : sums) {
      BigDecimal share = share(sum);
      risks.merge(sum.day(), share, BigDecimal::add);
      all = all.add(share);
      if (sum.score() > 0) riskTypes.add(sum.riskType());
    }
    boolean alert = all.compareTo(BigDecimal.ONE) >= 0;
    JsonObject advice = new JsonObject();
    if (alert) riskTypes.forEach(riskType -> put(advice, riskType));
    return padded(document(risks, window, alert, advice), length(window));
  }

  /* As long as the longest: 2 characters of a day's risk, and "padding" itself, are of no matter
   * beside the step. */
  private int length(DateWindow window) {
    Map<LocalDate, BigDecimal> risks = new HashMap<>();
    for (long day = window.first(); day <= window.last(); day++) {
      risks.put(LocalDate.ofEpochDay(day), MOST);
    }
    JsonObject advice = new JsonObject();
    guidance.advice().forEach((type, texts) -> advice.put(type, new JsonObject(Map.copyOf(texts))));
    int longest = document(risks, window, false, advice).toBuffer().length();
    return (longest / STEP + 1) * STEP;
  }

  private static JsonObject document(
      Map<LocalDate, BigDecimal> risks, DateWindow window, boolean alert, JsonObject advice) {
    JsonArray days = new JsonArray();
    for (long day = window.first(); day <= window.last(); day++) {
      LocalDate date = LocalDate.ofEpochDay(day);
      BigDecimal risk = risks.getOrDefault(date, BigDecimal.ZERO);
      days.add(new JsonObject()
          .put("date", date.toString())
          .put("risk", risk.min(MOST).setScale(HUNDREDTHS, RoundingMode.DOWN)));
    }
    return new JsonObject()
        .put("days", days)
        .put("alert", alert)
        .put("advice", advice)
        .put("_links", new JsonObject().put("self", Hal.link("/status")))
        .put("padding", "");
  }

  private static Buffer padded(JsonObject document, int length) {
    int missing = length - document.toBuffer().length();
    Buffer padded = document.put("padding", " ".repeat(missing)).toBuffer();
    if (padded.length() != length) throw new IllegalStateException("length=" + padded.length());
    return padded;
  }

  private BigDecimal share(Subtotals.Sum sum) {
    BigDecimal threshold = Optional.ofNullable(guidance.thresholds().get(sum.mechanism()))
        .orElse(guidance.threshold());
    return BigDecimal.valueOf(sum.score(), HUNDREDTHS)
        .divide(threshold, WORKING_DIGITS, RoundingMode.HALF_UP);
  }

  private void put(JsonObject advice, int riskType) {
    List<String> words = new ArrayList<>(RiskWords.TYPES.all());
    String word = riskType < words.size() ? words.get(riskType) : Integer.toString(riskType);
    Optional.ofNullable(guidance.advice().get(word))
        .ifPresent(texts -> advice.put(word, new JsonObject(Map.copyOf(texts))));
  }
}
