package godwit.intake;

import godwit.codec.batch.Pieces;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import godwit.store.BatchKey;
import godwit.store.Batches;
import godwit.store.Deliveries;
import godwit.store.Segments;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the requests of one event loop share; used on that loop only.
///
/// @param pool connections of this loop
/// @param open uploads whose bodies are being read
public record LoopContext(
    NodeContext node,
    Vertx vertx,
    Pool pool,
    Segments segments,
    Batches batches,
    Deliveries deliveries,
    Pieces pieces,
    InflaterPool inflaters,
    Set<Ingest> open) {

  /// What is answered to a stale batch: its first outcome, if its key is held.
  Future<Receipt> stale(BatchKey key, byte[] digest, Refusal otherwise) {
    return batches
        .find(key, digest)
        .compose(
            held -> held.map(CommittedReceipt::of).orElseGet(() -> Future.failedFuture(otherwise)));
  }

  public static LoopContext of(NodeContext node, Vertx vertx, Pool pool) {
    Set<Ingest> open = new LinkedHashSet<>();
    vertx.setPeriodic(Pace.LOOK_MILLIS, _ -> List.copyOf(open).forEach(Ingest::look));
    return new LoopContext(
        node,
        vertx,
        pool,
        new Segments(node.ahead()),
        new Batches(pool),
        new Deliveries(pool, node.id()),
        node.budget().onLoop(),
        new InflaterPool(),
        open);
  }
}
