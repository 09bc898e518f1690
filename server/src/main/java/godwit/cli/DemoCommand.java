package godwit.cli;

import godwit.console.Output;
import godwit.demo.Demo;
import godwit.demo.DemoNodes;
import godwit.demo.Outcome;
import godwit.node.Node;
import godwit.time.TimeSource;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `godwit demo`: two countries and a hub on this machine, from the uploads to the alerts, checked.
@Command(
    name = "demo",
    description = {
      "Show on this machine, without any set-up, how exposures cross borders; check that nothing"
          + " is lost and nothing comes twice.",
      "Two stories: a Norwegian who was in France, and a French user who met Norwegians, are"
          + " tested positive at home and upload what their phones noted.",
      "",
      "  uploaded   contact events that the uploader's authority confirmed",
      "  forwarded  exposures that crossed the border: the sender has the destination's receipt",
      "  received   exposures that the other country's authority has stored",
      "  matched    exposures that phones found in their country's list and knew as their own",
      "  crossing   from the answer to an upload to the last list page with its exposures",
      "",
      "Exit status 1 if anything was lost, came twice or was never sent out."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {
  private static final int MAX_RECORDS = 1_000_000;
  private static final int STOPPED = 130; // as a shell says of a program that Ctrl-C ended

  @Mixin
  private Output output;

  @Spec
  private CommandSpec command;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Contact events of both stories together; default: ${DEFAULT-VALUE}.")
  private int records;

  @Option(
      names = "--keep",
      description = "Leave the nodes running afterwards, and print their addresses, until Ctrl-C;"
          + " their folder is removed then.")
  private boolean keep;

  @Override
  public Integer call() throws IOException {
    if (records < 1 || records > MAX_RECORDS) {
      throw new ParameterException(
          command.commandLine(), "--records must be from 1 to " + MAX_RECORDS);
    }
    try (DemoNodes nodes = new DemoNodes(TimeSource.system())) {
      Thread stop = new Thread(nodes::close, "stop");
      Runtime.getRuntime().addShutdownHook(stop);
      try {
        return run(nodes);
      } catch (IOException | RuntimeException failure) {
        if (nodes.isClosed()) return STOPPED;
        throw failure;
      } finally {
        if (!nodes.isClosed()) Runtime.getRuntime().removeShutdownHook(stop);
      }
    }
  }

  private int run(DemoNodes nodes) throws IOException {
    output.progress("Starting PostgreSQL, France, Norway and a hub ...");
    output.progress("Exposures are mixed every second (mix.every: 1s); the default is 5 minutes.");
    DemoNodes.Running running = nodes.start();
    Outcome outcome;
    try (DemoProgress progress = new DemoProgress(output);
        Demo demo = new Demo(
            records,
            List.of(running.france(), running.norway()),
            TimeSource.system().instant())) {
      outcome = demo.run(progress::at);
    }
    output.result(outcome.document(), outcome.text());
    if (keep) stay(running);
    return outcome.ok() ? 0 : 1;
  }

  private void stay(DemoNodes.Running running) {
    for (DemoNodes.Listening node : running.nodes()) {
      Node.Ports ports = node.ports();
      output.progress("%-7s peers https://localhost:%d%s  ops http://localhost:%d"
          .formatted(
              node.name(),
              ports.peers(),
              ports.devices() == 0 ? "" : "  devices https://localhost:" + ports.devices(),
              ports.ops()));
    }
    output.progress("Certificates, keys and configurations: " + running.folder());
    output.progress("Try: curl --cacert %s https://localhost:%d/config"
        .formatted(running.france().trust(), running.france().devices()));
    output.progress("Running until Ctrl-C.");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
