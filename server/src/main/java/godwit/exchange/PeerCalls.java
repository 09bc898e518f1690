package godwit.exchange;

import godwit.codec.payload.RoutingCode;
import godwit.peer.Reply;
import godwit.time.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this node asks of peers while somebody waits for the answer: small documents, posted to one
/// address after the other until somebody takes the question up.
///
/// One a node, a verticle of virtual threads. Whatever it posts may arrive twice, so only questions
/// that may be repeated are asked.
public final class PeerCalls extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);

  /// Calls under way at once; who comes then gets no answer.
  static final int MAX_CALLS = 64;

  /* Of one address: the next may be quicker. */
  private static final Duration ADDRESS_PATIENCE = Duration.ofSeconds(10);

  private final FederationSource federation;
  private final TimeSource clock;
  private final CircuitBreaker circuits;
  private final TroubleLog troubles;
  private final Semaphore free = new Semaphore(MAX_CALLS);
  private Optional<PeerClient> opened = Optional.empty();

  public PeerCalls(FederationSource federation, TimeSource clock) {
    this.federation = federation;
    this.clock = clock;
    this.circuits = new CircuitBreaker(clock);
    this.troubles = new TroubleLog(LOG, clock, "calls to peers");
  }

  /// Who may answer.
  public enum Way {
    /// The peer's own addresses.
    STRAIGHT,
    /// Those, then its hub's.
    OR_THROUGH_HUB
  }

  /// An answer as it came.
  ///
  /// @param document of at most 1 MiB; nothing where the body is no JSON object
  public record PeerAnswer(
      int status, Optional<Duration> retryAfter, Optional<JsonObject> document) {
    /// Whether it settles the question; another address, or a later try, may if not.
    boolean isFinal() {
      return !Reply.isRetryable(status);
    }
  }

  /// Starts it.
  public Future<String> deploy(Vertx on) {
    return on.deployVerticle(
        this, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD));
  }

  @Override
  public Future<?> start() throws IOException {
    opened = Optional.of(new PeerClient(vertx, federation, clock));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return opened.map(PeerClient::close).orElse(Future.succeededFuture());
  }

  /// Asks a peer, within a time. From any thread; completes on the caller's context.
  ///
  /// @return nothing if nobody could be asked
  public Future<Optional<PeerAnswer>> post(
      RoutingCode peer, Way way, String path, Buffer document, Duration patience) {
    return ask(peer, way, path, Optional.of(document), patience);
  }

  /// Asks a peer for a document, within a time. From any thread; completes on the caller's context.
  ///
  /// @return nothing if nobody could be asked
  public Future<Optional<PeerAnswer>> get(
      RoutingCode peer, Way way, String path, Duration patience) {
    return ask(peer, way, path, Optional.empty(), patience);
  }

  private Future<Optional<PeerAnswer>> ask(
      RoutingCode peer, Way way, String path, Optional<Buffer> document, Duration patience) {
    if (!free.tryAcquire()) return Future.succeededFuture(Optional.empty());
    Promise<Optional<PeerAnswer>> answered = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    long timer = vertx.setTimer(patience.toMillis(), _ -> answered.tryComplete(Optional.empty()));
    long end = clock.nanoTime() + patience.toNanos();
    context.runOnContext(_ -> {
      try {
        Optional<PeerAnswer> answer = ask(stops(peer, way), path, document, end);
        caller.runOnContext(_ -> {
          vertx.cancelTimer(timer);
          answered.tryComplete(answer);
        });
      } finally {
        free.release();
      }
    });
    return answered.future();
  }

  private List<Route.Target> stops(RoutingCode peer, Way way) {
    return federation
        .current()
        .route(peer)
        .map(found -> switch (way) {
          case STRAIGHT -> found.direct();
          case OR_THROUGH_HUB -> found.sending();
        })
        .orElse(List.of());
  }

  private Optional<PeerAnswer> ask(
      List<Route.Target> stops, String path, Optional<Buffer> document, long end) {
    Optional<PeerAnswer> last = Optional.empty();
    for (Route.Target stop : circuits.order(stops)) {
      Duration left = Duration.ofNanos(end - clock.nanoTime());
      if (!left.isPositive()) break;
      Optional<PeerAnswer> answer = ask(stop, path, document, left);
      if (answer.isEmpty()) continue;
      last = answer;
      if (answer.get().isFinal()) break;
    }
    return last;
  }

  private Optional<PeerAnswer> ask(
      Route.Target stop, String path, Optional<Buffer> document, Duration left) {
    Duration patience = left.compareTo(ADDRESS_PATIENCE) < 0 ? left : ADDRESS_PATIENCE;
    try {
      PeerClient client = opened.orElseThrow();
      Reply reply = document.isPresent()
          ? client.call(stop, path, document.get(), patience)
          : client.ask(stop, path, patience);
      circuits.reached(stop);
      troubles.succeeded(stop);
      return Optional.of(new PeerAnswer(reply.status(), reply.retryAfter(), reply.json()));
    } catch (Exception fault) {
      circuits.failed(stop);
      troubles.failed(stop, PeerClient.kind(fault));
      return Optional.empty();
    }
  }
}
