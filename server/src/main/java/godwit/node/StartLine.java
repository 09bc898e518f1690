package godwit.node;

import godwit.config.ServerConfig;
import godwit.store.Schema;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a node says of itself once it accepts: one line for the log.
///
/// - shape: `godwit VERSION: authority CODE (NAME); listens …; database …; peers N: CODE, …`
final class StartLine {
  private static final int NAMED_PEERS = 16;

  private StartLine() {}

  static String of(ServerConfig config, Node.Ports ports) {
    String version = Optional.ofNullable(Node.class.getPackage().getImplementationVersion())
        .orElse("development build");
    ServerConfig.Listen listen = config.listen();
    String devices =
        listen.devices().map(address -> address.host() + ":" + ports.devices()).orElse("nowhere");
    return ("godwit %s: authority %s (%s)%s; listens for peers at %s:%d, for devices at %s,"
            + " for operations at %s:%d; %s, schema %d; %s")
        .formatted(
            version,
            config.authority().code(),
            config.authority().name(),
            config.relay() ? ", a hub" : "",
            listen.peers().host(),
            ports.peers(),
            devices,
            listen.ops().host(),
            ports.ops(),
            database(config),
            Schema.VERSION,
            peers(config));
  }

  private static String database(ServerConfig config) {
    return switch (config.database()) {
      case ServerConfig.Database.Embedded _ -> "database embedded in " + config.data();
      case ServerConfig.Database.External external -> "database at " + host(external.url());
    };
  }

  /* Without the account. */
  private static String host(URI url) {
    return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
  }

  private static String peers(ServerConfig config) {
    int count = config.peers().size();
    String named = config.peers().stream()
        .limit(NAMED_PEERS)
        .map(peer -> peer.code().toString())
        .collect(Collectors.joining(", "));
    String more = count > NAMED_PEERS ? " and " + (count - NAMED_PEERS) + " more" : "";
    return "peers " + count + (count == 0 ? "" : ": " + named + more);
  }
}
