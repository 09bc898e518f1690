package godwit.perf.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class LoopReadingTest {
  @Test
  void takesTheWorstLoopBesideTheControl() {
    LoopReading reading = LoopReading.of(new JsonObject("""
        {"everyMillis": 100,
         "loops": [
           {"samples": 90, "p50Millis": 0.1, "p99Millis": 2, "p999Millis": 9.5, "maxMillis": 10},
           {"samples": 80, "p50Millis": 0.1, "p99Millis": 3, "p999Millis": 4, "maxMillis": 40}],
         "control":
           {"samples": 95, "p50Millis": 0.1, "p99Millis": 1, "p999Millis": 2, "maxMillis": 3}}"""));
    assertEquals(new LoopReading(9.5, 40, 2, 3, 80), reading);
  }
}
