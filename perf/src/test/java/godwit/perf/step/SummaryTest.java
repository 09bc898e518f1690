package godwit.perf.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.perf.step.Summary.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void takesTheMiddleWhateverTheOrder() {
    assertEquals(new Spread(3, 1, 100), Spread.of(List.of(100.0, 1.0, 3.0)));
    assertEquals(new Spread(2.5, 1, 100), Spread.of(List.of(100.0, 2.0, 3.0, 1.0)));
    assertEquals(new Spread(7, 7, 7), Spread.of(List.of(7.0)));
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }

  @Test
  void keepsMediansAndHowFarPassesLieApart() {
    var summary = Summary.of(List.of(
        PassFigures.empty().with("ratio", 2).with("perSecond", 10),
        PassFigures.empty().with("ratio", 4).with("perSecond", 30),
        PassFigures.empty().with("ratio", 3).with("perSecond", 20)));
    assertEquals(
        Map.of(
            "ratio",
            3.0,
            "perSecond",
            20.0,
            "min",
            Map.of("ratio", 2.0, "perSecond", 10.0),
            "max",
            Map.of("ratio", 4.0, "perSecond", 30.0),
            "passes",
            3),
        summary.document());
  }

  @Test
  void aSampleIsNotChangedByOneMadeFromIt() {
    var one = PassFigures.empty().with("a", 1);
    assertEquals(2, one.with("a", 2).figure("a"));
    assertEquals(1, one.figure("a"));
    assertThrows(IllegalArgumentException.class, () -> one.figure("b"));
  }
}
