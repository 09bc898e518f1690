package godwit.perf.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.perf.machine.ProcessTree;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A process of this program's own that does one task after another, so that what it costs can be
/// told from what is measured.
///
/// - shape: a line of JSON each way: `{"task": …}`, then `{"done": {…}}` or `{"failed": "…"}`
/// - units: as the tasks say
/// - errors: [IOException] with the task's sentence, or that the process ended or is late
/// - source: our own; [WorkerLoop] is the other end
public final class Worker implements AutoCloseable {
  /// How long making the bodies of a workload may take.
  public static final Duration MAKING = Duration.ofMinutes(2);

  private static final List<String> OPTIONS =
      List.of("-Xmx1g", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC");
  private static final String GONE = "";
  private static final Duration END = Duration.ofSeconds(30);

  private final String name;
  private final Process process;
  private final BufferedWriter orders;
  private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(2);

  private Worker(String name, Process process) {
    this.name = name;
    this.process = process;
    this.orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    Thread.ofPlatform().daemon().name(name).start(this::read);
  }

  /// Starts a class whose main method runs a [WorkerLoop]; what it logs joins this program's.
  public static Worker start(String name, Class<?> main) throws IOException {
    Process process = new ProcessBuilder(ChildJvm.command(main, OPTIONS, List.of()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    return new Worker(name, process);
  }

  /// Has one task done, and waits for it.
  public JsonObject ask(JsonObject task, Duration patience) throws IOException {
    orders.write(task.encode());
    orders.newLine();
    orders.flush();
    JsonObject answer = answer(task.getString("task"), patience);
    String failure = answer.getString("failed", "");
    if (!failure.isEmpty()) {
      throw new IOException(name + ", " + task.getString("task") + ": " + failure);
    }
    return answer.getJsonObject("done", new JsonObject());
  }

  /// What the process and those that it started have used up to now.
  public ProcessTree.Cpu cpu() throws IOException {
    return ProcessTree.cpu(process.pid());
  }

  /// Lets it end by itself, and ends it where it does not.
  @Override
  public void close() {
    try {
      orders.close();
      if (process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) return;
    } catch (IOException _) {
      process.destroy(); // its end of the pipe is gone
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private JsonObject answer(String task, Duration patience) throws IOException {
    try {
      String line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new IOException(
            name + ", " + task + ": not done after " + patience.toSeconds() + " s");
      }
      if (line.equals(GONE)) throw new IOException(name + " ended while doing " + task);
      return new JsonObject(line);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    } catch (DecodeException noise) {
      throw new IOException(name + " answered with something else than JSON", noise);
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.put(line);
      }
      answers.put(GONE);
    } catch (IOException _) {
      if (!answers.offer(GONE)) process.destroy();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
