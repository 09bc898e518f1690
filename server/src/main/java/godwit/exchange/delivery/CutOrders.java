package godwit.exchange.delivery;

import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.exchange.FederationSource;
import godwit.exchange.Seal;
import godwit.store.Destinations;
import godwit.store.outgoing.Cutter;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;

/// What is cut for whom: pages of the own list for this authority's users, batches for those that
/// a peer answers for.
///
/// @param federation who handles which routing code, and what is sealed to whom
/// @param withoutCentralised whether what only the server can resolve stays off the list
record CutOrders(
    SqlClient client,
    FederationSource federation,
    Destinations destinations,
    boolean withoutCentralised) {
  private static final long BATCH_BYTES = 64L << 20;
  private static final long PAGE_BYTES = 1L << 20;

  /// The order for a destination; none where nobody is known for it.
  ///
  /// @param destination its row
  Future<Optional<Cutter.Order>> of(int destination, RoutingCode code) {
    Directory directory = federation.directory();
    return switch (directory.resolve(code)) {
      case Resolution.Own _ ->
        Future.succeededFuture(Optional.of(page(destination, directory.self())));
      case Resolution.Other(var peer) ->
        switch (Seal.of(federation, peer.code())) {
          case Seal.Plain _ -> batch(destination, peer.code(), code, Optional.empty());
          case Seal.To(SealingKey key) -> batch(destination, peer.code(), code, Optional.of(key));
          case Seal.Waits _ -> Future.succeededFuture(Optional.empty());
        };
      case Resolution.Unknown _ -> Future.succeededFuture(Optional.empty());
    };
  }

  private Cutter.Order page(int destination, RoutingCode self) {
    return new Cutter.Order(
        destination, destination, Magic.LIST, self, self, "", PAGE_BYTES, withoutCentralised);
  }

  private Future<Optional<Cutter.Order>> batch(
      int destination, RoutingCode peer, RoutingCode code, Optional<SealingKey> key) {
    return destinations
        .id(client, peer)
        .map(stream -> Optional.of(new Cutter.Order(
            destination,
            stream,
            Magic.EXPOSURES,
            federation.directory().self(),
            code,
            "/exposure/" + code.path(),
            BATCH_BYTES,
            false,
            key)));
  }
}
