package godwit.cli;

import godwit.config.ServerConfig;
import godwit.conformance.Caller;
import godwit.conformance.Conformance;
import godwit.conformance.Report;
import godwit.conformance.Result;
import godwit.console.Output;
import godwit.time.TimeSource;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `godwit conformance`: whether a server speaks the protocol.
@Command(
    name = "conformance",
    description = {
      "Try the protocol's cases out against any server, as the authority of a configuration.",
      "It sends some hundred batches to the server's own authority, and no others: random "
          + "payloads that nobody ever sent, each marked as revoked, with a score of 0. They do "
          + "no harm on its exposure list, but under 10,000 records are there until its "
          + "retention ends. Blocks as large as the protocol allows are of a day before the "
          + "window: they are read, and nothing of them is kept. Batches that wait for this "
          + "authority are looked at and not confirmed."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConformanceCommand implements Callable<Integer> {
  @Spec
  private CommandSpec command;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "The configuration, of which authority, certificate, key, trust and the first of "
              + "keys.signing are used.")
  private Path config;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Try only the cases whose name, or section of the protocol, has this in it.")
  private String only;

  @Parameters(
      paramLabel = "URL",
      description = "Base of the server, https://host:port, perhaps with a path; /resolver and the "
          + "others are appended.")
  private String url;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException {
    URI base = base();
    ServerConfig read = ServerConfig.read(config);
    var caller = new Caller(
        read.authority().code(),
        read.tls().certificate(),
        read.tls().key(),
        read.tls().trust(),
        signing(read));
    Report report = Conformance.of(base, caller, TimeSource.system(), only, this::tell);
    output.result(report.document(), report.text());
    return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static Optional<SigningKey> signing(ServerConfig config) throws IOException {
    return config.keys().signing().isEmpty()
        ? Optional.empty()
        : Optional.of(KeyFiles.secret(config.keys().signing().getFirst()));
  }

  private void tell(Result result) {
    if (result.outcome() == Result.Outcome.FAIL) output.progress("failed: " + result.name());
  }

  private URI base() {
    try {
      var uri = new URI(url);
      boolean usable = "https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && uri.getUserInfo() == null;
      if (usable) return uri;
    } catch (URISyntaxException _) {
      // Told below, as another scheme is.
    }
    throw new ParameterException(
        command.commandLine(), "URL is https://host:port, perhaps with a path");
  }
}
