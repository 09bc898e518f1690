package godwit.exchange;

import godwit.codec.payload.RoutingCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How batches get to a peer: straight to its endpoints, and through a hub if that fails.
///
/// @param endpoints of the peer itself, the preferred one first
/// @param via the hub that reaches it too
public record Route(RoutingCode peer, List<URI> endpoints, Optional<Hub> via) {
  public Route {
    endpoints = List.copyOf(endpoints);
  }

  /// A hub and its endpoints, the preferred one first.
  public record Hub(RoutingCode code, List<URI> endpoints) {
    public Hub {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// One address on the way, and whose certificate is expected there.
  ///
  /// @param endpoint a base that the path of a request is appended to
  public record Target(URI endpoint, RoutingCode server) {
    /// As the log names it: whose server, and the address as it is configured.
    @Override
    public String toString() {
      int port = endpoint.getPort();
      return server + " at " + endpoint.getHost() + (port < 0 ? "" : ":" + port);
    }
  }

  /// Where to send, in order: the peer first, since a hub adds a leg.
  public List<Target> sending() {
    List<Target> targets = new ArrayList<>(direct());
    targets.addAll(throughHub());
    return targets;
  }

  /// Where to ask what became of a relayed batch, in order: the hub first, since it has it.
  public List<Target> asking() {
    List<Target> targets = new ArrayList<>(throughHub());
    targets.addAll(direct());
    return targets;
  }

  /// Whether anything can be pushed: a peer without an address fetches what is for it.
  public boolean isPushed() {
    return !sending().isEmpty();
  }

  /// The peer's own addresses, in order.
  public List<Target> direct() {
    return endpoints.stream().map(endpoint -> new Target(endpoint, peer)).toList();
  }

  private List<Target> throughHub() {
    return via.stream()
        .flatMap(hub -> hub.endpoints().stream().map(endpoint -> new Target(endpoint, hub.code())))
        .toList();
  }
}
