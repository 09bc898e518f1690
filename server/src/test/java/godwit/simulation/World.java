package godwit.simulation;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.Federation.Peering;
import godwit.exchange.Route;
import godwit.fixture.ManualTime;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The members of all runs, and what each knows of the others: three authorities and a hub, with
/// every way that a batch may go.
///
/// - Norway sends France straight or through the hub, and Spain through the hub alone.
/// - France sends Norway straight; Spain fetches from it.
/// - Spain sends Norway through the hub alone, France straight or through the hub. Nobody can reach
///   it: it fetches from the hub and from France.
final class World implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-21T06:00:00Z");
  static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  static final RoutingCode SPAIN = RoutingCode.nation(724, 0);
  static final RoutingCode HUB = RoutingCode.custom(0xc0ffee01);

  private static final Set<RoutingCode> AUTHORITIES = Set.of(NORWAY, FRANCE, SPAIN);
  private static final boolean PUSH = true;
  private static final boolean FETCH = true;

  /* One loop: whoever does a step waits for it, and a hand-over costs as much as a statement. */
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final ManualTime time = new ManualTime(START);
  private final Credentials credentials;
  private final Optional<Protection> off;
  private final List<SimulatedMember> members;

  /// @param folder that certificates are made in, which nobody looks at
  /// @param off what all members do without
  World(Path folder, Optional<Protection> off) throws IOException {
    Pki pki = new Pki(InstantSource.system());
    pki.init(folder);
    Pki.Issued issued = pki.authority(folder, NORWAY, List.of(), 30);
    credentials =
        Credentials.read(issued.certificate(), issued.key(), issued.trust(), TimeSource.system());
    this.off = off;
    this.members = List.of(
        member(
            NORWAY,
            new Peering(straightOrHub(FRANCE), PUSH, !FETCH),
            new Peering(throughHub(SPAIN), PUSH, !FETCH)),
        member(
            FRANCE,
            new Peering(straight(NORWAY), PUSH, !FETCH),
            new Peering(nowhere(SPAIN), !PUSH, !FETCH)),
        member(
            SPAIN,
            new Peering(throughHub(NORWAY), PUSH, !FETCH),
            new Peering(straightOrHub(FRANCE), PUSH, FETCH),
            new Peering(straight(HUB), !PUSH, FETCH)),
        member(
            HUB,
            new Peering(straight(NORWAY), PUSH, !FETCH),
            new Peering(straight(FRANCE), PUSH, !FETCH),
            new Peering(nowhere(SPAIN), !PUSH, !FETCH)));
  }

  ManualTime time() {
    return time;
  }

  Optional<Protection> off() {
    return off;
  }

  List<SimulatedMember> members() {
    return members;
  }

  /// Those with users of their own.
  List<SimulatedMember> authorities() {
    return members.subList(0, AUTHORITIES.size());
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private SimulatedMember member(RoutingCode code, Peering... peerings) {
    Set<RoutingCode> others = new HashSet<>(AUTHORITIES);
    others.remove(code);
    List<Directory.Peer> peers = new ArrayList<>();
    others.forEach(other -> peers.add(new Directory.Peer(other, other.path(), Set.of(), false)));
    boolean hub = code.equals(HUB);
    if (!hub) peers.add(new Directory.Peer(HUB, "hub", others, true));
    Directory directory = new Directory(code, Set.of(), peers, hub);
    Federation federation = new Federation(credentials, directory, List.of(), List.of(peerings));
    return new SimulatedMember(vertx, federation, time, off);
  }

  private static Route straight(RoutingCode peer) {
    return new Route(peer, List.of(endpoint(peer)), Optional.empty());
  }

  private static Route straightOrHub(RoutingCode peer) {
    return new Route(peer, List.of(endpoint(peer)), Optional.of(hub()));
  }

  private static Route throughHub(RoutingCode peer) {
    return new Route(peer, List.of(), Optional.of(hub()));
  }

  private static Route nowhere(RoutingCode peer) {
    return new Route(peer, List.of(), Optional.empty());
  }

  private static Route.Hub hub() {
    return new Route.Hub(HUB, List.of(endpoint(HUB)));
  }

  private static URI endpoint(RoutingCode code) {
    return URI.create("https://" + code.path().replace('/', '-') + ".example");
  }
}
