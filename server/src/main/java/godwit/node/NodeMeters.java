package godwit.node;

import godwit.intake.MemoryBudget;
import godwit.store.embedded.DiskRoom;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.sqlclient.Pool;
import java.util.Optional;

/// What a node measures of its process and its connections to the database.
final class NodeMeters {
  private NodeMeters() {}

  /// A registry with memory, processor time, open files and age of the process.
  static PrometheusMeterRegistry registry() {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    new FileDescriptorMetrics().bindTo(metrics);
    new UptimeMetrics().bindTo(metrics);
    return metrics;
  }

  /// Memory that bodies in flight hold, beside what they may hold together.
  static void memory(MeterRegistry metrics, MemoryBudget memory, long limitBytes) {
    Gauge.builder("godwit.intake.memory", memory, MemoryBudget::takenBytes)
        .baseUnit("bytes")
        .register(metrics);
    Gauge.builder("godwit.intake.memory.limit", () -> limitBytes)
        .baseUnit("bytes")
        .register(metrics);
  }

  /// What is left of the disk that the database lies on, and all of it; no number where that is
  /// not seen from here.
  static void disk(MeterRegistry metrics, Optional<DiskRoom> disk) {
    Gauge.builder(
            "godwit.disk.usable", () -> disk.<Number>map(DiskRoom::usableBytes).orElse(Double.NaN))
        .baseUnit("bytes")
        .register(metrics);
    Gauge.builder(
            "godwit.disk.total", () -> disk.<Number>map(DiskRoom::totalBytes).orElse(Double.NaN))
        .baseUnit("bytes")
        .register(metrics);
  }

  /// 1 while clocks are wrong, so that nothing is forgotten and nothing is cut.
  static void clocks(MeterRegistry metrics, Maintenance maintenance) {
    Gauge.builder("godwit.clocks.wrong", maintenance, each -> each.trouble().isPresent() ? 1 : 0)
        .register(metrics);
  }

  /// Tells of the connections by which uploads are written.
  static void pools(MeterRegistry metrics, Pool ahead, Pool commits) {
    pool(metrics, "ahead", ahead);
    pool(metrics, "commits", commits);
  }

  /// Connections to the database that a pool holds just now.
  ///
  /// @param name of the pool, one of a few
  static void pool(MeterRegistry metrics, String name, Pool pool) {
    Gauge.builder("godwit.database.connections", pool, Pool::size)
        .tag("pool", name)
        .register(metrics);
  }
}
