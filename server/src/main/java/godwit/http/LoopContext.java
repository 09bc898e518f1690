package godwit.http;

import godwit.codec.batch.Pieces;
import godwit.domain.Receipt;
import godwit.store.BatchKey;
import godwit.store.Batches;
import godwit.store.Committer;
import godwit.store.Deliveries;
import godwit.store.Segments;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;

/// What the requests of one event loop share; used on that loop only.
///
/// @param pool connections of this loop
record LoopContext(
    NodeContext node,
    Vertx vertx,
    Pool pool,
    Committer committer,
    Segments segments,
    Batches batches,
    Deliveries deliveries,
    Pieces pieces,
    InflaterPool inflaters) {

  /// What is answered to a stale batch: its first outcome, if its key is held.
  Future<Receipt> stale(BatchKey key, byte[] digest) {
    return batches
        .find(key, digest)
        .compose(held -> held.map(Answers::receipt)
            .orElseGet(() -> Future.failedFuture(
                Refusal.at(Reason.STALE, 32, "created is outside of the window"))));
  }

  static LoopContext of(NodeContext node, Vertx vertx, Pool pool) {
    return new LoopContext(
        node,
        vertx,
        pool,
        new Committer(vertx, pool),
        new Segments(pool),
        new Batches(pool),
        new Deliveries(pool, node.id()),
        node.budget().onLoop(),
        new InflaterPool());
  }
}
