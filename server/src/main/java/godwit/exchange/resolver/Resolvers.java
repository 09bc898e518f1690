package godwit.exchange.resolver;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import godwit.time.TimeSource;
import godwit.trust.keys.SignerKeys;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What each peer says of itself: its resolver is asked when the peer is first known and once an
/// hour, and once more when it signs with a key that nobody has heard of.
///
/// One a node, a verticle of an event loop; its questions may be asked from any thread. Only a
/// peer's
/// own endpoints are asked, where its certificate vouches for the answer.
public final class Resolvers extends VerticleBase implements SignerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(Resolvers.class);

  private static final Duration AGAIN = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofMinutes(1);
  /* So that whoever sends made-up ids cannot have a peer asked all the time. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
  /* For a key to seal to, which only this node itself asks for. */
  private static final Duration BETWEEN_SEEKS = Duration.ofSeconds(2);
  private static final int ENDPOINT_SECONDS = 5;
  private static final int CONNECTIONS = 2;
  private static final int OK = 200;

  private final FederationSource federation;
  private final TimeSource clock;
  private final SealingLists sealing;
  private final Map<RoutingCode, PeerProfile> profiles = new ConcurrentHashMap<>();
  private final Map<RoutingCode, Looked> looked = new HashMap<>(); // on its own loop alone
  private Optional<PeerConnections> connections = Optional.empty();

  public Resolvers(FederationSource federation, TimeSource clock) {
    this.federation = federation;
    this.clock = clock;
    this.sealing = new SealingLists(federation, this, clock, this::seek);
    federation.sealBy(sealing);
  }

  /* A look, and what it came to. */
  private record Looked(long atNanos, Future<Boolean> found) {}

  @Override
  public Future<?> start() throws IOException {
    connections = Optional.of(
        new PeerConnections(vertx, federation::credentials, HttpVersion.HTTP_1_1, CONNECTIONS));
    federation.watch(_ -> {
      connections.ifPresent(PeerConnections::review);
      context.runOnContext(_ -> lookAround());
      return Future.succeededFuture();
    });
    vertx.setPeriodic(RETRY.toMillis(), _ -> lookAround());
    lookAround();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return connections.map(PeerConnections::close).orElse(Future.succeededFuture());
  }

  /// What a peer has said of itself, if it was ever reached.
  public Optional<PeerProfile> profile(RoutingCode peer) {
    return Optional.ofNullable(profiles.get(peer));
  }

  @Override
  public List<VerifyingKey> of(RoutingCode signer) {
    Optional<Federation.Peering> peering = federation.current().peering(signer);
    if (peering.isEmpty()) return List.of();
    List<VerifyingKey> pinned = peering.get().keys();
    if (!pinned.isEmpty()) return pinned;
    return profile(signer).map(PeerProfile::signing).orElse(List.of());
  }

  @Override
  public Optional<VerifyingKey> known(RoutingCode signer, byte[] id) {
    return of(signer).stream().filter(key -> key.isNamed(id)).findFirst();
  }

  @Override
  public Future<Optional<VerifyingKey>> sought(RoutingCode signer, byte[] id) {
    boolean pinned =
        federation.current().peering(signer).filter(p -> !p.keys().isEmpty()).isPresent();
    if (pinned) return Future.succeededFuture(known(signer, id));
    Context caller = vertx.getOrCreateContext();
    Promise<Optional<VerifyingKey>> answer = Promise.promise();
    context.runOnContext(_ -> look(signer, BETWEEN_LOOKS)
        .onComplete(_ -> caller.runOnContext(_ -> answer.complete(known(signer, id)))));
    return answer.future();
  }

  private void seek(RoutingCode peer) {
    if (connections.isPresent()) context.runOnContext(_ -> look(peer, BETWEEN_SEEKS));
  }

  private void lookAround() {
    Federation current = federation.current();
    List<RoutingCode> peers =
        current.peerings().stream().map(peering -> peering.route().peer()).toList();
    profiles.keySet().retainAll(peers);
    looked.keySet().retainAll(peers);
    sealing.retain(peers);
    for (RoutingCode peer : peers) look(peer, answered(peer) ? AGAIN : RETRY);
  }

  private boolean answered(RoutingCode peer) {
    Looked last = looked.get(peer);
    return last != null && last.found().succeeded() && last.found().result();
  }

  /* Those who want the same at once share one look. */
  private Future<Boolean> look(RoutingCode peer, Duration atMost) {
    Optional<Route> route = federation.current().route(peer);
    List<URI> endpoints = route.map(Route::endpoints).orElse(List.of());
    Optional<Route.Hub> hub = route.flatMap(Route::via);
    if (endpoints.isEmpty() && hub.isEmpty()) return Future.succeededFuture(false);
    long now = clock.nanoTime();
    Looked last = looked.get(peer);
    if (last != null && (!last.found().isComplete() || now - last.atNanos() < atMost.toNanos())) {
      return last.found();
    }
    Future<Boolean> found = Future.succeededFuture(false);
    for (URI endpoint : endpoints) {
      found = found.compose(there -> there ? Future.succeededFuture(true) : ask(peer, endpoint));
    }
    for (URI endpoint : hub.map(Route.Hub::endpoints).orElse(List.of())) {
      found = found.compose(there ->
          there ? Future.succeededFuture(true) : askHub(peer, hub.orElseThrow().code(), endpoint));
    }
    looked.put(peer, new Looked(now, found));
    return found;
  }

  private Future<Boolean> ask(RoutingCode peer, URI endpoint) {
    return document(peer, endpoint, "/resolver").map(document -> {
      document.ifPresent(system -> {
        profiles.put(peer, PeerProfile.of(system));
        sealing.note(peer, system);
      });
      return document.isPresent();
    });
  }

  /* A hub is believed nothing of another but what that one has signed. */
  private Future<Boolean> askHub(RoutingCode peer, RoutingCode hub, URI endpoint) {
    return document(hub, endpoint, "/resolver/" + peer.path()).map(document -> {
      document.ifPresent(authority -> sealing.note(peer, authority));
      return document.isPresent();
    });
  }

  private Future<Optional<JsonObject>> document(RoutingCode server, URI endpoint, String path) {
    return connections
        .orElseThrow()
        .open(HttpMethod.GET, endpoint, server, path)
        .compose(request -> {
          request.putHeader("Accept", "application/hal+json, application/json");
          Future<Reply> reply = PeerConnections.reply(request, clock);
          request.end();
          return reply
              .timeout(ENDPOINT_SECONDS, TimeUnit.SECONDS)
              .onFailure(_ -> PeerConnections.abandon(request));
        })
        .map(reply -> reply.status() == OK ? reply.json() : Optional.<JsonObject>empty())
        .otherwise(fault -> {
          LOG.debug("the resolver of {} does not answer", server, fault);
          return Optional.empty();
        });
  }

  /// Starts it.
  public Future<String> deploy(Vertx on) {
    return on.deployVerticle(this);
  }
}
