package godwit.exchange.fetch;

import godwit.domain.Pauses;
import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
import godwit.exchange.CircuitBreaker;
import godwit.exchange.FederationSource;
import godwit.exchange.PeerClient;
import godwit.exchange.Route;
import godwit.exchange.WorkLoop;
import godwit.store.Fetches;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches from one peer what waits there for one authority of this node's: asks, takes the batch
/// in, notes the cursor behind it, asks again.
///
/// A verticle of virtual threads, with a context and a connection of its own, so that a slow peer
/// holds nobody else.
/*
 * Crash points. Before the batch is durable: the cursor still stands before it, and it is fetched
 * again. Between that and the note of the cursor: the same, and its key is held, so that the
 * second time changes nothing. After the note: the next question confirms the batch; until it is
 * asked the peer keeps the batch as not delivered, and gives it to nobody else.
 */
public final class Fetcher extends WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long RENEWAL_MILLIS = 20_000;
  private static final int STORE_SECONDS = 20;
  /* Between questions to a peer that does not wait. */
  private static final Duration UNASKED = Duration.ofSeconds(30);
  /* Between looks whether another node has let go of the lease. */
  private static final Duration LEASED = Duration.ofSeconds(10);

  private static final Duration PAUSED = Duration.ofSeconds(5);

  private final Fetches.Source source;
  private final List<Route.Target> stops;
  private final Fetches fetches;
  private final FederationSource federation;
  private final Inbox inbox;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Duration patience;
  private final CircuitBreaker circuits;
  private Optional<PeerClient> opened = Optional.empty();
  private String lastProblem = "";

  /// @param endpoints of the peer, the preferred one first
  /// @param pool that all fetchers share: none holds a connection while its peer is slow
  /// @param patience how long a stop waits for what is under way
  public Fetcher(
      Fetches.Source source,
      List<URI> endpoints,
      UUID node,
      Pool pool,
      FederationSource federation,
      Inbox inbox,
      InstantSource clock,
      Backoff backoff,
      Duration patience) {
    this.source = source;
    this.stops = endpoints.stream()
        .map(endpoint -> new Route.Target(endpoint, source.peer()))
        .toList();
    this.fetches = new Fetches(pool, node);
    this.federation = federation;
    this.inbox = inbox;
    this.clock = clock;
    this.backoff = backoff;
    this.patience = patience;
    this.circuits = new CircuitBreaker(clock);
  }

  @Override
  public Future<?> start() throws IOException {
    PeerClient client = new PeerClient(vertx, federation, clock);
    opened = Optional.of(client);
    begin(() -> work(new Download(client, inbox, clock, source.peer())));
    return Future.succeededFuture();
  }

  /* What is under way may be cut at any time: without its end nothing of it becomes visible. */
  @Override
  public Future<?> stop() {
    halt();
    return opened
        .map(PeerClient::close)
        .orElse(Future.succeededFuture())
        .eventually(() -> ended(patience))
        .otherwiseEmpty();
  }

  private void work(Download download) {
    int attempts = 0;
    while (!isStopping()) {
      try {
        Optional<Duration> rest = workOnce(download, attempts);
        attempts = rest.isPresent() ? attempts + 1 : 0;
        if (rest.isPresent()) signal.await(rest.get());
      } catch (Exception fault) {
        if (isStopping() || Thread.currentThread().isInterrupted()) break;
        note("failed here: " + fault.getClass().getSimpleName());
        signal.await(backoff.after(attempts++, Optional.empty()));
      }
    }
    release();
  }

  /* How long to rest, if there is no reason to go on at once. */
  private Optional<Duration> workOnce(Download download, int attempts) throws TimeoutException {
    if (federation.pauses().isPaused(source.peer(), Pauses.Direction.IN))
      return Optional.of(PAUSED);
    Optional<String> cursor =
        BoundedWait.atMost(fetches.lease(source, LEASE), STORE_SECONDS, TimeUnit.SECONDS);
    if (cursor.isEmpty()) return Optional.of(LEASED);
    return switch (fetch(download, cursor.get())) {
      case Fetch.Took(var next) -> {
        settle(fetches.advance(source, next));
        yield Optional.empty();
      }
      case Fetch.Refused(var refusal, var next) -> {
        LOG.warn("a batch fetched from {} is refused: {}", source.peer(), refusal.reason());
        settle(fetches.refuse(source, cursor.get(), next, refusal));
        yield Optional.empty();
      }
      case Fetch.Nothing(var waited) -> {
        note("");
        yield waited ? Optional.empty() : Optional.of(UNASKED);
      }
      case Fetch.Expired(var next) -> expired(cursor.get(), next, attempts);
      case Fetch.Failed failed -> {
        if (!isStopping()) note(failed.problem());
        yield Optional.of(backoff.after(attempts, failed.retryAfter()));
      }
    };
  }

  private Optional<Duration> expired(String cursor, String next, int attempts)
      throws TimeoutException {
    LOG.warn("{} has forgotten what came next for {}: going on", source.peer(), source.authority());
    settle(fetches.advance(source, next));
    return next.equals(cursor)
        ? Optional.of(backoff.after(attempts, Optional.empty()))
        : Optional.empty();
  }

  private Fetch fetch(Download download, String cursor) {
    long renewal = vertx.setPeriodic(
        RENEWAL_MILLIS,
        _ -> fetches
            .lease(source, LEASE)
            .onFailure(fault -> LOG.debug("a lease is not renewed: {}", fault.toString())));
    try {
      Fetch last = new Fetch.Failed("no endpoint", false, Optional.empty());
      for (Route.Target stop : circuits.order(stops)) {
        if (isStopping()) return last;
        last = download.run(stop, "/exposure/" + source.authority().path(), cursor);
        if (!(last instanceof Fetch.Failed failed)) {
          note("");
          circuits.reached(stop);
          return last;
        }
        if (failed.reached()) circuits.reached(stop);
        else if (!isStopping()) circuits.failed(stop);
      }
      return last;
    } finally {
      vertx.cancelTimer(renewal);
    }
  }

  /* The cursor moves or it does not: if another node holds the lease by now, it goes on from where
   * that one is. */
  private static void settle(Future<Boolean> moved) throws TimeoutException {
    BoundedWait.atMost(moved, STORE_SECONDS, TimeUnit.SECONDS);
  }

  /* Said once, however often it is tried. */
  private void note(String problem) {
    if (problem.equals(lastProblem)) return;
    if (problem.isEmpty()) LOG.info("fetching from {} works again", source.peer());
    else LOG.warn("fetching from {} for {}: {}", source.peer(), source.authority(), problem);
    lastProblem = problem;
  }

  private void release() {
    try {
      BoundedWait.atMost(fetches.release(source), STORE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception fault) {
      LOG.debug("a lease is left to run out: {}", fault.toString());
    }
  }
}
