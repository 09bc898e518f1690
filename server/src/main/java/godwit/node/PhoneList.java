package godwit.node;

import godwit.config.ServerConfig;
import godwit.exchange.FederationSource;
import godwit.list.ExposureList;
import godwit.list.ListService;
import godwit.time.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;

/// The list for this authority's own phones, as the configuration wants it; its pages are signed
/// where the authority has a key.
record PhoneList(
    ServerConfig config, FederationSource federation, TimeSource clock, MeterRegistry metrics) {
  /// Starts it; completes once it is known which pages there are.
  ///
  /// @param epoch of the database, which cursors carry
  Future<ExposureList> deploy(Vertx vertx, PgConnectOptions database, long epoch) {
    ServerConfig.ExposureList list = config.exposureList();
    return ListService.deploy(
        vertx,
        database,
        new ExposureList.Settings(
            epoch, list.partitions(), list.memoryBytes(), config.retention().exposures()),
        federation::directory,
        digest -> federation.current().keys().sign(digest),
        clock,
        metrics);
  }
}
