package godwit.cli;

import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
import godwit.console.Output;
import godwit.node.Node;
import godwit.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit serve`: one authority or hub, until it is told to stop.
@Command(
    name = "serve",
    description = {
      "Run one authority or hub.",
      "Prints one line, ready peers=PORT devices=PORT ops=PORT, once it accepts requests;"
          + " stops on SIGTERM or SIGINT, after what is under way."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeCommand implements Callable<Integer> {
  @Mixin
  private Output output;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
  private Path config;

  @Override
  public Integer call() throws IOException {
    ServerConfig read = ServerConfig.read(config);
    CountDownLatch stopped = new CountDownLatch(1);
    Node node;
    try {
      node = Node.start(read, TimeSource.system());
    } catch (IOException e) {
      throw new CommandFailure("cannot start: " + e.getMessage());
    }
    node.follow(config);
    Hangup.each(node::reload);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(
            () -> {
              node.close();
              stopped.countDown();
            },
            "stop"));
    Node.Ports ports = node.ports();
    output.result(
        ports,
        "ready peers=" + ports.peers() + " devices=" + ports.devices() + " ops=" + ports.ops());
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      node.close();
    }
    return 0;
  }
}
