package godwit.node;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.Route;
import godwit.time.TimeSource;
import godwit.trust.CertificatePins;
import godwit.trust.Credentials;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.OwnSealingKey;
import godwit.trust.keys.SealingKeyFiles;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The federation as a configuration, and the files that it names, say.
public final class ConfiguredFederation {
  private ConfiguredFederation() {}

  /// Reads the files, and puts the federation together.
  ///
  /// @param dates whose wall clock peers' certificates have to be valid by
  /// @throws IOException with a sentence that names the file
  public static Federation of(ServerConfig config, TimeSource dates) throws IOException {
    Credentials credentials = credentials(config, dates);
    List<Federation.Peering> peerings = new ArrayList<>();
    for (ServerConfig.Peer peer : config.peers()) {
      peerings.add(new Federation.Peering(
          route(config, peer),
          peer.delivery() == ServerConfig.Delivery.PUSH,
          peer.fetch(),
          pinned(peer),
          new Federation.Flush(peer.flush().bytes(), peer.flush().atMost()),
          switch (peer.sealing()) {
            case OFF -> Federation.Sealing.OFF;
            case OFFERED -> Federation.Sealing.OFFERED;
            case REQUIRED -> Federation.Sealing.REQUIRED;
          }));
    }
    return new Federation(
        credentials,
        directory(config),
        config.authority().endpoints(),
        peerings,
        ownKeys(config, dates));
  }

  /// What this node shows itself with, and whom it believes.
  ///
  /// @param dates whose wall clock peers' certificates have to be valid by
  /// @throws IOException with a sentence that names the file
  public static Credentials credentials(ServerConfig config, TimeSource dates) throws IOException {
    Map<RoutingCode, Set<String>> pins = new HashMap<>();
    for (ServerConfig.Peer peer : config.peers()) {
      pins.put(peer.code(), Set.copyOf(peer.proof().pins()));
    }
    Credentials credentials = Credentials.read(
        config.tls().certificate(),
        config.tls().key(),
        config.tls().trust(),
        config.tls().revoked(),
        new CertificatePins(pins),
        dates);
    Optional<Path> gateways = config.tls().gateways();
    return gateways.isPresent() ? credentials.admitting(gateways.get()) : credentials;
  }

  private static OwnKeys ownKeys(ServerConfig config, TimeSource dates) throws IOException {
    List<SigningKey> keys = new ArrayList<>();
    for (Path file : config.keys().signing()) keys.add(KeyFiles.secret(file));
    List<OwnSealingKey> sealing = new ArrayList<>();
    for (Path file : config.keys().sealing()) sealing.add(SealingKeyFiles.secret(file));
    return new OwnKeys(keys, sealing, Map.of(), dates);
  }

  private static List<VerifyingKey> pinned(ServerConfig.Peer peer) throws IOException {
    List<VerifyingKey> keys = new ArrayList<>();
    for (Path file : peer.proof().signing()) keys.addAll(KeyFiles.shownIn(file));
    return keys;
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
