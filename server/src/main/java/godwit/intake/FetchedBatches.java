package godwit.intake;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.exchange.fetch.Inbox;
import godwit.store.Connections;
import godwit.store.Fetches;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Where fetched batches are read, judged and committed: an event loop of its own, with the same
/// steps that a posted batch goes through.
public final class FetchedBatches extends VerticleBase implements Inbox {
  private static final int CONNECTIONS = 2;

  private final IntakeContext node;
  private final PgConnectOptions database;
  private Optional<IntakeLoop> loop = Optional.empty();

  public FetchedBatches(IntakeContext node, PgConnectOptions database) {
    this.node = node;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, CONNECTIONS);
    loop = Optional.of(IntakeLoop.of(node, vertx, pool));
    return Future.succeededFuture();
  }

  @Override
  public Future<Taken> take(RoutingCode peer, ReadStream<Buffer> body, boolean gzip) {
    Context from = Optional.ofNullable(Vertx.currentContext()).orElseThrow();
    FetchedBody fetched = new FetchedBody(body, from, context);
    Promise<Taken> taken = Promise.promise();
    context.runOnContext(_ -> read(loop.orElseThrow(), peer, fetched, gzip).onComplete(taken));
    return taken.future();
  }

  private Future<Taken> read(IntakeLoop own, RoutingCode code, Body body, boolean gzip) {
    Optional<Directory.Peer> known = node.directory().peer(code);
    if (known.isEmpty()) {
      return Future.succeededFuture(new Taken.Later("no peer " + code + " is configured any more"));
    }
    Directory.Peer peer = known.get();
    AtomicReference<Optional<Preamble>> preamble = new AtomicReference<>(Optional.empty());
    AtomicReference<Optional<FetchedIntake>> begun = new AtomicReference<>(Optional.empty());
    return node.destinations()
        .id(own.pool(), node.directory().self())
        .compose(self -> UploadPump.run(
            own, UploadSource.FETCHED, body, gzip, BatchDecoder::new, (segments, blockPointer) -> {
              FetchedIntake intake = new FetchedIntake(
                  own, peer, self, segments, blockPointer, read -> preamble.set(Optional.of(read)));
              begun.set(Optional.of(intake));
              return intake;
            }))
        .map(outcome -> begun.get().filter(FetchedIntake::awaitsKey).isPresent()
            ? new Taken.Later("the key of its signature is not known")
            : taken(outcome, preamble.get()));
  }

  private static Taken taken(Outcome outcome, Optional<Preamble> preamble) {
    return switch (outcome) {
      case Outcome.Stored _, Outcome.NothingAccepted _ -> new Taken.Stored();
      case Outcome.Conflict _ -> refused(ProblemType.BATCH_CONFLICT, preamble);
      case Outcome.Refused(Problem problem) ->
        problem.type().isRetryable()
            ? new Taken.Later(problem.type().word())
            : refused(problem.type(), preamble);
      case Outcome.TryLater later -> new Taken.Later(later.detail());
    };
  }

  private static Taken refused(ProblemType type, Optional<Preamble> preamble) {
    return new Taken.Refused(new Fetches.Refusal(
        type.word(), preamble.map(Preamble::batch), preamble.map(Preamble::origin)));
  }
}
