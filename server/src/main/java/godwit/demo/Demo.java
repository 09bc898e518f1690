package godwit.demo;

import godwit.phone.AuthorityClient;
import godwit.store.Connections;
import godwit.store.ExchangeCounts;
import godwit.time.TimeSource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two stories with the phones of two countries, from the first upload to the last alert, on
/// servers that run already.
public final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final int CONTACTS_PER_UPLOAD = 500;
  private static final int UPLOADS_AT_ONCE = 8;
  private static final int CONTACTS_PER_PHONE = 20;
  private static final int MIN_PHONES = 8;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int STORE_SECONDS = 20;
  private static final double MILLIS = 1e3;

  /* Without a cache of files, which would stay behind when the process is told to stop. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions()
      .setFileSystemOptions(new FileSystemOptions()
          .setFileCachingEnabled(false)
          .setClassPathResolvingEnabled(false)));
  private final Map<Country, AuthorityClient> servers = new EnumMap<>(Country.class);
  private final Map<Country, ExchangeCounts> crossings = new EnumMap<>(Country.class);
  private final Map<Country, Ledger> ledgers = new EnumMap<>(Country.class);
  private final List<ListReader> lists = new ArrayList<>();
  private final int records;
  private final int phones;
  private final CrossingTimes times;
  private final Uploads uploads;
  private final CountDownLatch over = new CountDownLatch(1);
  private final long start = TimeSource.system().nanoTime();

  /// @param records contact events of both stories together
  public Demo(int records, List<Site> sites, Instant now) {
    this.records = records;
    this.phones = Math.max(MIN_PHONES, records / CONTACTS_PER_PHONE);
    List<ContactEvents.Upload> plan = Uploads.plan(records, CONTACTS_PER_UPLOAD);
    this.times = new CrossingTimes(plan.size());
    for (Site site : sites) {
      Country country = site.country();
      Pool pool = Connections.pool(vertx, site.database(), 1);
      AuthorityClient server =
          new AuthorityClient(vertx, site.devices(), site.ops(), site.trust(), UPLOADS_AT_ONCE + 1);
      Ledger ledger = new Ledger(country, phones, times);
      crossings.put(country, new ExchangeCounts(pool));
      servers.put(country, server);
      ledgers.put(country, ledger);
      lists.add(new ListReader(country, server, ledger));
    }
    this.uploads = new Uploads(plan, servers, ledgers, new ContactEvents(now, phones), times, now);
  }

  /// Runs until everything has arrived, or nothing more does.
  ///
  /// @param progress is told how far things are
  public Outcome run(Consumer<String> progress) throws IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        List<Future<Boolean>> work = new ArrayList<>();
        for (int worker = 0; worker < UPLOADS_AT_ONCE; worker++) {
          work.add(threads.submit(() -> {
            uploads.work();
            return true;
          }));
        }
        for (ListReader list : lists) {
          work.add(threads.submit(() -> {
            while (!over.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) list.catchUp();
            return true;
          }));
        }
        await(work, progress);
        over.countDown();
      } catch (IOException | RuntimeException failure) {
        threads.shutdownNow();
        throw failure;
      }
    }
    for (ListReader list : lists) list.catchUp();
    return outcome();
  }

  @Override
  public void close() {
    over.countDown();
    try {
      vertx.close().await(STORE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      LOG.warn("the phones' connections did not close in time");
    }
  }

  private void await(List<Future<Boolean>> work, Consumer<String> progress) throws IOException {
    Outcome before = outcome();
    long moved = TimeSource.system().nanoTime();
    while (true) {
      for (Future<Boolean> each : work) {
        if (each.state() == Future.State.FAILED) throw failed(each.exceptionNow());
      }
      boolean uploaded = uploads.areDone();
      Outcome now = outcome();
      progress.accept(line(now));
      if (uploaded && now.isComplete()) return;
      if (!now.legs().equals(before.legs())) moved = TimeSource.system().nanoTime();
      if (TimeSource.system().nanoTime() - moved > PATIENCE.toNanos()) {
        if (uploaded) return;
        throw new IOException("no upload was confirmed for " + PATIENCE.toSeconds() + " s");
      }
      before = now;
      pause();
    }
  }

  private Outcome outcome() throws IOException {
    List<Leg> legs = new ArrayList<>();
    for (Country from : Country.values()) {
      for (Country to : List.of(from.other(), from)) legs.add(leg(from, to));
    }
    Map<Country, Long> alerts = new EnumMap<>(Country.class);
    long unexpected = 0;
    for (Map.Entry<Country, Ledger> entry : ledgers.entrySet()) {
      alerts.put(entry.getKey(), entry.getValue().alerts(Outcome.THRESHOLD));
      unexpected += entry.getValue().unexpected();
    }
    return new Outcome(
        legs,
        unexpected,
        alerts,
        phones,
        times.slowestMillis(),
        Duration.ofNanos(TimeSource.system().nanoTime() - start).toMillis());
  }

  private Leg leg(Country from, Country to) throws IOException {
    long forwarded = 0;
    long received = 0;
    if (from != to) {
      forwarded = count(at(crossings, from).delivered(to.code()));
      received = count(at(crossings, to).received(from.code()));
    }
    Ledger.ReceiptBuilder tally = at(ledgers, to).tally(from);
    return new Leg(from, to, tally.uploaded(), forwarded, received, tally.matched(), tally.again());
  }

  private String line(Outcome now) {
    return String.format(
        Locale.ROOT,
        "uploaded %d of %d, forwarded %d, received %d, matched %d, alerts %d, %.0f s",
        uploads.confirmed(),
        records,
        now.forwarded(),
        now.received(),
        now.matched(),
        now.alerting(),
        now.tookMillis() / MILLIS);
  }

  private void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  private static long count(io.vertx.core.Future<Long> counted) throws IOException {
    try {
      return counted.await(STORE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new IOException("the database does not answer", late);
    }
  }

  private static IOException failed(Throwable cause) {
    return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
  }

  private static <T> T at(Map<Country, T> map, Country country) {
    T value = map.get(country);
    if (value == null) throw new IllegalStateException("nothing of " + country);
    return value;
  }
}
