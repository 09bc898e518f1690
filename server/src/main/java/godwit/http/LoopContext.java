package godwit.http;

import godwit.codec.payload.RoutingCode;
import godwit.intake.IntakeLoop;
import godwit.store.commit.Batches;
import godwit.store.outgoing.Deliveries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;

/// What the requests of one event loop share; used on that loop only.
public record LoopContext(NodeContext node, IntakeLoop intake, Deliveries deliveries) {
  /// Makes what the loop that this is called on needs.
  ///
  /// @param pool connections of this loop
  public static LoopContext of(NodeContext node, Vertx vertx, Pool pool) {
    return new LoopContext(
        node, IntakeLoop.of(node.intake(), vertx, pool), new Deliveries(pool, node.id()));
  }

  public Vertx vertx() {
    return intake.vertx();
  }

  public Pool pool() {
    return intake.pool();
  }

  public Batches batches() {
    return intake.batches();
  }

  /// The row of an authority, made if there is none.
  public Future<Integer> row(RoutingCode code) {
    return node.intake().destinations().id(pool(), code);
  }
}
