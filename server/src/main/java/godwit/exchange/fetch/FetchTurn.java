package godwit.exchange.fetch;

import godwit.domain.Pauses;
import godwit.exchange.Backoff;
import godwit.exchange.BoundedWait;
import godwit.exchange.CircuitBreaker;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.store.Fetches;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/// One turn of whoever fetches from a peer: asks, takes the batch in, notes the cursor behind it.
/*
 * Crash points. Before the batch is durable: the cursor still stands before it, and it is fetched
 * again. Between that and the note of the cursor: the same, and its key is held, so that the
 * second time changes nothing. After the note: the next question confirms the batch; until it is
 * asked the peer keeps the batch as not delivered, and gives it to nobody else.
 */
final class FetchTurn {
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final long RENEWAL_MILLIS = 20_000;
  private static final int STORE_SECONDS = 20;
  /* Between questions to a peer that does not wait. */
  private static final Duration UNASKED = Duration.ofSeconds(30);
  /* Between looks whether another node has let go of the lease. */
  private static final Duration LEASED = Duration.ofSeconds(10);
  private static final Duration PAUSED = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Fetches.Source source;
  private final List<Route.Target> stops;
  private final Fetches fetches;
  private final FederationSource federation;
  private final Question question;
  private final Backoff backoff;
  private final BooleanSupplier stopping;
  private final Logger log;
  private final CircuitBreaker circuits;
  private String lastProblem = "";

  /// Asks one stop for what comes after a cursor, and takes it in.
  interface Question {
    /// @param path of the stream
    /// @param cursor as the peer spelt it; empty for the oldest
    Fetch ask(Route.Target stop, String path, String cursor);
  }

  /// @param stops of the peer, the preferred one first
  /// @param stopping whether the node stops: what breaks then is no fault of the peer
  FetchTurn(
      Vertx vertx,
      Fetches.Source source,
      List<Route.Target> stops,
      Fetches fetches,
      FederationSource federation,
      Question question,
      InstantSource clock,
      Backoff backoff,
      BooleanSupplier stopping,
      Logger log) {
    this.vertx = vertx;
    this.source = source;
    this.stops = stops;
    this.fetches = fetches;
    this.federation = federation;
    this.question = question;
    this.backoff = backoff;
    this.stopping = stopping;
    this.log = log;
    this.circuits = new CircuitBreaker(clock);
  }

  /// Takes in what comes next, if anything does.
  ///
  /// @param attempts in vain before this one
  /// @return how long to rest, if there is no reason to go on at once
  Optional<Duration> once(int attempts) throws TimeoutException {
    if (federation.pauses().isPaused(source.peer(), Pauses.Direction.IN))
      return Optional.of(PAUSED);
    Optional<String> cursor =
        BoundedWait.atMost(fetches.lease(source, LEASE), STORE_SECONDS, TimeUnit.SECONDS);
    if (cursor.isEmpty()) return Optional.of(LEASED);
    return switch (fetch(cursor.get())) {
      case Fetch.Took(var next) -> {
        settle(fetches.advance(source, next));
        yield Optional.empty();
      }
      case Fetch.Refused(var refusal, var next) -> {
        log.warn("a batch fetched from {} is refused: {}", source.peer(), refusal.reason());
        settle(fetches.refuse(source, cursor.get(), next, refusal));
        yield Optional.empty();
      }
      case Fetch.Nothing(var waited) -> {
        note("");
        yield waited ? Optional.empty() : Optional.of(UNASKED);
      }
      case Fetch.Expired(var next) -> expired(cursor.get(), next, attempts);
      case Fetch.Failed failed -> {
        if (!stopping.getAsBoolean()) note(failed.problem());
        yield Optional.of(backoff.after(attempts, failed.retryAfter()));
      }
    };
  }

  private Optional<Duration> expired(String cursor, String next, int attempts)
      throws TimeoutException {
    log.warn("{} has forgotten what came next for {}: going on", source.peer(), source.authority());
    settle(fetches.advance(source, next));
    return next.equals(cursor)
        ? Optional.of(backoff.after(attempts, Optional.empty()))
        : Optional.empty();
  }

  private Fetch fetch(String cursor) {
    long renewal = vertx.setPeriodic(
        RENEWAL_MILLIS,
        _ -> fetches
            .lease(source, LEASE)
            .onFailure(fault -> log.debug("a lease is not renewed: {}", fault.toString())));
    try {
      Fetch last = new Fetch.Failed("no endpoint", false, Optional.empty());
      for (Route.Target stop : circuits.order(stops)) {
        if (stopping.getAsBoolean()) return last;
        last = question.ask(stop, "/exposure/" + source.authority().path(), cursor);
        if (!(last instanceof Fetch.Failed failed)) {
          note("");
          circuits.reached(stop);
          return last;
        }
        if (failed.reached()) circuits.reached(stop);
        else if (!stopping.getAsBoolean()) circuits.failed(stop);
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

  /// Says what the trouble is, or that there is none: once, however often it is tried.
  void note(String problem) {
    if (problem.equals(lastProblem)) return;
    if (problem.isEmpty()) log.info("fetching from {} works again", source.peer());
    else log.warn("fetching from {} for {}: {}", source.peer(), source.authority(), problem);
    lastProblem = problem;
  }
}
