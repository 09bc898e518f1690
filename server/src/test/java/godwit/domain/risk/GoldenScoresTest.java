package godwit.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.domain.risk.Calibration.Correction;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Scores that golden.py worked out apart from this program, each with its working.
class GoldenScoresTest {
  private static final int RSSI = 0x40;

  @ParameterizedTest(name = "{0}, {1}")
  @CsvFileSource(resources = "golden.csv", useHeadersInDisplayName = false, numLinesToSkip = 1)
  void scoresAsWorkedOut(ArgumentsAccessor row) {
    ContactScore score = new ContactScore(scoring(row));
    Sections sections = new Sections().model("uploader");
    for (String reading : words(text(row, 4))) {
      String[] parts = reading.split(":", -1);
      sections.readings(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
    Sections own = new Sections().model("transmitter");
    for (String strength : words(text(row, 5))) sections.dBm(RSSI, Integer.parseInt(strength));
    if (!text(row, 6).isEmpty()) sections.power(number(row, 6));
    for (String strength : words(text(row, 7))) own.dBm(RSSI, Integer.parseInt(strength));
    if (!text(row, 8).isEmpty()) own.power(number(row, 8));
    if (number(row, 11) == 1) sections.section(0x83, 1).raw(1);
    int seconds = number(row, 2);
    assertTrue(ContactScoreTest.read(score, seconds, sections, own));
    String working = text(row, 15);
    assertEquals(number(row, 13), score.hundredths(seconds, number(row, 3)), working);
    assertEquals(number(row, 14), score.mechanism(), working);
  }

  private static Scoring scoring(ArgumentsAccessor row) {
    RiskParameters parameters = RiskParameters.DEFAULT;
    for (String changed : words(text(row, 12))) {
      String[] parts = changed.split("=", -1);
      parameters = parameters.with(
          RiskParameter.parse(parts[0]).orElseThrow(), Double.parseDouble(parts[1]));
    }
    Calibration calibration = new Calibration(Map.of(
        "transmitter", new Correction(millibels(text(row, 9)), 0),
        "uploader", new Correction(0, millibels(text(row, 10)))));
    return Scoring.of(text(row, 1), parameters, calibration);
  }

  private static int millibels(String decibels) {
    return new BigDecimal(decibels).movePointRight(2).intValueExact();
  }

  private static int number(ArgumentsAccessor row, int column) {
    return Integer.parseInt(text(row, column));
  }

  private static String text(ArgumentsAccessor row, int column) {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.split(" ", -1);
  }
}
