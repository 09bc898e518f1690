package godwit.exchange.fetch;

import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches from one peer what waits there for one authority of this node's: asks, takes the batch
/// in, notes the cursor behind it, asks again.
///
/// A verticle of virtual threads, with a context and a connection of its own, so that a slow peer
/// holds nobody else.
public final class Fetcher extends WorkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

  private static final int STORE_SECONDS = 20;

  private final Fetches.Source source;
  private final List<Route.Target> stops;
  private final Fetches fetches;
  private final FederationSource federation;
  private final Inbox inbox;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Duration patience;
  private Optional<PeerClient> opened = Optional.empty();

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
  }

  @Override
  public Future<?> start() throws IOException {
    PeerClient client = new PeerClient(vertx, federation, clock);
    opened = Optional.of(client);
    Download download = new Download(client, inbox, clock, source.peer());
    FetchTurn turn = new FetchTurn(
        vertx, source, stops, fetches, federation, download, clock, backoff, this::isStopping, LOG);
    begin(() -> work(turn));
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

  private void work(FetchTurn turn) {
    int attempts = 0;
    while (!isStopping()) {
      try {
        Optional<Duration> rest = turn.once(attempts);
        attempts = rest.isPresent() ? attempts + 1 : 0;
        if (rest.isPresent()) signal.await(rest.get());
      } catch (Exception fault) {
        if (isStopping() || Thread.currentThread().isInterrupted()) break;
        turn.note("failed here: " + fault.getClass().getSimpleName());
        signal.await(backoff.after(attempts++, Optional.empty()));
      }
    }
    release();
  }

  private void release() {
    try {
      BoundedWait.atMost(fetches.release(source), STORE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception fault) {
      LOG.debug("a lease is left to run out: {}", fault.toString());
    }
  }
}
