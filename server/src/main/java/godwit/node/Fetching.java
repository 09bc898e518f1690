package godwit.node;

import godwit.codec.payload.RoutingCode;
import godwit.exchange.Backoff;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.exchange.fetch.ClaimFetcher;
import godwit.exchange.fetch.Fetcher;
import godwit.http.NodeContext;
import godwit.http.peer.FetchedClaims;
import godwit.intake.FetchedBatches;
import godwit.store.Connections;
import godwit.store.Fetches;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a node fetches from its peers, as the federation is: from each that it fetches from, for
/// each authority that the node serves.
///
/// The fetchers are deployed by it, so that they stop before their connections close.
final class Fetching extends VerticleBase {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 2;

  private final NodeContext node;
  private final FederationSource federation;
  private final PgConnectOptions database;
  private final Map<Stream, List<String>> fetchers = new HashMap<>();
  private Optional<Intake> intake = Optional.empty();
  private Future<Void> matched = Future.succeededFuture();

  Fetching(NodeContext node, FederationSource federation, PgConnectOptions database) {
    this.node = node;
    this.federation = federation;
    this.database = database;
  }

  /* What waits at one peer for one authority. */
  private record Stream(RoutingCode peer, List<URI> endpoints, RoutingCode authority) {}

  /* What all fetchers share; made for the first. */
  private record Intake(Pool pool, FetchedBatches inbox) {}

  @Override
  public Future<?> start() {
    federation.watch(next -> {
      Promise<Void> done = Promise.promise();
      context.runOnContext(_ -> match(next).onComplete(done));
      return done.future();
    });
    return match(federation.current());
  }

  /* One after the other: a stream that moves is let go of before it is taken up elsewhere. */
  private Future<Void> match(Federation next) {
    matched = matched.otherwiseEmpty().compose(_ -> {
      List<Stream> wanted = new ArrayList<>();
      for (Route route : next.fetched()) {
        for (RoutingCode authority : next.directory().serves()) {
          wanted.add(new Stream(route.peer(), route.endpoints(), authority));
        }
      }
      return stopOthers(wanted).compose(_ -> startMissing(wanted));
    });
    return matched;
  }

  private Future<?> stopOthers(List<Stream> wanted) {
    List<Future<Void>> stopped = new ArrayList<>();
    for (Stream stream : List.copyOf(fetchers.keySet())) {
      if (wanted.contains(stream)) continue;
      Optional.ofNullable(fetchers.remove(stream))
          .ifPresent(ids -> ids.forEach(id -> stopped.add(vertx.undeploy(id))));
    }
    return Future.join(stopped);
  }

  private Future<Void> startMissing(List<Stream> wanted) {
    List<Stream> missing =
        wanted.stream().filter(stream -> !fetchers.containsKey(stream)).toList();
    if (missing.isEmpty()) return Future.succeededFuture();
    return intake().compose(shared -> {
      List<Future<?>> started = new ArrayList<>();
      for (Stream stream : missing) {
        Future<String> batches = fetcher(stream, shared).deploy(vertx);
        Future<String> claims = claimFetcher(stream, shared).deploy(vertx);
        started.add(Future.all(batches, claims)
            .onSuccess(_ -> fetchers.put(stream, List.of(batches.result(), claims.result()))));
      }
      return Future.all(started).mapEmpty();
    });
  }

  private Future<Intake> intake() {
    if (intake.isPresent()) return Future.succeededFuture(intake.get());
    FetchedBatches inbox = new FetchedBatches(node.intake(), database);
    return vertx.deployVerticle(inbox).map(_ -> {
      Intake made = new Intake(Connections.pool(vertx, database, CONNECTIONS), inbox);
      intake = Optional.of(made);
      return made;
    });
  }

  private ClaimFetcher claimFetcher(Stream stream, Intake shared) {
    return new ClaimFetcher(
        stream.peer(),
        stream.endpoints(),
        stream.authority(),
        federation,
        new FetchedClaims(node, shared.pool()),
        node.clock(),
        new Backoff(new SecureRandom()),
        PATIENCE);
  }

  private Fetcher fetcher(Stream stream, Intake shared) {
    return new Fetcher(
        new Fetches.Source(stream.peer(), stream.authority()),
        stream.endpoints(),
        node.id(),
        shared.pool(),
        federation,
        shared.inbox(),
        node.clock(),
        new Backoff(new SecureRandom()),
        PATIENCE);
  }
}
