package godwit.exchange.fetch;

import godwit.codec.payload.RoutingCode;
import godwit.store.Fetches;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/// Takes in what was fetched from a peer, as if the peer had posted it.
public interface Inbox {
  /// What became of a batch.
  sealed interface Taken {
    /// It is durable, since now or since long.
    record Stored() implements Taken {}

    /// It was refused as a whole, and nothing of it is kept.
    record Refused(Fetches.Refusal refusal) implements Taken {}

    /// This node cannot take it just now: it is to be fetched again.
    record Later(String reason) implements Taken {}
  }

  /// Reads a batch to its end. Fails of faults, such as a connection that broke: then it is to be
  /// fetched again.
  ///
  /// @param peer whose connection it comes by
  /// @param body paused; it is read in turns of the context that this is called on
  Future<Taken> take(RoutingCode peer, ReadStream<Buffer> body, boolean gzip);
}
