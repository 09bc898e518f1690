package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ContactRules.Outcome;
import godwit.domain.risk.Calibration;
import godwit.domain.risk.RiskParameters;
import godwit.domain.risk.Scoring;
import godwit.domain.risk.Sections;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Scores of whole contacts, computed by hand, and what is rejected.
class ContactRulesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final long NOON = TODAY.toEpochDay() * 86_400 + 12 * 3_600;
  private static final long YESTERDAY = NOON - 86_400;
  private static final int NORWAY = 578 << 16;
  private static final int SIMPLE = 0x10;
  private static final Scoring BRIERS = Scoring.DEFAULT;
  private static final Scoring BUCKETS =
      Scoring.of("attenuation-buckets", RiskParameters.DEFAULT, Calibration.NONE);

  /* 10 min at -75 dBm, 0.1 each: 1 min; on the day of onset: × 1 = 1.00. */
  @Test
  void briersAddsUpItsReadings() {
    Sections readings = new Sections().readings(0, -75, 300, -75);
    assertEquals(100, briers(600, readings, 0).score());
    assertEquals(2, briers(600, readings, 0).mechanism());
    /* Two days later × exp(-4 / 15.125) = 0.767617: 76.76, half up 77. */
    assertEquals(77, briers(600, readings, 2).score());
    /* 5 min at -65 count whole, 5 min at -85 a hundredth: 5 + 0.05. */
    assertEquals(505, briers(600, new Sections().readings(0, -65, 300, -85), 0).score());
    /* 2 dBm, 10 below the reference: P1m = -75, and -85 is 10 dB below that. */
    assertEquals(
        100, briers(600, new Sections().readings(0, -85, 300, -85).power(2), 0).score());
  }

  /* 4 min × 1.5 + 4 min × 1 + 2 min × 0.5 = 11; 7 days after onset × 0.5 = 5.5. */
  @Test
  void bucketsAddUpTheirReadings() {
    Sections readings = new Sections().readings(0, -50, 240, -60, 480, -66);
    assertEquals(1_100, buckets(600, readings, 0).score());
    assertEquals(550, buckets(600, readings, 7).score());
    assertEquals(new Outcome.Harmless(), judged(BUCKETS, 600, readings, 15));
    assertEquals(1, buckets(600, readings, 0).mechanism());
  }

  /* 10 min at 2 m: × 0.25 = 2.5 with Briers, × 1 with buckets; mechanism not disclosed. */
  @Test
  void aContactWithoutReadingsCountsAsOneAtTwoMetres() {
    assertEquals(250, briers(600, new Sections(), 0).score());
    assertEquals(1_000, buckets(600, new Sections(), 0).score());
    assertEquals(0, briers(600, new Sections(), 0).mechanism());
    assertEquals(0, buckets(600, new Sections(), 0).mechanism());
  }

  /* 10 min within the window at 2 m: × 0.25 = 2.5 with Briers, × 1 with buckets, whatever was heard
   * and however long ago; five minutes of it are half. */
  @Test
  void anOutbreakCountsTheTimeThatLiesInItsWindow() {
    Sections near = new Sections().readings(0, -40);
    assertEquals(250, released(BRIERS, near, "", -600, 600).score());
    assertEquals(1_000, released(BUCKETS, near, "", -600, 600).score());
    assertEquals(0, released(BRIERS, near, "", -600, 600).mechanism());
    assertEquals(125, released(BRIERS, near, "", 300, 5_000).score());
    assertEquals(125, released(BRIERS, near, "", -5_000, 300).score());
    Sections there = new Sections().text(0x11, "bar").text(0x11, "hall");
    assertEquals(250, released(BRIERS, there, "hall", 0, 600).score());
    assertEquals(250, released(BRIERS, there, "bar", 0, 600).score());
    assertEquals(new Outcome.Harmless(), judged(BRIERS, there, "ha", 0, 600));
    assertEquals(new Outcome.Harmless(), judged(BRIERS, near, "hall", 0, 600));
    assertEquals(new Outcome.Harmless(), judged(BRIERS, near, "", 600, 900));
    assertEquals(new Outcome.Harmless(), judged(BRIERS, near, "", -900, 0));
  }

  private static Outcome.Exposure released(
      Scoring scoring, Sections sections, String area, long from, long to) {
    return assertInstanceOf(Outcome.Exposure.class, judged(scoring, sections, area, from, to));
  }

  /* Ten minutes from yesterday's noon on, under an outbreak with a window around them. */
  private static Outcome judged(
      Scoring scoring, Sections sections, String area, long from, long to) {
    OutbreakWindow window = new OutbreakWindow(
        area.isEmpty() ? Optional.empty() : Optional.of(area),
        Instant.ofEpochSecond(YESTERDAY + from),
        Instant.ofEpochSecond(YESTERDAY + to));
    Case outbreak = new Case(1, TODAY.minusDays(20), Optional.empty(), true);
    byte[] payload = payload(SIMPLE, NORWAY, 16);
    return judge(
        scoring,
        outbreak,
        YESTERDAY,
        YESTERDAY + 600,
        payload,
        sections.bytes(),
        Optional.of(window));
  }

  /* n seconds at -65 are n / 60 min, n × 1.6667 hundredths: 3 s are exactly 5, and with weight
   * 0.5 (66 dB) 2.5, which becomes 3; 1 s at 0.5 is 0.83, which becomes 1. */
  @Test
  void hundredthsAreRoundedHalfUp() {
    assertEquals(5, buckets(3, new Sections().readings(0, -60), 0).score());
    assertEquals(3, buckets(3, new Sections().readings(0, -66), 0).score());
    assertEquals(1, buckets(1, new Sections().readings(0, -66), 0).score());
    assertEquals(new Outcome.Harmless(), judged(BUCKETS, 0, new Sections(), 0));
  }

  /* 39,321 s are 655.35 min, the most there is; 39,320 s are 655.33. */
  @Test
  void aScoreSaturates() {
    assertEquals(65_533, buckets(39_320, new Sections(), 0).score());
    assertEquals(65_535, buckets(39_321, new Sections(), 0).score());
    assertEquals(65_535, buckets(39_322, new Sections(), 0).score());
    assertEquals(65_535, buckets(86_400, new Sections(), 0).score());
  }

  @Test
  void daysCountFromOnsetOrElseFromTheTest() {
    Case tested = new Case(1, TODAY.minusDays(20), Optional.empty(), true);
    Case ill = new Case(1, TODAY.minusDays(20), Optional.of(TODAY), true);
    byte[] payload = payload(SIMPLE, NORWAY, 16);
    var rules = BUCKETS;
    assertEquals(new Outcome.Harmless(), judge(rules, tested, NOON - 600, NOON, payload));
    assertEquals(1_000, exposure(judge(rules, ill, NOON - 600, NOON, payload)).score());
  }

  @Test
  void aContactBelongsToTheDayItStartedOn() {
    long late = TODAY.toEpochDay() * 86_400 - 1;
    var exposure = exposure(judge(BUCKETS, on(0), late, late + 600, payload(SIMPLE, NORWAY, 16)));
    assertEquals(TODAY.toEpochDay() - 1, exposure.date());
    assertEquals(SIMPLE, exposure.header().payloadType());
    assertEquals(NORWAY, exposure.header().routing().code());
  }

  @Test
  void rejectsWhatCannotBeRoutedOrRead() {
    byte[] sound = payload(SIMPLE, NORWAY, 16);
    rejected(RejectReason.BAD_PAYLOAD, NOON, NOON + 1, new byte[0]);
    rejected(RejectReason.BAD_PAYLOAD, NOON, NOON + 1, payload(SIMPLE, NORWAY, 0));
    rejected(RejectReason.BAD_PAYLOAD, NOON, NOON + 1, payload(SIMPLE, NORWAY, 15));
    rejected(RejectReason.BAD_PAYLOAD, NOON, NOON + 1, payload(0x18, NORWAY, 508));
    rejected(RejectReason.NOT_ROUTABLE, NOON, NOON + 1, payload(SIMPLE, 0, 16));
    rejected(RejectReason.NOT_ROUTABLE, NOON, NOON + 1, payload(SIMPLE, 1_000 << 16, 16));
    rejected(RejectReason.DATE_OUT_OF_WINDOW, NOON - 22 * 86_400, NOON - 21 * 86_400, sound);
    byte[] largest = payload(0x18, NORWAY, 507);
    exposure(judge(BRIERS, on(0), NOON - 600, NOON, largest));
    exposure(judge(BRIERS, on(20), NOON - 21 * 86_400, NOON - 20 * 86_400, sound));
  }

  /* A clock's tolerance and a day, both included. */
  @Test
  void rejectsTimesThatCannotBe() {
    byte[] sound = payload(SIMPLE, NORWAY, 16);
    long quarter = 15 * 60;
    exposure(judge(BRIERS, on(0), NOON, NOON + quarter, sound));
    exposure(judge(BRIERS, on(0), NOON + quarter - 86_400, NOON + quarter, sound));
    for (long[] times : new long[][] {
      {NOON, NOON - 1},
      {NOON, NOON + quarter + 1},
      {NOON + quarter - 86_401, NOON + quarter},
      {NOON - 21 * 86_400, NOON},
      {NOON + 86_400, NOON + 86_400},
      {NOON, 0xFFFF_FFFFL},
      {0xFFFF_FFFFL, 0xFFFF_FFFFL}
    }) {
      rejected(RejectReason.BAD_TIMES, times[0], times[1], sound);
    }
  }

  /* 15 min at 2 m: 3.75 with Briers, 15 with buckets. */
  @Test
  void aDayAloneIsAQuarterOfAnHourAtTwoMetres() {
    byte[] payload = payload(SIMPLE, NORWAY, 16);
    byte[] day = new Sections().section(0x83, 1).raw(1).bytes();
    long midnight = TODAY.toEpochDay() * 86_400;
    var briers = exposure(judge(BRIERS, on(0), midnight, midnight, payload, day));
    assertEquals(375, briers.score());
    assertEquals(0, briers.mechanism());
    assertEquals(TODAY.toEpochDay(), briers.date());
    assertEquals(
        1_500, exposure(judge(BUCKETS, on(0), midnight, midnight, payload, day)).score());
    /* Where a start and an end are said, they count. */
    var minute = exposure(judge(BRIERS, on(0), midnight, midnight + 60, payload, day));
    assertEquals(25, minute.score());
    assertEquals(
        new Outcome.Harmless(), judge(BRIERS, on(0), midnight, midnight, payload, new byte[0]));
  }

  /* -95 dBm for a minute; and near, 18 days before onset. */
  @Test
  void whatScoresNothingIsHarmlessUnlessItTakesBack() {
    Sections far = new Sections().readings(0, -95, 30, -95);
    assertEquals(new Outcome.Harmless(), judged(BRIERS, 60, far, 0));
    assertEquals(new Outcome.Harmless(), judged(BRIERS, 600, new Sections().dBm(0x40, -40), -18));
    Case revoked = new Case(5, TODAY, Optional.of(TODAY), true);
    byte[] payload = payload(SIMPLE, NORWAY, 16);
    for (Sections sections : new Sections[] {far, new Sections().dBm(0x40, -40)}) {
      var exposure = exposure(judge(BRIERS, revoked, NOON - 600, NOON, payload, sections.bytes()));
      assertEquals(0, exposure.score());
    }
  }

  private static void rejected(RejectReason reason, long start, long end, byte[] payload) {
    assertEquals(new Outcome.Rejected(reason), judge(BRIERS, on(0), start, end, payload));
  }

  private static Outcome.Exposure briers(int seconds, Sections sections, int daysAfterOnset) {
    return exposure(judged(BRIERS, seconds, sections, daysAfterOnset));
  }

  private static Outcome.Exposure buckets(int seconds, Sections sections, int daysAfterOnset) {
    return exposure(judged(BUCKETS, seconds, sections, daysAfterOnset));
  }

  private static Outcome judged(
      Scoring scoring, int seconds, Sections sections, int daysAfterOnset) {
    return judge(
        scoring,
        on(daysAfterOnset + 1),
        YESTERDAY,
        YESTERDAY + seconds,
        payload(SIMPLE, NORWAY, 16),
        sections.bytes());
  }

  private static Case on(int daysAfterOnset) {
    return new Case(1, TODAY, Optional.of(TODAY.minusDays(daysAfterOnset)), true);
  }

  private static Outcome.Exposure exposure(Outcome outcome) {
    return assertInstanceOf(Outcome.Exposure.class, outcome);
  }

  private static Outcome judge(
      Scoring scoring, Case confirmed, long start, long end, byte[] payload) {
    return judge(scoring, confirmed, start, end, payload, new byte[0]);
  }

  private static Outcome judge(
      Scoring scoring, Case confirmed, long start, long end, byte[] payload, byte[] sections) {
    return judge(scoring, confirmed, start, end, payload, sections, Optional.empty());
  }

  private static Outcome judge(
      Scoring scoring,
      Case confirmed,
      long start,
      long end,
      byte[] payload,
      byte[] sections,
      Optional<OutbreakWindow> outbreak) {
    BlockBuilder builder = BlockBuilder.contacts();
    assertTrue(builder.addContact(start, end, payload, sections));
    byte[] block = builder.finish();
    ContactCursor contact = new ContactCursor().wrap(block, 0, BlockHeader.read(block, 0));
    assertTrue(contact.next());
    DateWindow window = DateWindow.around(TODAY, Limits.DEFAULT);
    HeaderRules headers =
        new HeaderRules(Optional.empty(), country -> RoutingCode.nation(country, 0));
    return new ContactRules(window, NOON, headers, scoring, confirmed, outbreak)
        .judge(block, contact);
  }

  private static byte[] payload(int type, int code, int length) {
    return ByteBuffer.allocate(5 + length).put((byte) type).putInt(code).array();
  }
}
