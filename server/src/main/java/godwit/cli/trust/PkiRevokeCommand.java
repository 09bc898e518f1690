package godwit.cli.trust;

import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.RevokedList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `godwit pki revoke`: certificates that count no more.
@Command(
    name = "revoke",
    description = "Put certificates on the authority's list of those that count no more, ca.crl,"
        + " which peers enter under tls.revoked. Without a certificate the list is made anew,"
        + " before the next one is due.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class PkiRevokeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the authority.")
  private Path folder;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "CERTIFICATE",
      description = "PEM files of certificates that it has issued.")
  private List<Path> certificates = List.of();

  @Mixin
  private Output output;

  /// The result as JSON.
  record Document(String list, int certificates, String due) {}

  @Override
  public Integer call() throws IOException {
    var written = new RevokedList(folder, TimeSource.system()).add(certificates);
    output.result(
        new Document(
            written.file().toString(), written.certificates(), written.due().toString()),
        """
        list         %s
        certificates %d
        next due     %s""".formatted(written.file(), written.certificates(), written.due()));
    return ExitCode.OK;
  }
}
