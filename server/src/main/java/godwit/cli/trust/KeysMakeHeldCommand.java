package godwit.cli.trust;

import godwit.console.Output;
import godwit.store.held.HeldKeys;
import godwit.time.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `godwit keys make held`: the file that held contact events are sealed with.
@Command(
    name = "held",
    description = {
      "Make the file that contact events without a case are sealed with.",
      "Enter FILE under keys.held at every node, the same at each, and keep it out of backups: what"
          + " is restored from one could read what was to be forgotten. A node that may not write"
          + " it, and its folder, can forget nothing."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysMakeHeldCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Where to write it; nothing is overwritten.")
  private Path file;

  @Mixin
  private Output output;

  /// The result as JSON.
  record Document(String use, String file, String from) {}

  @Override
  public Integer call() throws IOException {
    LocalDate today = LocalDate.ofInstant(TimeSource.system().instant(), ZoneOffset.UTC);
    /* A node whose clock is behind has keys too. */
    HeldKeys keys = HeldKeys.make(file, today.minusDays(1), new SecureRandom());
    output.result(
        new Document("held", file.toString(), keys.first().toString()),
        "file  " + file + "\nEnter it under keys.held at every node, and keep it out of backups.");
    return ExitCode.OK;
  }
}
