package godwit.domain.risk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.domain.risk.Calibration.Correction;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How strongly, and for how long, a contact was heard, whichever way it is said.
class ContactScoreTest {
  private static final long LONG = 100_000;
  private static final int QUARTER = 900;
  private static final int FULL = 1_500;
  private static final int UNMEASURED = 375; // 15 min at 2 m
  private static final List<Integer> NOT_AVAILABLE = List.of(127, 126, 21, -128);

  private final ContactScore score = new ContactScore(Scoring.DEFAULT);

  @Test
  void readingsStandUntilTheNextAndTheLastForTheMedianGap() {
    /* Gaps 10, 20, 50: median 20. */
    assertSeconds(new Sections().readings(0, -60, 10, -60, 30, -60, 80, -60), LONG, 10, 20, 50, 20);
    /* Gaps 10, 20, 50, 25: sorted 10, 20, 25, 50, mean of the middle two 22.5. */
    assertSeconds(
        new Sections().readings(0, -60, 10, -60, 30, -60, 80, -60, 105, -60),
        LONG,
        10,
        20,
        50,
        25,
        22.5);
  }

  @Test
  void readingsAreSortedWhateverOrderAndSectionTheyComeIn() {
    assertSeconds(
        new Sections().readings(60, -70, 0, -60).power(12).readings(30, -65), LONG, 30, 30, 30);
  }

  @Test
  void oneAloneStandsForThirtySeconds() {
    assertSeconds(new Sections().readings(5, -60), LONG, 30);
    assertSeconds(new Sections().readings(5, -60), 20, 15);
  }

  @Test
  void noneStandsForMoreThanFiveMinutes() {
    assertSeconds(new Sections().readings(0, -60, 301, -60), LONG, 300, 300);
    assertSeconds(new Sections().readings(0, -60, 300, -60), LONG, 300, 300);
    assertSeconds(new Sections().readings(0, -60, 299, -60), LONG, 299, 299);
  }

  @Test
  void noneStandsPastTheEndOfTheContact() {
    Sections readings = new Sections().readings(0, -60, 60, -60, 120, -60);
    assertSeconds(readings, 130, 60, 60, 10);
    assertSeconds(readings, 120, 60, 60, 0);
    assertSeconds(readings, 90, 60, 30, 0);
    assertSeconds(readings, 0, 0, 0, 0);
  }

  @Test
  void ofOneSecondTheyShareIt() {
    assertSeconds(new Sections().readings(0, -60, 0, -70, 40, -60), LONG, 0, 40, 20);
  }

  @Test
  void thereMayBeAsManyAsARecordHolds() {
    Sections many = new Sections();
    double[] expected = new double[84 * 250];
    for (int section = 0; section < 250; section++) {
      int[] values = new int[2 * 84];
      for (int index = 0; index < 84; index++) {
        values[2 * index] = 3 * (section * 84 + index);
        values[2 * index + 1] = -60;
        expected[section * 84 + index] = 3;
      }
      many.readings(values);
    }
    assertSeconds(many, LONG, expected);
  }

  /* 15 min at -50 dBm with 12 dBm, with nothing, or with what stands for nothing, are all full. */
  @Test
  void twelveDecibelsAndNoPowerAreAlike() {
    assertEquals(FULL, scored(everyMinute(-50)));
    for (int power : new int[] {12, 127, 126, 21, -128}) {
      assertEquals(FULL, scored(everyMinute(-50).power(power)), power + " dBm");
      assertEquals(scored(everyMinute(-78)), scored(everyMinute(-78).power(power)), power + " dBm");
    }
    for (int wide : new int[] {127, 128, 255, 0x7FFF, 0x8000, 0xFF7F + 1 - 256}) {
      Sections sections = everyMinute(-78).section(0x41, 2).raw(wide >>> 8, wide);
      assertEquals(scored(everyMinute(-78)), scored(sections), wide + " in two bytes");
    }
  }

  /* 20 dBm sends 8 dB more than the reference: -70 then is as -78; -8 dBm 20 less: as -50. */
  @Test
  void powerIsRelativeToTheReference() {
    assertEquals(scored(everyMinute(-78)), scored(everyMinute(-70).power(20)));
    assertEquals(scored(everyMinute(-60)), scored(everyMinute(-80).power(-8)));
    assertEquals(
        scored(everyMinute(-60)), scored(everyMinute(-80).section(0x41, 2).raw(0xFF, 0xF8)));
  }

  @Test
  void readingsThatAreNoneAreLeftOut() {
    for (int none : NOT_AVAILABLE) {
      Sections all = new Sections().readings(0, none, 60, none);
      assertEquals(UNMEASURED, scored(all), none + " alone");
      assertEquals(0, score.mechanism());
      Sections some = new Sections().readings(0, -70, 60, none, 120, -70);
      assertSeconds(some, LONG, 120, 120);
      assertEquals(2, score.mechanism());
    }
    assertEquals(scored(new Sections().readings(0, 20)), scored(new Sections().readings(0, -40)));
    assertTrue(scored(new Sections().readings(0, -127)) == 0);
  }

  /* -40: within a metre, so whole. -75: a tenth. -100: 10^-3.5 of 15 min is 0.47 hundredths. */
  @Test
  void oneStrengthCountsForTheWholeLength() {
    assertEquals(FULL, scored(new Sections().dBm(0x40, -40)));
    assertEquals(2, score.mechanism());
    assertEquals(150, scored(new Sections().dBm(0x40, -75)));
    assertEquals(0, scored(new Sections().dBm(0x40, -100)));
    assertEquals(FULL, scoredWith(new Sections(), new Sections().dBm(0x40, -40)));
    assertEquals(2, score.mechanism());
    assertEquals(0, scoredWith(new Sections(), new Sections().dBm(0x40, -100)));
    read(score, new Sections().dBm(0x40, -75), new Sections());
    assertEquals(600, score.hundredths(3_600, 0), "an hour, not five minutes");
  }

  @Test
  void ofSeveralStrengthsTheMedianCounts() {
    Sections three = new Sections().dBm(0x40, -95).dBm(0x40, -75).dBm(0x40, -40);
    assertEquals(150, scored(three));
    Sections four = new Sections().dBm(0x40, -95).dBm(0x40, -76).dBm(0x40, -74).dBm(0x40, -40);
    assertEquals(150, scored(four));
    Sections some = new Sections().dBm(0x40, 127).dBm(0x40, -75).dBm(0x40, 21);
    assertEquals(150, scored(some));
  }

  @Test
  void theNearestWordCounts() {
    Sections own = new Sections().dBm(0x40, -40);
    assertEquals(150, scoredWith(everyMinute(-75), own), "readings first");
    assertEquals(150, scoredWith(everyMinute(-75).dBm(0x40, -40), own));
    assertEquals(150, scoredWith(new Sections().dBm(0x40, -75), own), "then the record's");
    for (int none : NOT_AVAILABLE) {
      assertEquals(FULL, scoredWith(new Sections().dBm(0x40, none), own), "then the payload's");
      assertEquals(UNMEASURED, scoredWith(new Sections(), new Sections().dBm(0x40, none)));
    }
    assertEquals(
        150,
        scoredWith(new Sections().power(-8), new Sections().dBm(0x40, -67).power(20)),
        "with its own power");
    assertEquals(
        150, scoredWith(new Sections().dBm(0x40, -67).power(20), new Sections().power(-8)));
    assertEquals(
        150, scoredWith(new Sections().power(20), new Sections().dBm(0x40, -75)), "or none");
  }

  @Test
  void aDayIsAQuarterOfAnHourAtTwoMetres() {
    Sections day = new Sections().section(0x83, 1).raw(1);
    assertEquals(UNMEASURED, scored(day, 0));
    assertEquals(0, score.mechanism());
    assertEquals(UNMEASURED, scored(everyMinute(-40).section(0x83, 1).raw(0), 0));
    assertEquals(0, score.mechanism());
    assertTrue(read(score, new Sections(), day));
    assertEquals(0, score.hundredths(0, 0), "within a payload the code is its sender's own");
    assertEquals(0, scored(new Sections(), 0));
  }

  /* The uploader's phone hears 5 dB too little, the other sends with 15 more: -75 is as -70, and as
   * 85 dB of attenuation. */
  @Test
  void phonesAreCorrectedByTheirModels() {
    ContactScore corrected = new ContactScore(Scoring.of(
        "briers-2020",
        RiskParameters.DEFAULT,
        new Calibration(Map.of("deaf", new Correction(0, 500), "loud", new Correction(1_500, 0)))));
    Sections deaf = everyMinute(-75).model("deaf");
    Sections loud = new Sections().model("loud");
    assertEquals(scored(everyMinute(-70)), scored(corrected, deaf, new Sections()));
    assertEquals(scored(everyMinute(-90)), scored(corrected, everyMinute(-75), loud));
    assertEquals(scored(everyMinute(-85)), scored(corrected, deaf, loud));
    assertEquals(150, scored(corrected, everyMinute(-75), new Sections()), "not as before");
    assertEquals(150, scored(corrected, everyMinute(-75).model("loud"), new Sections()));
    assertEquals(150, scored(corrected, everyMinute(-75).model("d"), new Sections()));
    assertEquals(
        scored(everyMinute(-85)),
        scored(corrected, new Sections().dBm(0x40, -75).model("deaf"), loud));
    assertEquals(
        scored(everyMinute(-85)),
        scored(
            corrected,
            new Sections().model("deaf"),
            new Sections().dBm(0x40, -75).model("loud")));
  }

  @Test
  void ofModelsTheLongestBeginningCounts() {
    Calibration models = new Calibration(Map.of(
        "iPhone", new Correction(1, 1),
        "iPhone7", new Correction(2, 2),
        "iPhone7,2", new Correction(3, 3)));
    assertEquals(3, models.of("iPhone7,2").txMillibels());
    assertEquals(3, models.of("iPhone7,2 (A1586)").txMillibels());
    assertEquals(2, models.of("iPhone7,1").rxMillibels());
    assertEquals(1, models.of("iPhone8,1").rxMillibels());
    assertEquals(0, models.of("iPhon").txMillibels());
    assertEquals(0, models.of("SM-G900F").txMillibels());
    assertEquals(0, models.of("").txMillibels());
    assertEquals(0, Calibration.NONE.of("iPhone").txMillibels());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x10, 0x30, 0x91})
  void payloadsOfTheseFamiliesHaveSectionsOfTheirOwn(int type) {
    byte[] own = new Sections().dBm(0x40, -40).bytes();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(new byte[] {(byte) type, 2, 0x42, 0, 0});
    payload.writeBytes(
        switch (type) {
          case 0x10 -> new byte[16];
          case 0x30 -> new byte[4];
          default -> new byte[] {0, (byte) (4 + own.length), 0, 2, 'i', 'd'};
        });
    payload.writeBytes(own);
    assertTrue(read(score, 0, new Sections().bytes(), payload.toByteArray()));
    assertEquals(FULL, score.hundredths(QUARTER, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x08, 0x20, 0x80, 0x88, 0x92, 0x98, 0xA0, 0xFF})
  void payloadsOfOthersHaveNone(int type) {
    byte[] payload = new byte[5 + 100];
    payload[0] = (byte) type;
    byte[] own = new Sections().dBm(0x40, -40).bytes();
    for (int at = 5; at + own.length <= payload.length; at += own.length) {
      System.arraycopy(own, 0, payload, at, own.length);
    }
    assertTrue(read(score, 0, new Sections().bytes(), payload));
    assertEquals(UNMEASURED, score.hundredths(QUARTER, 0));
    assertEquals(0, score.mechanism());
  }

  /* A payload is another's words: what makes no sense there says nothing. */
  @Test
  void whatAPayloadSaysWronglyIsNotHeard() {
    for (Sections odd : List.of(
        new Sections().section(0x40, 2).raw(-40, -40),
        new Sections().section(0x40, 3).raw(-40, -40, -40))) {
      assertEquals(UNMEASURED, scoredWith(new Sections(), odd));
    }
    Sections wide = new Sections().dBm(0x40, -75).section(0x41, 3).raw(0, 0, 20);
    assertEquals(150, scoredWith(new Sections(), wide));
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
      new Sections().section(0x40, 2).raw(0, 0),
      new Sections().section(0x41, 3).raw(0, 0, 0),
      new Sections().section(0x83, 2).raw(1, 1),
      new Sections().readings(0, -60).raw(1)
    }) {
      assertFalse(read(score, broken, new Sections()));
    }
  }

  /// Reads a contact of a Simple payload.
  ///
  /// @param own sections of the payload itself
  static boolean read(ContactScore score, Sections sections, Sections own) {
    return read(score, 0, sections, own);
  }

  /// Reads one that lasts so long.
  static boolean read(ContactScore score, long seconds, Sections sections, Sections own) {
    byte[] tail = own.bytes();
    byte[] payload = new byte[5 + 16 + tail.length];
    payload[0] = 0x10;
    System.arraycopy(tail, 0, payload, 5 + 16, tail.length);
    return read(score, seconds, sections.bytes(), payload);
  }

  private static boolean read(ContactScore score, long seconds, byte[] sections, byte[] payload) {
    BlockBuilder builder = BlockBuilder.contacts();
    assertTrue(builder.addContact(0, seconds, payload, sections));
    byte[] block = builder.finish();
    ContactCursor contact = new ContactCursor().wrap(block, 0, BlockHeader.read(block, 0));
    assertTrue(contact.next());
    return score.read(block, contact);
  }

  private static Sections everyMinute(int strength) {
    int[] values = new int[2 * 15];
    for (int minute = 0; minute < 15; minute++) {
      values[2 * minute] = 60 * minute;
      values[2 * minute + 1] = strength;
    }
    return new Sections().readings(values);
  }

  private int scored(Sections sections) {
    return scored(sections, QUARTER);
  }

  private int scored(Sections sections, int seconds) {
    assertTrue(read(score, sections, new Sections()));
    return score.hundredths(seconds, 0);
  }

  private int scoredWith(Sections sections, Sections own) {
    return scored(score, sections, own);
  }

  private static int scored(ContactScore score, Sections sections, Sections own) {
    assertTrue(read(score, sections, own));
    return score.hundredths(QUARTER, 0);
  }

  private void assertSeconds(Sections sections, long duration, double... expected) {
    assertTrue(read(score, sections, new Sections()));
    double[] seconds = new double[score.count()];
    for (int index = 0; index < seconds.length; index++) {
      seconds[index] = score.seconds(index, duration);
    }
    assertArrayEquals(expected, seconds, 1e-9);
  }
}
