package godwit.exchange.mixing;

import godwit.store.mixing.Pools;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What is counted of pools and sets.
final class MixMeters {
  private final Counter enough;
  private final Counter few;
  private final Counter records;
  private final Counter padded;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong ageMillis = new AtomicLong();

  MixMeters(MeterRegistry metrics) {
    this.enough = Counter.builder("godwit.mix.sets").tag("cases", "enough").register(metrics);
    this.few = Counter.builder("godwit.mix.sets").tag("cases", "few").register(metrics);
    this.records = metrics.counter("godwit.mix.records");
    this.padded = metrics.counter("godwit.mix.padding");
    Gauge.builder("godwit.pool.records", waiting, AtomicLong::get).register(metrics);
    Gauge.builder("godwit.pool.size", bytes, AtomicLong::get).baseUnit("bytes").register(metrics);
    Gauge.builder("godwit.pool.age", ageMillis, each -> each.get() / 1e3)
        .baseUnit("seconds")
        .register(metrics);
  }

  /// What waits in all pools.
  void waiting(List<Pools.Waiting> pools, Instant now) {
    waiting.set(pools.stream().mapToLong(Pools.Waiting::records).sum());
    bytes.set(pools.stream().mapToLong(Pools.Waiting::bytes).sum());
    ageMillis.set(pools.stream()
        .mapToLong(each -> Duration.between(each.oldest(), now).toMillis())
        .max()
        .orElse(0));
  }

  void made(SetMaking.Made set, boolean ofFewCases) {
    (ofFewCases ? few : enough).increment();
    records.increment((double) set.records());
    padded.increment((double) set.padded());
  }
}
