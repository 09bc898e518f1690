package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Which blocks a destination keeps.
class IntakeRulesTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
  private static final int DAY = (int) TODAY.toEpochDay();
  private static final long NOON = DAY * 86_400L + 12 * 3_600;
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode BERGEN = RoutingCode.nation(578, 46);
  private static final RoutingCode OPERATOR = RoutingCode.custom(NORWAY.code());

  private static final Verdict NOT_ROUTABLE = new Verdict.Rejected(RejectReason.NOT_ROUTABLE);
  private static final Verdict WRONG_VENUE = new Verdict.Rejected(RejectReason.WRONG_VENUE);
  private static final Verdict BAD_TIMES = new Verdict.Rejected(RejectReason.BAD_TIMES);
  private static final Verdict BAD_PAYLOAD = new Verdict.Rejected(RejectReason.BAD_PAYLOAD);
  private static final Verdict OUT = new Verdict.Rejected(RejectReason.DATE_OUT_OF_WINDOW);

  @Test
  void aNationalAuthorityTakesItsStatesAndAStateItselfAlone() {
    assertEquals(Verdict.KEPT, simple(NORWAY, NORWAY));
    assertEquals(Verdict.KEPT, simple(NORWAY, BERGEN));
    assertEquals(Verdict.KEPT, simple(BERGEN, BERGEN));
    assertEquals(NOT_ROUTABLE, simple(BERGEN, NORWAY));
    assertEquals(NOT_ROUTABLE, simple(BERGEN, RoutingCode.nation(578, 47)));
    assertEquals(NOT_ROUTABLE, simple(NORWAY, RoutingCode.nation(579, 0)));
    assertEquals(NOT_ROUTABLE, simple(NORWAY, RoutingCode.nation(0, 0)));
    assertEquals(NOT_ROUTABLE, simple(NORWAY, RoutingCode.nation(1_000, 0)));
  }

  @Test
  void customTypesGoToTheCustomAuthorityOfTheSameCode() {
    assertEquals(Verdict.KEPT, exposures(OPERATOR, 0x07, OPERATOR.code(), DAY, 16));
    assertEquals(NOT_ROUTABLE, exposures(OPERATOR, 0x07, OPERATOR.code() + 1, DAY, 16));
    assertEquals(NOT_ROUTABLE, exposures(OPERATOR, 0x08, OPERATOR.code(), DAY, 16));
    assertEquals(NOT_ROUTABLE, exposures(NORWAY, 0x07, NORWAY.code(), DAY, 16));
  }

  @Test
  void theWindowIsTwentyOneDaysBackAndOneAhead() {
    assertEquals(OUT, exposures(NORWAY, 0x10, NORWAY.code(), DAY - 22, 16));
    assertEquals(Verdict.KEPT, exposures(NORWAY, 0x10, NORWAY.code(), DAY - 21, 16));
    assertEquals(Verdict.KEPT, exposures(NORWAY, 0x10, NORWAY.code(), DAY + 1, 16));
    assertEquals(OUT, exposures(NORWAY, 0x10, NORWAY.code(), DAY + 2, 16));
  }

  @Test
  void oneBadPayloadRejectsItsBlock() {
    BlockBuilder mixed = BlockBuilder.exposures(0x10, NORWAY.code(), DAY, 1, 2, 0);
    assertTrue(mixed.addExposure(1, new byte[16], 0, 16));
    assertTrue(mixed.addExposure(1, new byte[15], 0, 15));
    assertTrue(mixed.addExposure(1, new byte[16], 0, 16));
    assertEquals(BAD_PAYLOAD, judge(NORWAY, OptionalLong.empty(), mixed.finish()));
    assertEquals(BAD_PAYLOAD, exposures(NORWAY, 0x10, NORWAY.code(), DAY, 15));
    assertEquals(Verdict.KEPT, exposures(NORWAY, 0x18, NORWAY.code(), DAY, 507));
    assertEquals(BAD_PAYLOAD, exposures(NORWAY, 0x18, NORWAY.code(), DAY, 508));
  }

  /* Simple data is 16 bytes; what follows is sections, which each record may have otherwise. */
  @Test
  void everyRecordIsLookedAtWhereItsLengthDoesNotDecide() {
    BlockBuilder block = BlockBuilder.exposures(0x10, NORWAY.code(), DAY, 1, 2, 19);
    byte[] sound = new byte[19];
    sound[16] = 0x40;
    sound[17] = 1;
    assertTrue(block.addExposure(1, sound, 0, 19));
    assertEquals(Verdict.KEPT, judge(NORWAY, OptionalLong.empty(), block.finish()));
    byte[] broken = sound.clone();
    broken[17] = 2;
    assertTrue(block.addExposure(1, sound, 0, 19));
    assertTrue(block.addExposure(1, broken, 0, 19));
    assertEquals(BAD_PAYLOAD, judge(NORWAY, OptionalLong.empty(), block.finish()));
  }

  @Test
  void countsIdsOfZerosOfWhatIsKept() {
    IntakeRules rules = new IntakeRules(
        DateWindow.around(TODAY, Limits.DEFAULT), NOON, NORWAY, OptionalLong.empty());
    byte[] id = new byte[16];
    for (int length : new int[] {16, 0}) {
      BlockBuilder block = BlockBuilder.exposures(0x10, NORWAY.code(), DAY, 1, 2, length);
      for (int index = 0; index < 100; index++) {
        Arrays.fill(id, (byte) 0);
        if (index % 10 != 0) id[index % 16] = 1;
        assertTrue(block.addExposure(65_535 - index, id, 0, 16));
      }
      byte[] bytes = block.finish();
      assertEquals(Verdict.KEPT, rules.judge(BlockHeader.read(bytes, 0), bytes, 0));
    }
    BlockBuilder bad = BlockBuilder.exposures(0x10, NORWAY.code(), DAY, 1, 2, 0);
    assertTrue(bad.addExposure(1_000, id, 0, 16));
    assertTrue(bad.addExposure(1_000, id, 0, 15));
    byte[] rejected = bad.finish();
    assertEquals(BAD_PAYLOAD, rules.judge(BlockHeader.read(rejected, 0), rejected, 0));
    assertEquals(20, rules.zeroIds());
  }

  @Test
  void venuePeriodsStartOnTheirBlocksDayAndDoNotEndBefore() {
    assertEquals(Verdict.KEPT, venue(OptionalLong.empty(), NORWAY, 7, NOON, NOON));
    assertEquals(Verdict.KEPT, venue(OptionalLong.empty(), NORWAY, 7, NOON, NOON + 86_400));
    assertEquals(BAD_TIMES, venue(OptionalLong.empty(), NORWAY, 7, NOON, NOON - 1));
    assertEquals(BAD_TIMES, venue(OptionalLong.empty(), NORWAY, 7, NOON + 86_400, NOON + 90_000));
    long midnight = DAY * 86_400L;
    assertEquals(Verdict.KEPT, venue(OptionalLong.empty(), NORWAY, 7, midnight, NOON));
    assertEquals(BAD_TIMES, venue(OptionalLong.empty(), NORWAY, 7, midnight - 1, NOON));
  }

  /* Of any clock; a period that ends a day ahead is one that somebody plans for. */
  @Test
  void venuePeriodsLastADayAtMostAndEndWithinOne() {
    OptionalLong none = OptionalLong.empty();
    assertEquals(Verdict.KEPT, venue(none, NORWAY, 7, NOON, NOON + 86_400));
    assertEquals(BAD_TIMES, venue(none, NORWAY, 7, NOON + 1, NOON + 86_401));
    long midnight = DAY * 86_400L;
    assertEquals(Verdict.KEPT, venue(none, NORWAY, 7, midnight, midnight + 86_400));
    assertEquals(BAD_TIMES, venue(none, NORWAY, 7, midnight, midnight + 86_401));
    assertEquals(BAD_TIMES, venue(none, NORWAY, 7, NOON, 0xFFFF_FFFFL));
  }

  @Test
  void aVenuePathTakesThatVenueOfExactlyThatAuthority() {
    OptionalLong seven = OptionalLong.of(7);
    OptionalLong largest = OptionalLong.of(0xFFFF_FFFFL);
    assertEquals(Verdict.KEPT, venue(seven, NORWAY, 7, NOON, NOON));
    assertEquals(WRONG_VENUE, venue(seven, NORWAY, 8, NOON, NOON));
    assertEquals(WRONG_VENUE, venue(seven, BERGEN, 7, NOON, NOON));
    assertEquals(Verdict.KEPT, venue(largest, NORWAY, 0xFFFF_FFFFL, NOON, NOON));
    BlockBuilder plain = BlockBuilder.exposures(0x10, NORWAY.code(), DAY, 1, 2, 16);
    assertTrue(plain.addExposure(1, new byte[16], 0, 16));
    assertEquals(WRONG_VENUE, judge(NORWAY, seven, plain.finish()));
  }

  private static Verdict simple(RoutingCode destination, RoutingCode code) {
    return exposures(destination, 0x10, code.code(), DAY, 16);
  }

  private static Verdict exposures(
      RoutingCode destination, int type, int code, int date, int length) {
    BlockBuilder block = BlockBuilder.exposures(type, code, date, 1, 2, length);
    assertTrue(block.addExposure(1, new byte[length], 0, length));
    return judge(destination, OptionalLong.empty(), block.finish());
  }

  private static Verdict venue(
      OptionalLong path, RoutingCode code, long venue, long start, long end) {
    BlockBuilder block = BlockBuilder.venue(0x30, code.code(), DAY, 1, 0);
    assertTrue(block.addVenue(venue, start, end, 5, new byte[0]));
    return judge(NORWAY, path, block.finish());
  }

  private static Verdict judge(RoutingCode destination, OptionalLong venue, byte[] block) {
    DateWindow window = DateWindow.around(TODAY, Limits.DEFAULT);
    return new IntakeRules(window, NOON, destination, venue)
        .judge(BlockHeader.read(block, 0), block, 0);
  }
}
