package godwit.exchange.delivery;

import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.store.Destinations;
import godwit.store.outgoing.Cutter;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.Optional;
import java.util.function.Supplier;

/// What is cut for whom: pages of the own list for this authority's users, batches for those that
/// a peer answers for.
///
/// @param current who handles which routing code, as it is now
/// @param withoutCentralised whether what only the server can resolve stays off the list
record CutOrders(
    SqlClient client,
    Supplier<Directory> current,
    Destinations destinations,
    boolean withoutCentralised) {
  private static final long BATCH_BYTES = 64L << 20;
  private static final long PAGE_BYTES = 1L << 20;

  /// The order for a destination; none where nobody is known for it.
  ///
  /// @param destination its row
  Future<Optional<Cutter.Order>> of(int destination, RoutingCode code) {
    Directory directory = current.get();
    return switch (directory.resolve(code)) {
      case Resolution.Own _ ->
        Future.succeededFuture(Optional.of(page(destination, directory.self())));
      case Resolution.Other(var peer) ->
        destinations
            .id(client, peer.code())
            .map(stream -> Optional.of(batch(destination, stream, directory.self(), code)));
      case Resolution.Unknown _ -> Future.succeededFuture(Optional.empty());
    };
  }

  private Cutter.Order page(int destination, RoutingCode self) {
    return new Cutter.Order(
        destination, destination, Magic.LIST, self, self, "", PAGE_BYTES, withoutCentralised);
  }

  private static Cutter.Order batch(
      int destination, int stream, RoutingCode self, RoutingCode code) {
    return new Cutter.Order(
        destination,
        stream,
        Magic.EXPOSURES,
        self,
        code,
        "/exposure/" + code.path(),
        BATCH_BYTES,
        false);
  }
}
