package godwit.exchange.delivery;

import godwit.exchange.Route;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// What carries batches to one peer and to the hub that leads to it, and asks them what became of
/// them. Its methods wait.
interface Courier {
  /// Sends a batch. A fault of the store is thrown; whatever the network does is an answer.
  Answer post(BatchUpload upload, Route.Target target);

  /// Asks what became of a batch.
  Answer status(Sent sent, Route.Target target);

  /// Asks whether a batch that was put aside has an outcome all the same.
  Answer replayed(Sent sent, Route.Target target);

  /// Asks what a receiver says of itself.
  ///
  /// @return nothing if it can't be asked
  Optional<JsonObject> resolver(String path, Route.Target target);
}
