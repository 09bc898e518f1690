package godwit.perf.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Asks a relay for its batches until each was delivered with all its records accepted.
final class DeliveryWatch {
  private static final long POLL_MILLIS = 20;
  private static final long PATIENCE_SECONDS = 120;

  private final Vertx vertx;
  private final HttpConnection relay;
  private final Deque<UUID> waiting;
  private final long records;
  private final long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);

  DeliveryWatch(Vertx vertx, HttpConnection relay, List<UUID> batches, long records) {
    this.vertx = vertx;
    this.relay = relay;
    this.waiting = new ArrayDeque<>(batches);
    this.records = records;
  }

  /// One question at a time, and about one batch: the cost is the relay's.
  Future<Void> untilDelivered() {
    if (waiting.isEmpty()) return Future.succeededFuture();
    return relay.send(Requests.get("/batch/" + waiting.getFirst())).compose(answer -> {
      JsonObject delivery =
          answer.require(200, "a relayed batch").getJsonObject("delivery", new JsonObject());
      if (isDelivered(delivery)) {
        waiting.removeFirst();
        return untilDelivered();
      }
      if (System.nanoTime() - endNanos > 0) {
        return Future.failedFuture("not delivered in time: " + delivery);
      }
      return vertx.timer(POLL_MILLIS, TimeUnit.MILLISECONDS).compose(_ -> untilDelivered());
    });
  }

  private boolean isDelivered(JsonObject delivery) {
    String state = delivery.getString("state", "");
    if (state.equals("refused")) throw new IllegalStateException("refused: " + delivery);
    if (!state.equals("delivered")) return false;
    long accepted = delivery.getJsonObject("receipt").getLong("accepted");
    if (accepted != records) {
      throw new IllegalStateException("of " + records + " records " + accepted + " were accepted");
    }
    return true;
  }
}
