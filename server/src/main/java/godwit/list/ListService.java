package godwit.list;

import godwit.domain.Directory;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

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
      MeterRegistry metrics) {
    ExposureList list = new ExposureList(settings, metrics);
    ListWatch watch = new ListWatch(
        list,
        database,
        clock,
        pool -> new Partitioning(
            pool, settings.own(), settings.partitions(), directory, _ -> Optional.empty()));
    return vertx.deployVerticle(watch).map(list);
  }
}
