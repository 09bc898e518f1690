package godwit.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoopDelaysTest {
  @Test
  void aLoopServesUntilALookAfterItsLastRequest() {
    var activity = new LoopDelays.Activity(() -> false);
    assertFalse(activity.look());
    activity.asked();
    activity.asked();
    assertTrue(activity.look());
    assertFalse(activity.look());
  }

  @Test
  void aLoopServesWhileARequestThatCameLongAgoIsRead() {
    AtomicBoolean reading = new AtomicBoolean(true);
    var activity = new LoopDelays.Activity(reading::get);
    assertTrue(activity.look());
    assertTrue(activity.look());
    reading.set(false);
    assertFalse(activity.look());
  }
}
