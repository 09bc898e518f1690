package godwit.bridge.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.time.Clocks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What many gateways send at once: all of it is acknowledged, or counted.
class LoadRunTest {
  @Test
  void aHundredGatewaysForAFewSeconds() throws Exception {
    LoadRun.Result result = new LoadRun(new LoadPlan(5, 2_000, 5_000, 100), Clocks.system()).run();
    assertEquals(10_000, result.sent());
    assertEquals(10_000, result.acknowledged());
    assertEquals(0, result.dropped());
    assertTrue(result.stays() <= 5_000, "" + result);
    assertTrue(result.heapBytes() < 256L << 20, "" + result);
  }

  @Test
  @Tag("long")
  void tenThousandASecondForFiveMinutes() throws Exception {
    LoadRun.Result result =
        new LoadRun(new LoadPlan(300, 10_000, 50_000, 100), Clocks.system()).run();
    assertEquals(3_000_000, result.acknowledged());
    assertEquals(0, result.dropped());
    assertTrue(result.cores() <= 1.0, "" + result);
    assertTrue(result.heapBytes() < 256L << 20, "" + result);
  }
}
