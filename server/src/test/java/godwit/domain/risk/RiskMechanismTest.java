package godwit.domain.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.json.RiskWords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Golden tables of both mechanisms, computed by hand from docs/protocol.md, "Risk".
class RiskMechanismTest {
  private static final double EXACT = 1e-9;
  private static final double FOUR_DIGITS = 5e-5;

  private static final RiskMechanism BRIERS = new Briers2020(RiskParameters.DEFAULT);
  private static final RiskMechanism BUCKETS = new AttenuationBuckets(RiskParameters.DEFAULT);

  /* d = 10^((a - 65) / 20), nearness = min(1, 1 / d²) = min(1, 10^((65 - a) / 10)).
   *   65: 10^0 = 1    64, 0, -20: above 1, so 1    75: 10^-1    85: 10^-2
   *   71: 10^-0.6 = 0.2512 (2.00 m)    68: 10^-0.3 = 0.5012    68.5: 10^-0.35 = 0.4467 */
  @ParameterizedTest
  @CsvSource({
    "65, 1",
    "64, 1",
    "0, 1",
    "-20, 1",
    "75, 0.1",
    "85, 0.01",
    "71, 0.2512",
    "68, 0.5012",
    "68.5, 0.4467",
    "300, 0"
  })
  void briersCountsByTheInverseSquareOfDistance(double attenuation, double expected) {
    assertEquals(expected, BRIERS.nearness(millibels(attenuation)), FOUR_DIGITS);
  }

  /* The same number to the last bit, in the table or out of it. */
  @Test
  void briersHasOneFormulaForEverySignal() {
    for (int millibels = -20_000; millibels <= 40_000; millibels += 50) {
      double metres = Math.pow(10, (-65 + millibels / 100.0) / 20);
      double expected = Math.min(1, 1 / (metres * metres));
      assertEquals(expected, BRIERS.nearness(millibels), millibels + " mB");
    }
  }

  /* exp(-t² / (2 × 2.75²)) = exp(-t² / 15.125):
   *   0: 1    ±1: exp(-0.066116) = 0.9360    ±2: exp(-0.264463) = 0.7676
   *   ±3: exp(-0.595041) = 0.5515            5: exp(-1.652893) = 0.1915
   *   10: exp(-6.611570) = 0.001345          -14: exp(-12.958678) = 0.0000 */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 0.9360",
    "-1, 0.9360",
    "2, 0.7676",
    "-2, 0.7676",
    "3, 0.5515",
    "5, 0.1915",
    "10, 0.0013",
    "-14, 0.0000"
  })
  void briersCountsDaysOnABellCurveAroundOnset(int days, double expected) {
    assertEquals(expected, BRIERS.infectiousness(days), FOUR_DIGITS);
  }

  /* Up to 55 dB: 1.5; 63: 1.0; 70: 0.5; the bounds belong to the band before them. */
  @ParameterizedTest
  @CsvSource({
    "-30, 1.5",
    "54, 1.5",
    "55, 1.5",
    "55.01, 1",
    "56, 1",
    "63, 1",
    "63.5, 0.5",
    "64, 0.5",
    "70, 0.5",
    "70.01, 0",
    "71, 0",
    "147, 0"
  })
  void bucketsCountByAttenuation(double attenuation, double expected) {
    assertEquals(expected, BUCKETS.nearness(millibels(attenuation)), EXACT);
  }

  @ParameterizedTest
  @CsvSource({"-3, 0", "-2, 1", "0, 1", "5, 1", "6, 0.5", "14, 0.5", "15, 0", "-1000, 0", "1000, 0"
  })
  void bucketsCountDaysInTwoLevels(int days, double expected) {
    assertEquals(expected, BUCKETS.infectiousness(days), EXACT);
  }

  /* 2 m: 1 / 2² = 0.25; 63 dB: the second band. */
  @Test
  void whatWasNotMeasuredCountsAsTwoMetres() {
    assertEquals(0.25, BRIERS.nearnessUnmeasured(), EXACT);
    assertEquals(1, BUCKETS.nearnessUnmeasured(), EXACT);
  }

  @Test
  void wordsAndCodesBelongTogether() {
    for (String word : RiskMechanism.WORDS) {
      RiskMechanism mechanism = RiskMechanism.of(word, RiskParameters.DEFAULT).orElseThrow();
      assertEquals(word, mechanism.word());
      assertEquals(word, RiskWords.MECHANISMS.all().get(mechanism.code()));
    }
    assertEquals(Optional.empty(), RiskMechanism.of("Briers-2020", RiskParameters.DEFAULT));
  }

  /* A mechanism that ignored one of its numbers would go on unnoticed, so each is turned. */
  @ParameterizedTest
  @EnumSource
  void everyParameterCountsAndIsShown(RiskParameter parameter) {
    for (String word : RiskMechanism.WORDS) {
      Scoring usual = Scoring.of(word, RiskParameters.DEFAULT, Calibration.NONE);
      boolean mine = usual.shown().containsKey(parameter.key());
      Set<List<Integer>> scores = new HashSet<>();
      for (double value : List.of(parameter.otherwise(), parameter.otherwise() + 1)) {
        RiskParameters parameters = RiskParameters.DEFAULT.with(parameter, value);
        scores.add(profile(Scoring.of(word, parameters, Calibration.NONE)));
      }
      assertEquals(mine ? 2 : 1, scores.size(), word + " and " + parameter.key());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyParameterHasBounds(RiskParameter parameter) {
    RiskParameters usual = RiskParameters.DEFAULT;
    for (double value : new double[] {
      parameter.min() - 0.1, parameter.max() + 0.1, Double.NaN, Double.POSITIVE_INFINITY
    }) {
      assertThrows(IllegalArgumentException.class, () -> usual.with(parameter, value));
    }
  }

  @Test
  void boundsStayInOrder() {
    RiskParameters usual = RiskParameters.DEFAULT;
    assertThrows(IllegalArgumentException.class, () -> usual.with(RiskParameter.MIDDLE_DB, 54));
    assertThrows(IllegalArgumentException.class, () -> usual.with(RiskParameter.LATE_TO, 4));
    assertEquals(63, usual.with(RiskParameter.NEAR_DB, 63).of(RiskParameter.NEAR_DB));
  }

  /* Scores of contacts in which each number has a say. */
  private static List<Integer> profile(Scoring scoring) {
    List<Integer> scores = new ArrayList<>();
    List<Sections> contacts = List.of(
        new Sections(),
        new Sections().section(0x83, 1).raw(1),
        new Sections().readings(0, -70),
        new Sections().dBm(0x40, -67).power(11),
        new Sections().readings(0, -55, 700, -55).power(12),
        new Sections().readings(0, -56, 700, -56).power(12),
        new Sections().readings(0, -63, 700, -63).power(12),
        new Sections().readings(0, -64, 700, -64).power(12),
        new Sections().readings(0, -71, 700, -71).power(12));
    for (int days = -3; days <= 15; days++) {
      for (Sections sections : contacts) {
        ContactScore score = new ContactScore(scoring);
        ContactScoreTest.read(score, sections, new Sections());
        scores.add(score.hundredths(1_000, days));
      }
    }
    return scores;
  }

  private static int millibels(double decibels) {
    return (int) Math.round(decibels * 100);
  }
}
