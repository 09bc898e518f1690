package godwit.bridge.venue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.TimeQuality;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayClockTest {
  private static final long NOON = Instant.parse("2026-11-20T12:00:00Z").toEpochMilli();

  private final GatewayClock clock = new GatewayClock();

  @Test
  void believesAClockThatAgrees() {
    assertEquals(
        new GatewayClock.Stamp(NOON - 300, TimeQuality.RECEIVER),
        clock.stamp(NOON, OptionalLong.of(NOON - 300), false));
  }

  @ParameterizedTest
  @ValueSource(longs = {90_000, -40_000, 3_600_000, -86_400_000})
  void putsAClockRightThatIsOff(long ahead) {
    for (int second = 0; second < 60; second++) {
      long at = NOON + 1000L * second;
      GatewayClock.Stamp stamp = clock.stamp(at + 200, OptionalLong.of(at + ahead), false);
      assertTrue(Math.abs(stamp.millis() - at) <= 1000);
      assertEquals(TimeQuality.CORRECTED, stamp.quality());
    }
  }

  @Test
  void whatWaitedIsGivenTheTimeAtWhichItWasHeard() {
    clock.stamp(NOON, OptionalLong.of(NOON), false);
    long back = NOON + 6 * 3_600_000L;
    for (int second = 1; second < 3600; second += 10) {
      long heard = NOON + 1000L * second;
      assertEquals(
          new GatewayClock.Stamp(heard, TimeQuality.RECEIVER),
          clock.stamp(back + second, OptionalLong.of(heard), false));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:10Z", "2019-12-31T23:59:59Z", "2107-01-01T00:00:00Z"})
  void aTimeThatCannotBeIsReplaced(String said) {
    assertEquals(
        new GatewayClock.Stamp(NOON, TimeQuality.DOUBTFUL),
        clock.stamp(NOON, OptionalLong.of(Instant.parse(said).toEpochMilli()), false));
    assertEquals(1, clock.impossible());
  }

  @Test
  void aClockThatJumpsBackIsDoubtedUntilItKeepsToItsTime() {
    clock.stamp(NOON, OptionalLong.of(NOON), false);
    GatewayClock.Stamp stamp = new GatewayClock.Stamp(0, TimeQuality.DOUBTFUL);
    for (int second = 1; second <= 20; second++) {
      long at = NOON + 1000L * second;
      stamp = clock.stamp(at, OptionalLong.of(at - 3_600_000), false);
      assertEquals(at, stamp.millis());
      assertEquals(second <= 8 ? TimeQuality.DOUBTFUL : TimeQuality.CORRECTED, stamp.quality());
    }
    assertEquals(1, clock.steps());
  }

  @Test
  void aClockThatJumpsAheadIsFollowedAtOnce() {
    clock.stamp(NOON, OptionalLong.of(NOON), false);
    long at = NOON + 1000;
    assertEquals(
        new GatewayClock.Stamp(at, TimeQuality.CORRECTED),
        clock.stamp(at, OptionalLong.of(at + 3_600_000), false));
    assertEquals(1, clock.steps());
  }

  @Test
  void withoutATimeThatOfArrivalCounts() {
    assertEquals(
        new GatewayClock.Stamp(NOON, TimeQuality.ARRIVAL),
        clock.stamp(NOON, OptionalLong.empty(), false));
  }
}
