package godwit.list;

import godwit.store.list.Partition;
import godwit.store.list.PartitionTable;
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
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final Settings settings;
  private final PageMemory memory;
  private final Map<Place, Future<ClosedPage>> loads = new ConcurrentHashMap<>();
  private final Counter remembered;
  private final Counter read;
  private volatile Map<Integer, Pages.Range> known = Map.of();
  private volatile Map<Partition, Integer> partitions = Map.of();
  private volatile Supplier<Future<Void>> look = Future::succeededFuture;
  private final AtomicBoolean asked = new AtomicBoolean();

  /// @param stream a list, or a part of one with cursors of its own
  private record Place(int stream, long sequence) {}

  /// What it is told by the configuration.
  ///
  /// @param epoch of the database, which cursors carry
  /// @param partitions whether there are partitions by authority and family
  /// @param memoryBytes for pages
  /// @param keeps how long exposures are kept
  public record Settings(long epoch, boolean partitions, long memoryBytes, Duration keeps) {}

  /// @param own the stream of all pages
  ExposureList(int own, Settings settings, MeterRegistry metrics) {
    this.own = own;
    this.settings = settings;
    this.memory = new PageMemory(settings.memoryBytes());
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

  /// Whether there are partitions by authority and family; the list of venues there always is.
  public boolean isPartitioned() {
    return settings.partitions();
  }

  /// The stream of a partition, once it has had a page.
  public Optional<Integer> partition(Partition partition) {
    return Optional.ofNullable(partitions.get(partition));
  }

  /// The partitions that have had a page.
  public Set<Partition> partitions() {
    return partitions.keySet();
  }

  /// When a page is forgotten, at the earliest: nobody is to keep it for longer.
  public Instant forgotten(ClosedPage page) {
    return page.made().truncatedTo(ChronoUnit.DAYS).plus(settings.keeps());
  }

  /// The pages of a stream that are known, if it is.
  public Optional<Pages.Range> range(int stream) {
    return Optional.ofNullable(known.get(stream));
  }

  /// Says that somebody asks for the list, or a part of it.
  public void asked() {
    if (!asked.get()) asked.set(true);
  }

  /// Whether somebody has, since this was looked at.
  boolean wasAsked() {
    return asked.getAndSet(false);
  }

  /// Completes, on the caller's loop, once all is known that was committed before.
  public Future<Void> lookAgain(Vertx vertx) {
    return here(vertx, look.get());
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
  /// @param source reads the page, where it is the first to want it
  public Future<Optional<ClosedPage>> load(
      Vertx vertx, int stream, long after, Supplier<Future<Optional<ClosedPage>>> source) {
    Place place = new Place(stream, after);
    Promise<ClosedPage> promise = Promise.promise();
    Future<ClosedPage> earlier = loads.get(place);
    if (earlier == null && loads.size() < LOADS_AT_ONCE) {
      earlier = loads.putIfAbsent(place, promise.future());
      if (earlier == null) {
        read.increment();
        start(source, place, promise);
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

  /// Reads a page of the whole list; not one that is too large to be kept.
  ///
  /// @param now by which it has its age
  public static Future<Optional<ClosedPage>> read(
      Pages pages, Deliveries deliveries, int stream, long after, Instant now) {
    return pages.after(stream, after).compose(found -> {
      if (found.isEmpty() || found.get().bytes() > MAX_PAGE_BYTES) {
        return Future.succeededFuture(Optional.empty());
      }
      return ClosedPage.read(deliveries, found.get(), now).map(Optional::of);
    });
  }

  /// Takes over what the database has.
  ///
  /// @param whole the pages of the whole list
  void learn(Pages.Range whole, Map<Partition, PartitionTable.Known> parts) {
    Map<Integer, Pages.Range> found = new HashMap<>();
    Map<Partition, Integer> streams = new HashMap<>();
    found.put(own(), whole);
    parts.forEach((partition, part) -> {
      found.put(stream(part.id()), part.range());
      streams.put(partition, stream(part.id()));
    });
    found.forEach((stream, range) -> {
      Pages.Range before = known.get(stream);
      if (before == null || before.first() != range.first()) {
        memory.forgetBefore(stream, range.first());
      }
    });
    known = Map.copyOf(found);
    partitions = Map.copyOf(streams);
  }

  /// The id of a partition, of its stream.
  public static int id(int stream) {
    return -stream;
  }

  /* Ids of destinations are above 0, those of partitions below. */
  private static int stream(int id) {
    return -id;
  }

  /// @param how a look begins, from any thread
  void watched(Supplier<Future<Void>> how) {
    look = how;
  }

  private void start(
      Supplier<Future<Optional<ClosedPage>>> source, Place place, Promise<ClosedPage> promise) {
    source
        .get()
        .map(found -> found.orElseThrow(NotKept::new))
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
