package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.domain.ContactRules.Outcome;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Scores of whole contacts, computed by hand, and what is rejected.
class ContactRulesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final long NOON = TODAY.toEpochDay() * 86_400 + 12 * 3_600;
  private static final int NORWAY = 578 << 16;
  private static final int SIMPLE = 0x10;

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
    /* 12 dBm: -39 is 10 dB below P1m = -29. */
    assertEquals(
        100, briers(600, new Sections().readings(0, -39, 300, -39).power(12), 0).score());
  }

  /* 4 min × 1.5 + 4 min × 1 + 2 min × 0.5 = 11; 7 days after onset × 0.5 = 5.5. */
  @Test
  void bucketsAddUpTheirReadings() {
    Sections readings = new Sections().readings(0, -50, 240, -60, 480, -66);
    assertEquals(1_100, buckets(600, readings, 0).score());
    assertEquals(550, buckets(600, readings, 7).score());
    assertEquals(0, buckets(600, readings, 15).score());
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

  /* n seconds at -65 are n / 60 min, n × 1.6667 hundredths: 3 s are exactly 5, and with weight
   * 0.5 (66 dB) 2.5, which becomes 3; 1 s at 0.5 is 0.83, which becomes 1. */
  @Test
  void hundredthsAreRoundedHalfUp() {
    assertEquals(5, buckets(3, new Sections().readings(0, -60), 0).score());
    assertEquals(3, buckets(3, new Sections().readings(0, -66), 0).score());
    assertEquals(1, buckets(1, new Sections().readings(0, -66), 0).score());
    assertEquals(0, buckets(0, new Sections().readings(0, -66), 0).score());
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
    var rules = RiskMechanism.AttenuationBuckets.DEFAULT;
    assertEquals(0, exposure(judge(rules, tested, NOON, NOON + 600, payload)).score());
    assertEquals(1_000, exposure(judge(rules, ill, NOON, NOON + 600, payload)).score());
  }

  @Test
  void aContactBelongsToTheDayItStartedOn() {
    long late = TODAY.toEpochDay() * 86_400 + 86_399;
    var exposure = exposure(judge(
        RiskMechanism.AttenuationBuckets.DEFAULT,
        on(0),
        late,
        late + 600,
        payload(SIMPLE, NORWAY, 16)));
    assertEquals(TODAY.toEpochDay(), exposure.date());
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
    rejected(RejectReason.BAD_TIMES, NOON, NOON - 1, sound);
    rejected(RejectReason.DATE_OUT_OF_WINDOW, NOON - 22 * 86_400, NOON, sound);
    rejected(RejectReason.DATE_OUT_OF_WINDOW, NOON + 2 * 86_400, NOON + 3 * 86_400, sound);
    byte[] largest = payload(0x18, NORWAY, 507);
    exposure(judge(RiskMechanism.Briers2020.DEFAULT, on(0), NOON, NOON, largest));
    exposure(judge(RiskMechanism.Briers2020.DEFAULT, on(0), NOON - 21 * 86_400, NOON, sound));
    exposure(judge(RiskMechanism.Briers2020.DEFAULT, on(0), NOON + 86_400, NOON + 86_400, sound));
  }

  private static void rejected(RejectReason reason, long start, long end, byte[] payload) {
    assertEquals(
        new Outcome.Rejected(reason),
        judge(RiskMechanism.Briers2020.DEFAULT, on(0), start, end, payload));
  }

  private static Outcome.Exposure briers(int seconds, Sections sections, int daysAfterOnset) {
    return scored(RiskMechanism.Briers2020.DEFAULT, seconds, sections, daysAfterOnset);
  }

  private static Outcome.Exposure buckets(int seconds, Sections sections, int daysAfterOnset) {
    return scored(RiskMechanism.AttenuationBuckets.DEFAULT, seconds, sections, daysAfterOnset);
  }

  private static Outcome.Exposure scored(
      RiskMechanism mechanism, int seconds, Sections sections, int daysAfterOnset) {
    return exposure(judge(
        mechanism,
        on(daysAfterOnset),
        NOON,
        NOON + seconds,
        payload(SIMPLE, NORWAY, 16),
        sections.bytes()));
  }

  private static Case on(int daysAfterOnset) {
    return new Case(1, TODAY, Optional.of(TODAY.minusDays(daysAfterOnset)), true);
  }

  private static Outcome.Exposure exposure(Outcome outcome) {
    return assertInstanceOf(Outcome.Exposure.class, outcome);
  }

  private static Outcome judge(
      RiskMechanism mechanism, Case confirmed, long start, long end, byte[] payload) {
    return judge(mechanism, confirmed, start, end, payload, new byte[0]);
  }

  private static Outcome judge(
      RiskMechanism mechanism,
      Case confirmed,
      long start,
      long end,
      byte[] payload,
      byte[] sections) {
    BlockBuilder builder = BlockBuilder.contacts();
    assertTrue(builder.addContact(start, end, payload, sections));
    byte[] block = builder.finish();
    ContactCursor contact = new ContactCursor().wrap(block, 0, BlockHeader.read(block, 0));
    assertTrue(contact.next());
    DateWindow window = DateWindow.around(TODAY, Limits.DEFAULT);
    return new ContactRules(window, mechanism, confirmed).judge(block, contact);
  }

  private static byte[] payload(int type, int code, int length) {
    return ByteBuffer.allocate(5 + length).put((byte) type).putInt(code).array();
  }
}
