package godwit.cli.admin;

import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say which running node is asked: by its configuration, or by the address of its
/// operations listener.
///
/// A command has it as an `@ArgGroup(multiplicity = "1")`.
public final class NodeOptions {
  private static final Pattern BASE = Pattern.compile("http://[^/?#@]+/?");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration of the running node.")
  private @Nullable Path config;

  @Option(
      names = "--ops",
      paramLabel = "URL",
      description = "Or its operations listener, such as http://127.0.0.1:9090.")
  private @Nullable String ops;

  /// What asks the node.
  public OpsClient client() {
    if (ops != null) {
      if (!BASE.matcher(ops).matches()) {
        throw new CommandFailure("--ops needs an address such as http://127.0.0.1:9090");
      }
      return new OpsClient(URI.create(ops), "godwit serve --config FILE");
    }
    if (config == null) throw new IllegalStateException("neither --config nor --ops");
    return OpsClient.of(ServerConfig.read(config), config);
  }
}
