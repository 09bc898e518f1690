package godwit.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixPolicyTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final MixPolicy policy = MixPolicy.DEFAULT;

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T12:00:00Z, 2026-11-21T12:00:00Z",
    "2026-11-21T12:04:59.999Z, 2026-11-21T12:00:00Z",
    "2026-11-21T12:05:00Z, 2026-11-21T12:05:00Z",
    "1969-12-31T23:59:59Z, 1969-12-31T23:55:00Z"
  })
  void ticksAreMultiplesOfFiveMinutes(Instant now, Instant tick) {
    assertEquals(tick, policy.tick(now));
  }

  @Test
  void enoughCasesLeaveAtTheNextTick() {
    assertTrue(policy.leaves(5, NOON.minusSeconds(1), NOON));
    assertFalse(policy.leaves(4, NOON.minusSeconds(1), NOON));
  }

  @Test
  void nothingLeavesWhereNothingWaits() {
    assertFalse(policy.leaves(0, NOON.minus(Duration.ofHours(3)), NOON));
  }

  @Test
  void noneWaitsLongerThanAnHour() {
    for (int second = 0; second < 3_600; second++) {
      Instant pooled = NOON.plusSeconds(second);
      Instant tick = policy.tick(pooled).plus(policy.every());
      while (!policy.leaves(1, pooled, tick)) tick = tick.plus(policy.every());
      Duration waited = Duration.between(pooled, tick);
      assertTrue(waited.compareTo(policy.atMost()) <= 0, () -> pooled + " waited " + waited);
      assertTrue(waited.compareTo(Duration.ofMinutes(54)) > 0, () -> pooled + " left early");
    }
  }

  @Test
  void atMostIsNeverShorterThanATick() {
    Duration five = Duration.ofMinutes(5);
    assertThrows(
        IllegalArgumentException.class, () -> new MixPolicy(five, 5, Duration.ofMinutes(4), false));
    assertTrue(new MixPolicy(five, 5, five, false).leaves(1, NOON.minusSeconds(1), NOON));
  }
}
