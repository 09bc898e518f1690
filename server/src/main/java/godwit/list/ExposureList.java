package godwit.list;

import godwit.store.outgoing.ClosedPage;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Pages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The list for this authority's own phones as this node has it in memory: which pages there are,
/// and the bytes of those that were asked for last.
///
/// One a node, used from all its event loops. A poll asks no database, nor does a page that is in
/// memory; a [ListWatch] says what has changed.
/*
 * What is known may be older than the truth by what the watch needs to learn of a page, never
 * newer: a page is known after it was committed, and closed pages never change. So a cursor that is
 * ahead of what is known may be good, given out by another node: it is looked up before it is
 * refused. A cursor that is behind is answered from what is known.
 */
public final class ExposureList {
  /// Pages that are read from the database at once in order to be kept; beyond it an answer streams
  /// them, and nothing is kept.
  static final int LOADS_AT_ONCE = 8;

  /// The largest page that is kept in memory.
  static final int MAX_PAGE_BYTES = 4 << 20;

  private final int own;
  private final PageMemory memory;
  private final Duration keeps;
  private final InstantSource clock;
  private final Map<Place, Future<ClosedPage>> loads = new ConcurrentHashMap<>();
  private final Counter remembered;
  private final Counter read;
  private volatile Map<Integer, Pages.Range> known = Map.of();
  private volatile Supplier<Future<Void>> look = Future::succeededFuture;

  /// @param stream a list, or a part of one with cursors of its own
  private record Place(int stream, long sequence) {}

  /// @param own the stream of all pages
  /// @param memoryBytes for pages
  /// @param keeps how long exposures are kept
  public ExposureList(
      int own, long memoryBytes, Duration keeps, InstantSource clock, MeterRegistry metrics) {
    this.own = own;
    this.memory = new PageMemory(memoryBytes);
    this.keeps = keeps;
    this.clock = clock;
    this.remembered = metrics.counter("godwit.list.pages", "source", "memory");
    this.read = metrics.counter("godwit.list.pages", "source", "database");
    Gauge.builder("godwit.list.memory", memory, PageMemory::bytes)
        .baseUnit("bytes")
        .register(metrics);
  }

  /// The stream of all pages.
  public int own() {
    return own;
  }

  /// When a page is forgotten, at the earliest: nobody is to keep it for longer.
  public Instant forgotten(ClosedPage page) {
    return page.made().truncatedTo(ChronoUnit.DAYS).plus(keeps);
  }

  /// The pages of a stream that are known, if it is.
  public Optional<Pages.Range> range(int stream) {
    return Optional.ofNullable(known.get(stream));
  }

  /// The same by a look at the database that begins now or later. Completes on the caller's loop.
  public Future<Optional<Pages.Range>> lookAgain(Vertx vertx, int stream) {
    return here(vertx, look.get()).map(_ -> range(stream));
  }

  /// A page that is in memory.
  public Optional<ClosedPage> remembered(int stream, long sequence) {
    Optional<ClosedPage> page = memory.find(stream, sequence);
    if (page.isPresent()) remembered.increment();
    return page;
  }

  /// Reads a page in order to keep it, once for all who want it at a time; empty if it is not there
  /// any more, or is to be streamed. Completes on the caller's loop.
  ///
  /// @param after the page before it
  public Future<Optional<ClosedPage>> load(
      Vertx vertx, Deliveries deliveries, Pages pages, int stream, long after) {
    Place place = new Place(stream, after);
    Promise<ClosedPage> promise = Promise.promise();
    Future<ClosedPage> earlier = loads.get(place);
    if (earlier == null && loads.size() < LOADS_AT_ONCE) {
      earlier = loads.putIfAbsent(place, promise.future());
      if (earlier == null) {
        read.increment();
        start(deliveries, pages, place, promise);
        earlier = promise.future();
      }
    }
    if (earlier == null) return Future.succeededFuture(Optional.empty());
    return here(vertx, earlier)
        .map(Optional::of)
        .recover(failure -> failure instanceof NotKept
            ? Future.succeededFuture(Optional.empty())
            : Future.failedFuture(failure));
  }

  /// Takes over what the database has.
  void learn(Map<Integer, Pages.Range> found) {
    found.forEach((stream, range) -> {
      Pages.Range before = known.get(stream);
      if (before == null || before.first() != range.first()) {
        memory.forgetBefore(stream, range.first());
      }
    });
    known = Map.copyOf(found);
  }

  /// @param how a look begins, from any thread
  void watched(Supplier<Future<Void>> how) {
    look = how;
  }

  private void start(Deliveries deliveries, Pages pages, Place place, Promise<ClosedPage> promise) {
    pages
        .after(place.stream(), place.sequence())
        .compose(found -> {
          var page = found.orElseThrow(NotKept::new);
          if (page.bytes() > MAX_PAGE_BYTES) throw new NotKept();
          return ClosedPage.read(deliveries, page, clock.instant());
        })
        .onSuccess(page -> memory.keep(place.stream(), page))
        .onComplete(result -> {
          loads.remove(place);
          promise.handle(result);
        });
  }

  /* A future of another loop, to be gone on with on this one. */
  private static <T> Future<T> here(Vertx vertx, Future<T> there) {
    var context = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    there.onComplete(result -> context.runOnContext(_ -> promise.handle(result)));
    return promise.future();
  }

  private static final class NotKept extends RuntimeException {
    NotKept() {
      super("not kept", null, false, false);
    }
  }
}
