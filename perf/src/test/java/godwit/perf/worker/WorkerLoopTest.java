package godwit.perf.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerLoopTest {
  private static final Map<String, WorkerLoop.Task> TASKS = Map.of(
      "double", order -> new JsonObject().put("is", 2 * order.getInteger("of")),
      "break",
          _ -> {
            throw new IOException("it broke");
          });

  @Test
  void doesWhatIsAskedByName() {
    var order = new JsonObject().put("task", "double").put("of", 21);
    assertEquals("{\"done\":{\"is\":42}}", WorkerLoop.answer(TASKS, order).encode());
  }

  @Test
  void saysWhyATaskFailed() {
    var broken = WorkerLoop.answer(TASKS, new JsonObject().put("task", "break"));
    assertEquals("it broke", broken.getString("failed"));
    var unknown = WorkerLoop.answer(TASKS, new JsonObject().put("task", "other"));
    assertEquals("no task other", unknown.getString("failed"));
  }
}
