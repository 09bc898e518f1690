package godwit.perf.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineStatTest {
  @Test
  void addsAllColumnsButThoseOfGuests() {
    assertEquals(new MachineStat(36, 8), MachineStat.parse("cpu  1 2 3 4 5 6 7 8 900 900"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 7", "intr 1"})
  void refusesOtherLines(String line) {
    assertThrows(IllegalArgumentException.class, () -> MachineStat.parse(line));
  }

  @Test
  void tellsTheShareThatWasTaken() {
    var earlier = new MachineStat(1_000, 10);
    assertEquals(0.25, new MachineStat(1_200, 60).stealSince(earlier));
    assertEquals(0, earlier.stealSince(earlier));
  }

  @Test
  void readsThisMachine() throws Exception {
    var before = MachineStat.read();
    assertTrue(before.total() > 0);
    var noise = MachineStat.noiseSince(before);
    assertTrue(noise.load() >= 0 && noise.steal() >= 0 && noise.steal() <= 1, noise.toString());
  }
}
