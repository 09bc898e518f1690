package godwit.cli.trust;

import godwit.codec.sealing.OpeningKey;
import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.keys.OwnSealingKey;
import godwit.trust.keys.SealingKeyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit keys make sealing`: a new key that others seal to.
@Command(
    name = "sealing",
    description = {
      "Make a key that others seal batches to, so that no hub can read them: FILE, to be kept"
          + " secret.",
      "Enter FILE under keys.sealing at every node of the authority, first of all, and reload. The"
          + " resolver lists it, signed by the signing key in use; peers begin to use it an hour"
          + " after they have first seen it. Leave the key that it follows there for 22 days: what"
          + " was sealed to that may still come."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysMakeSealingCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 3_650;

  @Spec
  private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "Where to write it; nothing is overwritten.")
  private Path file;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How long others may seal to it (default: ${DEFAULT-VALUE}).")
  private int days;

  @Mixin
  private Output output;

  /// The result as JSON.
  record Document(String use, String id, String key, String notAfter) {}

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > MAX_DAYS) {
      throw new ParameterException(command.commandLine(), "--days is from 1 to " + MAX_DAYS);
    }
    Instant now = TimeSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    OpeningKey key = OpeningKey.make(new SecureRandom());
    Instant end = now.plus(days, ChronoUnit.DAYS);
    SealingKeyFiles.write(file, new OwnSealingKey(key, end));
    output.result(
        new Document("sealing", key.shown().name(), file.toString(), end.toString()),
        "id               %s%nkey              %s%nsealed to until  %s%nEnter the key under %s"
            .formatted(
                key.shown().name(),
                file,
                end,
                "keys.sealing at every node, first of all, and reload."));
    return ExitCode.OK;
  }
}
