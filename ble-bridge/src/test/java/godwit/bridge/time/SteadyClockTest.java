package godwit.bridge.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTest {
  private final ManualClocks machine = new ManualClocks("2026-11-20T12:00:00Z");
  private final SteadyClock steady = new SteadyClock(machine);

  @ParameterizedTest
  @ValueSource(longs = {-7200, -30, 30, 3600})
  void goesOnEvenlyWhenTheClockIsSetAndFollowsAfterAMinute(long seconds) {
    Instant start = machine.instant();
    machine.advance(Duration.ofSeconds(10));
    machine.set(machine.instant().plusSeconds(seconds));
    assertEquals(start.plusSeconds(10).toEpochMilli(), steady.millis());
    machine.advance(Duration.ofSeconds(59));
    assertEquals(start.plusSeconds(69).toEpochMilli(), steady.millis());
    machine.advance(Duration.ofSeconds(1));
    assertEquals(start.plusSeconds(70 + seconds).toEpochMilli(), steady.millis());
    assertEquals(1, steady.jumps());
  }

  @Test
  void aJumpThatIsTakenBackChangesNothing() {
    machine.set(machine.instant().plusSeconds(500));
    steady.millis();
    machine.advance(Duration.ofSeconds(5));
    machine.set(machine.instant().minusSeconds(500));
    machine.advance(Duration.ofSeconds(100));
    assertEquals(machine.millis(), steady.millis());
  }
}
