package godwit.cli;

import static godwit.codec.batch.VenueRecord.MAX_VENUE;

import godwit.cli.admin.IssuedText;
import godwit.codec.payload.RoutingCode;
import godwit.console.CommandFailure;
import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.Identities;
import godwit.trust.Identity;
import godwit.trust.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit pki gateway`: key and certificate of a venue's gateway, or of the bridge in front of it.
@Command(
    name = "gateway",
    description = "Make the key and certificate with which a venue's bridge brings what it hears.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PkiGatewayCommand implements Callable<Integer> {

  @Spec
  private CommandSpec command;

  @Parameters(paramLabel = "DIR", description = "Folder of the certificate authority.")
  private Path folder;

  @ArgGroup
  private @Nullable AuthorityOptions authority;

  @Option(
      names = "--venue",
      paramLabel = "CODE",
      required = true,
      description = "The venue's own code, 0 to 4294967295.")
  private long venue;

  @Option(
      names = "--name",
      paramLabel = "N",
      defaultValue = "bridge",
      description = "The gateway's name at its venue (default: ${DEFAULT-VALUE}).")
  private String name;

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
    if (venue < 0 || venue > MAX_VENUE) throw misuse("--venue is 0 to " + MAX_VENUE);
    RoutingCode code = authority != null ? authority.code(command.commandLine()) : only();
    if (code.custom()) throw misuse("a custom authority has no venues");
    Identity.Gateway gateway = new Identity.Gateway(code, venue, name);
    Pki.Issued issued = new Pki(TimeSource.system()).gateway(folder, gateway, days);
    String urn = Identities.urn(gateway);
    Map<String, Object> document = IssuedText.document(issued);
    document.put("urn", urn);
    output.result(document, IssuedText.lines(issued) + "\nname         " + urn);
    return ExitCode.OK;
  }

  /* The authority whose certificate lies in the folder, if it is the only one. */
  private RoutingCode only() throws IOException {
    if (!Files.isDirectory(folder)) throw new CommandFailure("there is no folder " + folder);
    try (Stream<Path> files = Files.list(folder)) {
      List<RoutingCode> there = files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(file -> file.matches("[0-9]{1,3}-[0-9]{1,5}\\.pem"))
          .map(file -> file.substring(0, file.length() - ".pem".length()).split("-"))
          .map(parts -> RoutingCode.parseNation(parts[0], parts[1]))
          .flatMap(Optional::stream)
          .toList();
      if (there.size() == 1) return there.getFirst();
      throw misuse("say whose venue it is with --country and --state: " + folder + " has "
          + (there.isEmpty() ? "no authority's certificate" : there.size() + " of them"));
    }
  }

  private ParameterException misuse(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
