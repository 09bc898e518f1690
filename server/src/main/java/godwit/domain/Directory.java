package godwit.domain;

import godwit.codec.payload.RoutingCode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who handles which routing code, as this node's configuration says.
public final class Directory {
  private final RoutingCode self;
  private final Set<RoutingCode> serves;
  private final Map<RoutingCode, Peer> peers = new HashMap<>();
  private final boolean relay;

  /// @param serves codes that this node answers for, its own among them
  /// @param relay whether batches for peers are taken from other peers
  public Directory(RoutingCode self, Set<RoutingCode> serves, List<Peer> peers, boolean relay) {
    this.self = self;
    this.serves = new HashSet<>(serves);
    this.serves.add(self);
    this.relay = relay;
    peers.forEach(peer -> this.peers.put(peer.code(), peer));
  }

  /// Another authority, or a hub, that this node exchanges with.
  ///
  /// @param relays origins that it may speak for besides itself
  /// @param unsigned whether batches that it relays may be unsigned
  /// @param pulls destinations that it may fetch for besides itself
  public record Peer(
      RoutingCode code,
      String name,
      Set<RoutingCode> relays,
      boolean unsigned,
      Set<RoutingCode> pulls) {
    /// A peer that fetches for nobody else.
    public Peer(RoutingCode code, String name, Set<RoutingCode> relays, boolean unsigned) {
      this(code, name, relays, unsigned, Set.of());
    }

    public boolean maySpeakFor(RoutingCode origin) {
      return code.equals(origin) || relays.contains(origin);
    }

    public boolean mayPullFor(RoutingCode destination) {
      return code.equals(destination) || pulls.contains(destination);
    }
  }

  /// Where a routing code leads.
  public sealed interface Resolution {
    /// To this node. `authority` is the served code that answers for it.
    record Own(RoutingCode authority) implements Resolution {}

    /// To a peer, which may be the national authority that stands in for a state.
    record Other(Peer peer) implements Resolution {}

    /// Nowhere that is known here.
    record Unknown() implements Resolution {}
  }

  public RoutingCode self() {
    return self;
  }

  public boolean relays() {
    return relay;
  }

  public Set<RoutingCode> serves() {
    return Set.copyOf(serves);
  }

  public List<Peer> peers() {
    return peers.values().stream()
        .sorted((a, b) -> a.code().compareTo(b.code()))
        .toList();
  }

  public Optional<Peer> peer(RoutingCode code) {
    return Optional.ofNullable(peers.get(code));
  }

  /// The code itself if anybody has it, else its country's state 0.
  public Resolution resolve(RoutingCode code) {
    Resolution exact = exactly(code);
    return exact instanceof Resolution.Unknown ? exactly(code.national()) : exact;
  }

  /// Who answers for a country of which no state is known: its state 0; else a code of it that this
  /// node answers for, or that is its only peer's; state 0 where there is none yet.
  public RoutingCode ofCountry(int country) {
    RoutingCode national = RoutingCode.nation(country, 0);
    if (!(exactly(national) instanceof Resolution.Unknown)) return national;
    Optional<RoutingCode> own =
        serves.stream().filter(code -> isOf(country, code)).min(Comparator.naturalOrder());
    if (own.isPresent()) return own.get();
    List<RoutingCode> states =
        peers.keySet().stream().filter(code -> isOf(country, code)).toList();
    return states.size() == 1 ? states.getFirst() : national;
  }

  private static boolean isOf(int country, RoutingCode code) {
    return !code.custom() && code.country() == country;
  }

  private Resolution exactly(RoutingCode code) {
    if (serves.contains(code)) return new Resolution.Own(code);
    Peer peer = peers.get(code);
    return peer == null ? new Resolution.Unknown() : new Resolution.Other(peer);
  }
}
