package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Golden tables of both mechanisms, computed by hand from docs/protocol.md, "Risk".
class RiskMechanismTest {
  private static final double EXACT = 1e-9;
  private static final double FOUR_DIGITS = 5e-5;

  private static final RiskMechanism BRIERS = RiskMechanism.Briers2020.DEFAULT;
  private static final RiskMechanism BUCKETS = RiskMechanism.AttenuationBuckets.DEFAULT;

  /* d = 10^((P1m - RSSI) / 20), nearness = min(1, 1 / d²) = min(1, 10^((RSSI - P1m) / 10)).
   * Without transmit power P1m = -65:
   *   -65: 10^0 = 1    -64, 0: above 1, so 1    -75: 10^-1    -85: 10^-2
   *   -71: 10^-0.6 = 0.2512 (2.00 m)            -68: 10^-0.3 = 0.5012
   * With 12 dBm P1m = 12 - 41 = -29:  -29: 1    -39: 0.1    -32: 10^-0.3 = 0.5012
   * With -20 dBm P1m = -61:           -61: 1    -81: 0.01 */
  @ParameterizedTest
  @CsvSource({
    "-65, , 1",
    "-64, , 1",
    "0, , 1",
    "-75, , 0.1",
    "-85, , 0.01",
    "-71, , 0.2512",
    "-68, , 0.5012",
    "-29, 12, 1",
    "-39, 12, 0.1",
    "-32, 12, 0.5012",
    "-61, -20, 1",
    "-81, -20, 0.01"
  })
  void briersCountsByTheInverseSquareOfDistance(int rssi, String power, double expected) {
    assertEquals(expected, BRIERS.nearness(rssi, power(power)), FOUR_DIGITS);
  }

  /* The same number to the last bit, in the table or out of it. */
  @Test
  void briersHasOneFormulaForEverySignal() {
    for (int power :
        new int[] {Short.MIN_VALUE, -300, -128, -20, 0, 12, 127, 400, Short.MAX_VALUE}) {
      for (int rssi = Byte.MIN_VALUE; rssi <= Byte.MAX_VALUE; rssi++) {
        double metres = Math.pow(10, (power - 41.0 - rssi) / 20);
        double expected = Math.min(1, 1 / (metres * metres));
        assertEquals(expected, BRIERS.nearness(rssi, OptionalInt.of(power)), power + ", " + rssi);
      }
    }
    for (int rssi = Byte.MIN_VALUE; rssi <= Byte.MAX_VALUE; rssi++) {
      assertEquals(
          BRIERS.nearness(rssi, OptionalInt.of(-24)), BRIERS.nearness(rssi, OptionalInt.empty()));
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

  /* Attenuation = power - RSSI, power 0 where unknown. Up to 55 dB: 1.5; 63: 1.0; 70: 0.5. */
  @ParameterizedTest
  @CsvSource({
    "-54, , 1.5",
    "-55, , 1.5",
    "-56, , 1",
    "-63, , 1",
    "-64, , 0.5",
    "-70, , 0.5",
    "-71, , 0",
    "-127, , 0",
    "-43, 12, 1.5",
    "-44, 12, 1",
    "-51, 12, 1",
    "-52, 12, 0.5",
    "-58, 12, 0.5",
    "-59, 12, 0",
    "-75, -20, 1.5",
    "-91, -20, 0"
  })
  void bucketsCountByAttenuation(int rssi, String power, double expected) {
    assertEquals(expected, BUCKETS.nearness(rssi, power(power)), EXACT);
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
    assertEquals(Optional.of(BRIERS), RiskMechanism.parse("briers-2020"));
    assertEquals(2, BRIERS.code());
    assertEquals(Optional.of(BUCKETS), RiskMechanism.parse("attenuation-buckets"));
    assertEquals(1, BUCKETS.code());
    assertEquals(Optional.empty(), RiskMechanism.parse("Briers-2020"));
  }

  private static OptionalInt power(@Nullable String text) {
    return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
  }
}
