package godwit.list;

import godwit.codec.batch.EndBlock;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.store.Connections;
import godwit.store.Destinations;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// The list of a node, put together: what is in memory, who watches for new pages, and who sorts
/// them out.
public final class ListService {
  private ListService() {}

  /// Starts it; completes once it is known which pages there are.
  ///
  /// @param directory as it is now; it may be replaced
  /// @param signer signs a digest, if there is a key
  public static Future<ExposureList> deploy(
      Vertx vertx,
      PgConnectOptions database,
      ExposureList.Settings settings,
      Supplier<Directory> directory,
      Function<byte[], Optional<EndBlock.Signature>> signer,
      InstantSource clock,
      MeterRegistry metrics) {
    RoutingCode self = directory.get().self();
    Pool pool = Connections.pool(vertx, database, 1);
    return new Destinations()
        .id(pool, self)
        .eventually(pool::close)
        .map(own -> new ExposureList(own, settings, metrics))
        .compose(list -> {
          ListWatch watch = new ListWatch(
              list,
              database,
              clock,
              opened ->
                  new Partitioning(opened, list.own(), settings.partitions(), directory, signer));
          return vertx.deployVerticle(watch).map(list);
        })
        .compose(list -> {
          if (!settings.partitions()) return Future.succeededFuture(list);
          FilterMaker filters =
              new FilterMaker(database, clock, new SecureRandom(), self, settings.epoch(), signer);
          return vertx
              .deployVerticle(
                  filters, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
              .map(list);
        });
  }
}
