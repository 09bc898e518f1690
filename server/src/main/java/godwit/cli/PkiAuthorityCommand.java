package godwit.cli;

import godwit.cli.admin.IssuedText;
import godwit.codec.payload.RoutingCode;
import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.Identities;
import godwit.trust.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit pki authority`: key and certificate of one health authority.
@Command(
    name = "authority",
    description = "Make the key and certificate with which an authority meets its peers.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PkiAuthorityCommand implements Callable<Integer> {
  @Spec
  private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "Folder of the certificate authority.")
  private Path folder;

  @ArgGroup(multiplicity = "1")
  private AuthorityOptions authority;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "Name or address that peers reach it at; may be repeated. localhost is added.")
  private List<String> hosts = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "365",
      description = "How long it lasts (default: ${DEFAULT-VALUE}).")
  private int days;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException {
    RoutingCode code = authority.code(command.commandLine());
    Pki.Issued issued = new Pki(TimeSource.system()).authority(folder, code, hosts, days);
    Map<String, Object> document = IssuedText.document(issued);
    document.put("urn", Identities.urn(code));
    output.result(document, IssuedText.lines(issued) + "\nname         " + Identities.urn(code));
    return ExitCode.OK;
  }
}
