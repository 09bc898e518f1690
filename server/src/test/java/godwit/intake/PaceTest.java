package godwit.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A sender is judged by whole times between looks, and only by what it is itself late with.
class PaceTest {
  private static final int ENOUGH = 640 * 1024;

  private final Pace pace = new Pace();

  @Test
  void theFirstLookMayComeRightAfterTheStart() {
    pace.came(100_000);
    assertEquals(Optional.empty(), pace.look(true, true));
    pace.came(ENOUGH - 1);
    assertTrue(pace.look(true, true).orElse("").contains("64 KiB a second"));
  }

  @Test
  void slownessMattersOnlyInTheWayOfOthers() {
    pace.look(true, true);
    pace.came(1);
    assertEquals(Optional.empty(), pace.look(true, false));
    pace.came(1);
    assertEquals(Optional.empty(), pace.look(false, true));
    pace.came(ENOUGH);
    assertEquals(Optional.empty(), pace.look(true, true));
  }

  @Test
  void silenceHasToLastForThirtySeconds() {
    for (int look = 0; look < 3; look++) assertEquals(Optional.empty(), pace.look(true, false));
    assertEquals(Optional.of("nothing came for 30 s"), pace.look(true, false));
  }

  @Test
  void oneByteEndsTheSilence() {
    for (int look = 0; look < 3; look++) pace.look(true, false);
    pace.came(1);
    for (int look = 0; look < 3; look++) assertEquals(Optional.empty(), pace.look(true, false));
    assertTrue(pace.look(true, false).isPresent());
  }
}
