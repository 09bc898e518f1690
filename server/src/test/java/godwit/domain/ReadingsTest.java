package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// How long each reading of a contact stands for.
class ReadingsTest {
  private static final long LONG = 100_000;

  @Test
  void areSortedWhateverOrderAndSectionTheyComeIn() {
    Readings readings = of(new Sections().readings(60, -70, 0, -60).power(12).readings(30, -65));
    assertArrayEquals(new int[] {0, 30, 60}, readings.offsets());
    assertArrayEquals(new int[] {-60, -65, -70}, readings.rssi());
    assertEquals(OptionalInt.of(12), readings.transmitPower());
  }

  @Test
  void standUntilTheNextAndTheLastForTheMedianGap() {
    /* Gaps 10, 20, 50: median 20. */
    Readings odd = of(new Sections().readings(0, -60, 10, -60, 30, -60, 80, -60));
    assertSeconds(odd, LONG, 10, 20, 50, 20);
    /* Gaps 10, 20, 50, 25: sorted 10, 20, 25, 50, mean of the middle two 22.5. */
    Readings even = of(new Sections().readings(0, -60, 10, -60, 30, -60, 80, -60, 105, -60));
    assertSeconds(even, LONG, 10, 20, 50, 25, 22.5);
  }

  @Test
  void oneAloneStandsForThirtySeconds() {
    Readings alone = of(new Sections().readings(5, -60));
    assertSeconds(alone, LONG, 30);
    assertSeconds(alone, 20, 15);
  }

  @Test
  void noneStandsForMoreThanFiveMinutes() {
    assertSeconds(of(new Sections().readings(0, -60, 301, -60)), LONG, 300, 300);
    assertSeconds(of(new Sections().readings(0, -60, 300, -60)), LONG, 300, 300);
    assertSeconds(of(new Sections().readings(0, -60, 299, -60)), LONG, 299, 299);
  }

  @Test
  void noneStandsPastTheEndOfTheContact() {
    Readings readings = of(new Sections().readings(0, -60, 60, -60, 120, -60));
    assertSeconds(readings, 130, 60, 60, 10);
    assertSeconds(readings, 120, 60, 60, 0);
    assertSeconds(readings, 90, 60, 30, 0);
    assertSeconds(readings, 0, 0, 0, 0);
  }

  @Test
  void ofOneSecondTheyShareIt() {
    assertSeconds(of(new Sections().readings(0, -60, 0, -70, 40, -60)), LONG, 0, 40, 20);
  }

  @Test
  void theirWholeRangeIsRead() {
    Readings readings = of(new Sections().readings(0xFFFF, -128, 0, 127));
    assertArrayEquals(new int[] {0, 0xFFFF}, readings.offsets());
    assertArrayEquals(new int[] {127, -128}, readings.rssi());
  }

  @Test
  void thereMayBeNone() {
    Readings none = of(new Sections());
    assertEquals(0, none.count());
    assertEquals(OptionalInt.empty(), none.transmitPower());
    Readings others =
        of(new Sections().section(0x40, 1).raw(-56).section(0x42, 2).raw('a', 'b'));
    assertEquals(0, others.count());
  }

  @Test
  void transmitPowerHasOneByteOrTwo() {
    assertEquals(OptionalInt.of(-20), of(new Sections().power(-20)).transmitPower());
    Readings wide = of(new Sections().section(0x41, 2).raw(0xFF, 0x38));
    assertEquals(OptionalInt.of(-200), wide.transmitPower());
  }

  @Test
  void whatDoesNotFitIsNothing() {
    for (Sections broken : new Sections[] {
      new Sections().raw(0x80),
      new Sections().section(0x80, 0),
      new Sections().section(0xFF, 1).raw(0),
      new Sections().readings(0, -60).section(0xFF, 1).raw(0),
      new Sections().section(0x42, 0).readings(0, -60),
      new Sections().section(0x80, 3).raw(0, 0),
      new Sections().section(0x80, 4).raw(0, 0, 0, 0),
      new Sections().section(0x41, 3).raw(0, 0, 0),
      new Sections().readings(0, -60).raw(1)
    }) {
      assertTrue(read(broken).isEmpty());
    }
  }

  private static void assertSeconds(Readings readings, long duration, double... expected) {
    double[] seconds = new double[readings.count()];
    for (int index = 0; index < seconds.length; index++) {
      seconds[index] = readings.seconds(index, duration);
    }
    assertArrayEquals(expected, seconds, 1e-9);
  }

  private static Readings of(Sections sections) {
    return read(sections).orElseThrow();
  }

  private static Optional<Readings> read(Sections sections) {
    byte[] bytes = sections.bytes();
    return Readings.of(bytes, 0, bytes.length);
  }
}
