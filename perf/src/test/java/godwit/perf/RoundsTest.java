package godwit.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.perf.machine.MachineStat;
import godwit.perf.step.PassFigures;
import godwit.perf.step.Step;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final List<String> told = new ArrayList<>();

  @Test
  void measuresOnceWhereNothingDisturbs() throws Exception {
    Counting step = new Counting();
    Rounds rounds = rounds(0.05);
    assertEquals(1, rounds.measure("pass 1/1", true, step).figure("run"));
    assertEquals(0, rounds.repeated());
    assertTrue(told.getFirst().contains("counting") && told.getFirst().contains("5.0 %"));
  }

  @Test
  void repeatsWhatWasDisturbedAndSaysSo() throws Exception {
    Counting step = new Counting();
    Rounds rounds = rounds(0.2, 0.06, 0.01);
    assertEquals(3, rounds.measure("pass 1/1", true, step).figure("run"));
    assertEquals(2, rounds.repeated());
    assertTrue(told.getFirst().contains("repeated"), told.getFirst());
    assertTrue(told.getLast().contains("run 3"), told.getLast());
  }

  @Test
  void repeatsNothingThatOnlyWarmsUp() throws Exception {
    Rounds rounds = rounds(0.9);
    assertEquals(1, rounds.measure("warm-up", false, new Counting()).figure("run"));
    assertEquals(0, rounds.repeated());
    assertTrue(told.getFirst().contains("run 1"), told.getFirst());
  }

  @Test
  void takesTheLastAfterThreeRepeats() throws Exception {
    Counting step = new Counting();
    Rounds rounds = rounds(0.9, 0.9, 0.9, 0.9);
    assertEquals(4, rounds.measure("pass 1/1", true, step).figure("run"));
    assertEquals(3, rounds.repeated());
  }

  @Test
  void doesNotHideAFailure() {
    Step failing = new Counting() {
      @Override
      public PassFigures measure() throws IOException {
        throw new IOException("refused");
      }
    };
    assertThrows(IOException.class, () -> rounds(0).measure("pass 1/1", true, failing));
  }

  private Rounds rounds(double... steals) {
    Deque<Double> next = new ArrayDeque<>();
    for (double steal : steals) next.add(steal);
    return new Rounds(
        new Rounds.Watch() {
          @Override
          public MachineStat now() {
            return new MachineStat(0, 0);
          }

          @Override
          public MachineStat.Noise noiseSince(MachineStat earlier) {
            return new MachineStat.Noise(0.5, next.remove());
          }
        },
        told::add);
  }

  /* Every measurement gives how many there have been. */
  private static class Counting implements Step {
    private int runs;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public PassFigures measure() throws IOException {
      return PassFigures.empty().with("run", ++runs);
    }
  }
}
