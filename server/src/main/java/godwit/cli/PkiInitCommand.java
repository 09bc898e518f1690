package godwit.cli;

import godwit.cli.admin.IssuedText;
import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `godwit pki init`: a new certificate authority in a folder.
@Command(
    name = "init",
    description = "Make a certificate authority: ca.pem to hand out, ca.key to keep secret.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PkiInitCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder, created if need be.")
  private Path folder;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException {
    Pki.Issued issued = new Pki(TimeSource.system()).init(folder);
    output.result(
        IssuedText.document(issued),
        IssuedText.lines(issued)
            + "\nKeep the key secret: whoever has it can speak for every authority.");
    return ExitCode.OK;
  }
}
