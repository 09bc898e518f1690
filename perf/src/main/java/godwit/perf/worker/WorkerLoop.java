package godwit.perf.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/// The inside of a [Worker]: does the tasks that come on standard input, until it ends.
public final class WorkerLoop {
  private WorkerLoop() {}

  /// Something that can be asked for by name.
  @FunctionalInterface
  public interface Task {
    /// @param order what was asked, with whatever the task needs to know
    JsonObject run(JsonObject order) throws Exception;
  }

  /// Serves until standard input ends, as it does when the process that asks is gone.
  public static void run(Map<String, Task> tasks) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, UTF_8);
    var orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      answers.println(answer(tasks, new JsonObject(line)).encode());
    }
  }

  static JsonObject answer(Map<String, Task> tasks, JsonObject order) {
    String name = order.getString("task", "");
    try {
      Task task = Optional.ofNullable(tasks.get(name))
          .orElseThrow(() -> new IllegalArgumentException("no task " + name));
      return new JsonObject().put("done", task.run(order));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return failed(stopped);
    } catch (Exception failure) {
      return failed(failure);
    }
  }

  private static JsonObject failed(Exception failure) {
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    return new JsonObject()
        .put("failed", Optional.ofNullable(cause.getMessage()).orElse(cause.toString()));
  }
}
