package godwit.exchange.fetch;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/// Takes in certifications that were fetched from a peer, as if the peer had posted them.
public interface ClaimInbox {
  /// Takes one. Fails of faults alone: then it is to be fetched again. One that is refused is said
  /// in
  /// the log, and is done with: it would be refused again.
  ///
  /// @param peer whose connection it comes by
  /// @param home that it was fetched for
  Future<Void> take(RoutingCode peer, RoutingCode home, JsonObject certification);
}
