package godwit.node;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.Route;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The federation as a configuration, and the files that it names, say.
public final class ConfiguredFederation {
  private ConfiguredFederation() {}

  /// Reads the files, and puts the federation together.
  ///
  /// @param dates whose wall clock peers' certificates have to be valid by
  /// @throws IOException with a sentence that names the file
  public static Federation of(ServerConfig config, TimeSource dates) throws IOException {
    Credentials credentials = Credentials.read(
        config.tls().certificate(), config.tls().key(), config.tls().trust(), dates);
    List<Federation.Peering> peerings = config.peers().stream()
        .map(peer -> new Federation.Peering(
            route(config, peer), peer.delivery() == ServerConfig.Delivery.PUSH, peer.fetch()))
        .toList();
    return new Federation(credentials, directory(config), config.authority().endpoints(), peerings);
  }

  private static Directory directory(ServerConfig config) {
    List<Directory.Peer> peers = config.peers().stream()
        .map(peer -> new Directory.Peer(
            peer.code(),
            peer.name(),
            new HashSet<>(peer.relays()),
            peer.unsigned(),
            new HashSet<>(peer.pulls())))
        .toList();
    return new Directory(
        config.authority().code(), new HashSet<>(config.serves()), peers, config.relay());
  }

  private static Route route(ServerConfig config, ServerConfig.Peer peer) {
    Optional<Route.Hub> hub = peer.via().flatMap(config::peer).map(via -> hub(via.code(), via));
    return new Route(peer.code(), peer.endpoints(), hub);
  }

  private static Route.Hub hub(RoutingCode code, ServerConfig.Peer via) {
    return new Route.Hub(code, via.endpoints());
  }
}
