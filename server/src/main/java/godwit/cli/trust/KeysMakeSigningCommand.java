package godwit.cli.trust;

import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
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

/// `godwit keys make signing`: a new key to sign batches with.
@Command(
    name = "signing",
    description = {
      "Make a key that this authority signs batches with: FILE, to be kept secret, and FILE.pub.",
      "Enter FILE under keys.signing, in front of those that it follows, which stay there until"
          + " nothing that they signed is under way. A node lists a new key for an hour before it"
          + " uses it, so that its peers know it by then. Peers that cannot reach this node's"
          + " resolver are given FILE.pub."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysMakeSigningCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 3_650;

  @Spec
  private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "Where to write it; nothing is overwritten.")
  private Path file;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "730",
      description = "How long it counts (default: ${DEFAULT-VALUE}).")
  private int days;

  @Mixin
  private Output output;

  /// The result as JSON.
  record Document(String use, String id, String key, String handOut, String notAfter) {}

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > MAX_DAYS) {
      throw new ParameterException(command.commandLine(), "--days is from 1 to " + MAX_DAYS);
    }
    Instant now = TimeSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    SigningKey key = SigningKey.make(new SecureRandom(), now, now.plus(days, ChronoUnit.DAYS));
    KeyFiles.write(file, key);
    VerifyingKey shown = key.shown();
    Path handOut = KeyFiles.shown(file);
    output.result(
        new Document(
            "signing",
            shown.name(),
            file.toString(),
            handOut.toString(),
            shown.notAfter().toString()),
        """
        id           %s
        key          %s
        to hand out  %s
        counts until %s
        Enter the key under keys.signing, first of all, and reload.""".formatted(shown.name(), file, handOut, shown.notAfter()));
    return ExitCode.OK;
  }
}
