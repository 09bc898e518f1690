package godwit.bridge;

import godwit.bridge.load.LoadPlan;
import godwit.bridge.load.LoadRun;
import godwit.bridge.time.Clocks;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `godwit bridge load`: what so many sightings a second cost, on a bridge of its own.
@Command(
    name = "load",
    description = "Starts a bridge with a heap of 256 MiB and sends it what many gateways would.")
final class LoadCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--seconds", description = "How long; 60 if left out, 3600 at most.")
  private int seconds = 60;

  @Option(names = "--rate", description = "Sightings a second; 10000 if left out.")
  private int rate = 10_000;

  @Option(names = "--identifiers", description = "Different phones; 50000 if left out.")
  private int identifiers = 50_000;

  @Option(names = "--gateways", description = "Connected at once; 100 if left out, 500 at most.")
  private int gateways = 100;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  LoadCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean sound = seconds >= 1
        && seconds <= 3_600
        && gateways >= 1
        && gateways <= 500
        && rate >= gateways
        && identifiers >= 1;
    if (!sound) {
      throw new ParameterException(
          spec.commandLine(), "1 to 3600 seconds, 1 to 500 gateways, a rate of one each or more");
    }
    try {
      LoadPlan plan = new LoadPlan(seconds, rate, identifiers, gateways);
      LoadRun.Result result = new LoadRun(plan, Clocks.system()).run();
      out.println(json ? json(result) : text(result));
      return result.acknowledged() == result.sent() && result.dropped() == 0 ? 0 : 1;
    } catch (IOException e) {
      err.println("godwit bridge load: " + e.getMessage());
      return 1;
    }
  }

  private static String text(LoadRun.Result result) {
    return String.format(
        Locale.ROOT,
        "sent %d, acknowledged %d (%.0f a second), refused %d, dropped %d%n"
            + "%.2f cores, %.1f CPU-seconds a million; heap at most %d MiB",
        result.sent(),
        result.acknowledged(),
        result.perSecond(),
        result.refused(),
        result.dropped(),
        result.cores(),
        result.cpuSeconds() * 1e6 / Math.max(1, result.acknowledged()),
        result.heapBytes() >> 20);
  }

  private static String json(LoadRun.Result result) {
    return String.format(
        Locale.ROOT,
        "{\"sent\": %d, \"acknowledged\": %d, \"refused\": %d, \"dropped\": %d, \"stays\": %d,"
            + " \"seconds\": %.1f, \"perSecond\": %.0f, \"cpuSeconds\": %.2f, \"cores\": %.3f,"
            + " \"heapBytes\": %d}",
        result.sent(),
        result.acknowledged(),
        result.refused(),
        result.dropped(),
        result.stays(),
        result.seconds(),
        result.perSecond(),
        result.cpuSeconds(),
        result.cores(),
        result.heapBytes());
  }
}
