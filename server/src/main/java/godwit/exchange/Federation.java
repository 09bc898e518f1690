package godwit.exchange;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.trust.Credentials;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.VerifyingKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The federation as this node knows it at one moment: its own credentials, who handles which
/// routing code, and how each peer is reached. Never changed, only replaced: [FederationSource].
///
/// @param endpoints of this node, the preferred one first; none: as it is reached
/// @param keys that this node signs with
public record Federation(
    Credentials credentials,
    Directory directory,
    List<URI> endpoints,
    List<Peering> peerings,
    OwnKeys keys) {
  public Federation {
    endpoints = List.copyOf(endpoints);
    peerings = List.copyOf(peerings);
  }

  /// Of a node that signs nothing.
  public Federation(
      Credentials credentials, Directory directory, List<URI> endpoints, List<Peering> peerings) {
    this(credentials, directory, endpoints, peerings, OwnKeys.NONE);
  }

  /// How this node exchanges with one peer.
  ///
  /// @param push whether batches are sent to it; it fetches them if not
  /// @param fetch whether this node fetches what waits there for those that it serves
  /// @param flush when what has gathered for it becomes a batch
  /// @param sealing whether that is sealed
  public record Peering(
      Route route,
      boolean push,
      boolean fetch,
      List<VerifyingKey> keys,
      Flush flush,
      Sealing sealing) {
    public Peering {
      keys = List.copyOf(keys);
    }

    /// Sealed to where that can be.
    public Peering(Route route, boolean push, boolean fetch, List<VerifyingKey> keys, Flush flush) {
      this(route, push, fetch, keys, flush, Sealing.OFFERED);
    }

    /// With the usual flush.
    public Peering(Route route, boolean push, boolean fetch, List<VerifyingKey> keys) {
      this(route, push, fetch, keys, Flush.DEFAULT);
    }

    /// A peer whose resolver says what it signs with, with the usual flush.
    public Peering(Route route, boolean push, boolean fetch) {
      this(route, push, fetch, List.of(), Flush.DEFAULT);
    }
  }

  /// When what has gathered for a peer becomes a batch: as soon as there is so much, or it has
  /// waited for so long.
  public record Flush(long bytes, Duration atMost) {
    /// As often as an outbox looks.
    public static final Flush DEFAULT = new Flush(64L << 20, Duration.ofMillis(200));
  }

  /// Whether what is sent to a peer is sealed.
  public enum Sealing {
    /// Never.
    OFF,
    /// Where a key of the peer's is known.
    OFFERED,
    /// Always: what cannot be sealed waits.
    REQUIRED
  }

  /// Whether what is sent to a peer is sealed.
  public Sealing sealing(RoutingCode peer) {
    return peering(peer).map(Peering::sealing).orElse(Sealing.OFFERED);
  }

  /// The flush of a peer.
  public Flush flush(RoutingCode peer) {
    return peering(peer).map(Peering::flush).orElse(Flush.DEFAULT);
  }

  /// How this node exchanges with a peer.
  public Optional<Peering> peering(RoutingCode peer) {
    return peerings.stream()
        .filter(peering -> peering.route().peer().equals(peer))
        .findFirst();
  }

  /// The same, with other credentials.
  public Federation with(Credentials others) {
    return new Federation(others, directory, endpoints, peerings, keys);
  }

  /// The same, with other keys of its own.
  public Federation with(OwnKeys others) {
    return new Federation(credentials, directory, endpoints, peerings, others);
  }

  /// The way to a peer, also to one that fetches.
  public Optional<Route> route(RoutingCode peer) {
    return peering(peer).map(Peering::route);
  }

  /// Whether what is for a peer waits here until the peer fetches it, and no hub has it either.
  public boolean waitsFor(RoutingCode peer) {
    return peerings.stream()
        .filter(peering -> peering.route().peer().equals(peer))
        .anyMatch(peering -> peering.route().via().isEmpty()
            && (!peering.push() || peering.route().endpoints().isEmpty()));
  }

  /// The endpoints of an authority, of this node too; none where none is known.
  public List<URI> endpoints(RoutingCode code) {
    if (code.equals(directory.self())) return endpoints;
    return route(code).map(Route::endpoints).orElse(List.of());
  }

  /// The ways that batches are sent.
  public Stream<Route> pushed() {
    return peerings.stream().filter(Peering::push).map(Peering::route).filter(Route::isPushed);
  }

  /// The peers that this node fetches from.
  public List<Route> fetched() {
    return peerings.stream().filter(Peering::fetch).map(Peering::route).toList();
  }
}
