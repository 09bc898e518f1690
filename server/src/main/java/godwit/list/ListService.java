package godwit.list;

import godwit.domain.Directory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The list of a node, put together: what is in memory, who watches for new pages, and who sorts
/// them out.
public final class ListService {
  private ListService() {}

  /// Starts it; completes once it is known which pages there are.
  ///
  /// @param directory as it is now; it may be replaced
  public static Future<ExposureList> deploy(
      Vertx vertx,
      PgConnectOptions database,
      ExposureList.Settings settings,
      Supplier<Directory> directory,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry metrics) {
    ExposureList list = new ExposureList(settings, metrics);
    ListWatch watch = new ListWatch(
        list,
        database,
        clock,
        pool -> new Partitioning(
            pool, settings.own(), settings.partitions(), directory, _ -> Optional.empty()));
    Future<String> watching = vertx.deployVerticle(watch);
    if (!settings.partitions()) return watching.map(list);
    FilterMaker filters = new FilterMaker(
        database, clock, random, directory.get().self(), settings.epoch(), _ -> Optional.empty());
    return watching
        .compose(_ -> vertx.deployVerticle(
            filters, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)))
        .map(list);
  }
}
