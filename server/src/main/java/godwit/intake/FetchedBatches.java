package godwit.intake;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import godwit.exchange.Inbox;
import godwit.store.Connections;
import godwit.store.Fetches;
import io.vertx.core.AsyncResult;
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
  private static final int TOO_SLOW = 408;
  private static final int TOO_MANY = 429;

  private final NodeContext node;
  private final PgConnectOptions database;
  private Optional<LoopContext> loop = Optional.empty();

  public FetchedBatches(NodeContext node, PgConnectOptions database) {
    this.node = node;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, CONNECTIONS);
    loop = Optional.of(LoopContext.of(node, vertx, pool));
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

  private Future<Taken> read(LoopContext own, RoutingCode code, Body body, boolean gzip) {
    Directory.Peer peer = node.directory().peer(code).orElseThrow();
    AtomicReference<Optional<FetchedIntake>> begun = new AtomicReference<>(Optional.empty());
    return node.destinations()
        .id(own.pool(), node.directory().self())
        .compose(self -> Ingest.of(own, body, gzip, BatchDecoder::new, ingest -> {
          FetchedIntake intake = new FetchedIntake(own, peer, self, ingest);
          begun.set(Optional.of(intake));
          return intake;
        }))
        .transform(receipt -> receipt.succeeded()
            ? Future.succeededFuture(new Taken.Stored())
            : failed(receipt, begun.get().flatMap(FetchedIntake::preamble)));
  }

  /* What would be answered 4xx is over; all else may go well the next time. */
  private static Future<Taken> failed(AsyncResult<Receipt> receipt, Optional<Preamble> preamble) {
    Optional<Reason> reason = switch (receipt.cause()) {
      case Refusal refusal -> Optional.of(refusal.reason());
      case DecodeException broken -> Optional.of(Reason.of(broken.fault()));
      case null, default -> Optional.empty();
    };
    if (reason.isEmpty() || isPassing(reason.get())) return Future.failedFuture(receipt.cause());
    /* Its key and its outcome are remembered, as of any other. */
    if (reason.get() == Reason.NOTHING_ACCEPTED) {
      return Future.succeededFuture(new Taken.Stored());
    }
    return Future.succeededFuture(new Taken.Refused(new Fetches.Refusal(
        reason.get().word(), preamble.map(Preamble::batch), preamble.map(Preamble::origin))));
  }

  private static boolean isPassing(Reason reason) {
    return reason.status() >= 500 || reason.status() == TOO_SLOW || reason.status() == TOO_MANY;
  }
}
