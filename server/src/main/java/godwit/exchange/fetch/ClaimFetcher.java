package godwit.exchange.fetch;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
import godwit.exchange.CircuitBreaker;
import godwit.exchange.FederationSource;
import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.exchange.TroubleLog;
import godwit.exchange.WorkLoop;
import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches from one peer what others have certified about users of one authority of this node's.
///
/// A verticle of a virtual thread, with a connection of its own.
/*
 * No cursor is kept: what was taken is confirmed by the next question, and what was not confirmed
 * comes again after a start and is known. Certifying the same twice changes nothing.
 */
public final class ClaimFetcher extends WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimFetcher.class);

  /// Between questions: a user has just been told the code.
  static final Duration EVERY = Duration.ofSeconds(30);

  private static final Duration NOT_OFFERED = Duration.ofMinutes(15);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final int STORE_SECONDS = 20;
  private static final int OK = 200;
  private static final int NOTHING = 204;
  private static final int GONE = 410;

  private final RoutingCode peer;
  private final RoutingCode authority;
  private final List<Route.Target> targets;
  private final FederationSource federation;
  private final ClaimInbox inbox;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Duration patience;
  private final CircuitBreaker reachability;
  private final TroubleLog troubles;
  private Optional<PeerClient> opened = Optional.empty();
  private String cursor = "";

  /// @param endpoints of the peer, the preferred one first
  /// @param patience how long a stop waits for what is under way
  public ClaimFetcher(
      RoutingCode peer,
      List<URI> endpoints,
      RoutingCode authority,
      FederationSource federation,
      ClaimInbox inbox,
      InstantSource clock,
      Backoff backoff,
      Duration patience) {
    this.peer = peer;
    this.authority = authority;
    this.targets =
        endpoints.stream().map(endpoint -> new Route.Target(endpoint, peer)).toList();
    this.federation = federation;
    this.inbox = inbox;
    this.clock = clock;
    this.backoff = backoff;
    this.patience = patience;
    this.reachability = new CircuitBreaker(clock);
    this.troubles = new TroubleLog(LOG, clock, "fetching certifications");
  }

  @Override
  public Future<?> start() throws IOException {
    PeerClient client = new PeerClient(vertx, federation, clock);
    opened = Optional.of(client);
    begin(() -> work(client));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    halt();
    return opened
        .map(PeerClient::close)
        .orElse(Future.succeededFuture())
        .eventually(() -> ended(patience))
        .otherwiseEmpty();
  }

  private void work(PeerClient client) {
    int attempts = 0;
    while (!isStopping()) {
      Optional<Duration> rest = Optional.empty();
      for (Route.Target target : reachability.order(targets)) {
        rest = ask(client, target);
        if (rest.isPresent()) break;
      }
      attempts = rest.isPresent() ? 0 : attempts + 1;
      Duration wait = rest.orElse(backoff.after(attempts, Optional.empty()));
      if (!isStopping() && !wait.isZero()) signal.await(wait);
    }
  }

  private record Answer(Reply reply, Optional<String> next) {}

  /* How long to rest; nothing if it did not work, and another address may be better. */
  private Optional<Duration> ask(PeerClient client, Route.Target target) {
    try {
      Answer answer = answer(client, target);
      reachability.reached(target);
      Optional<Duration> rest = take(answer);
      if (rest.isPresent()) troubles.succeeded(target);
      else troubles.failed(target, "status " + answer.reply().status());
      return rest;
    } catch (Exception fault) {
      reachability.failed(target);
      if (!isStopping()) troubles.failed(target, PeerClient.kind(fault));
      return Optional.empty();
    }
  }

  private Answer answer(PeerClient client, Route.Target target) throws TimeoutException {
    String query = cursor.isEmpty() ? "" : "?after=" + cursor;
    HttpClientRequest request =
        client.open(HttpMethod.GET, target, "/certification/" + authority.path() + query);
    request.putHeader(HttpHeaders.ACCEPT, "application/json");
    Future<Answer> answer = request
        .response()
        .compose(response -> PeerConnections.read(response, clock)
            .map(reply -> new Answer(reply, Fetch.next(response.headers().getAll("Link")))));
    try {
      request.end();
      return BoundedWait.atMost(answer, ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!answer.succeeded()) PeerConnections.abandon(request);
    }
  }

  private Optional<Duration> take(Answer answer) throws TimeoutException {
    return switch (answer.reply().status()) {
      case OK -> {
        if (answer.next().isEmpty()) yield Optional.empty();
        for (Object each : array(answer.reply())) {
          if (each instanceof JsonObject certification) {
            Future<Void> taken = inbox.take(peer, authority, certification);
            BoundedWait.atMost(taken, STORE_SECONDS, TimeUnit.SECONDS);
          }
        }
        cursor = answer.next().get();
        yield Optional.of(Duration.ZERO); // at once: that confirms them
      }
      case NOTHING -> Optional.of(EVERY);
      case GONE -> {
        cursor = "";
        yield Optional.of(EVERY);
      }
      case 404, 405, 501 -> Optional.of(NOT_OFFERED);
      default -> Optional.empty();
    };
  }

  private static JsonArray array(Reply reply) {
    try {
      return new JsonArray(reply.text());
    } catch (DecodeException notOne) {
      return new JsonArray();
    }
  }
}
