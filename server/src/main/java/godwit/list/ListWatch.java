package godwit.list;

import godwit.log.RareLines;
import godwit.store.Connections;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Pages;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells an [ExposureList] which pages there are, whichever node has closed them: the database says
/// when there is a new one, and is asked every few seconds as well, every second while it cannot
/// say so, and after each new connection.
///
/// - source: PostgreSQL, NOTIFY: what is said while nobody listens is lost, so it is no more than a
///   reason to look
///
/// New pages are read as soon as they are known, so that the first phone waits no longer than any;
/// not where no phone has asked for a while: all that comes in would be read again for nobody.
public final class ListWatch extends VerticleBase {
  /// On which a trigger says that a page was closed.
  private static final String CHANNEL = "godwit_list";

  private static final long EVERY_MILLIS = 1_000;
  /* While the database tells of what is new: for what it may have failed to tell. */
  private static final int SELDOM = 5;

  /* A page is in its partitions within a second of its own. */
  private static final long GATHER_MILLIS = 500;
  private static final int AHEAD = 16;
  private static final int ASKED_SECONDS = 600;
  private static final Logger log = LoggerFactory.getLogger(ListWatch.class);

  private final ExposureList list;
  private final PgConnectOptions database;
  private final InstantSource clock;
  private final Function<Pool, Partitioning> partitions;
  private final RareLines lines = new RareLines(log);
  private Optional<Pool> pool = Optional.empty();
  private Optional<Partitioning> partitioning = Optional.empty();
  private long quietMillis = TimeUnit.SECONDS.toMillis(ASKED_SECONDS); // since somebody asked
  private boolean sorting; // or resting from it
  private boolean again;
  private int unasked;
  private long forgotten = -1; // before which pages of partitions are
  private Optional<Promise<Void>> running = Optional.empty();
  private Optional<Promise<Void>> next = Optional.empty();
  private Optional<PgConnection> listening = Optional.empty();
  private boolean connecting;
  private boolean failed;
  private boolean stopped;

  /// @param partitions how pages are sorted out, with these connections
  ListWatch(
      ExposureList list,
      PgConnectOptions database,
      InstantSource clock,
      Function<Pool, Partitioning> partitions) {
    this.list = list;
    this.database = database;
    this.clock = clock;
    this.partitions = partitions;
  }

  @Override
  public Future<?> start() {
    Pool opened = Connections.pool(vertx, database, 2);
    pool = Optional.of(opened);
    partitioning = Optional.of(partitions.apply(opened));
    list.watched(() -> {
      Promise<Void> looked = Promise.promise();
      context.runOnContext(_ -> look().onComplete(looked));
      return looked.future();
    });
    vertx.setPeriodic(EVERY_MILLIS, _ -> {
      quietMillis += EVERY_MILLIS;
      listen();
      if (listening.isEmpty() || ++unasked % SELDOM == 0) look();
    });
    listen();
    return look();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return listening.map(PgConnection::close).orElse(Future.succeededFuture()).otherwiseEmpty();
  }

  /* One look at a time. Whoever asks meanwhile gets the next: this one may have been too early. */
  private Future<Void> look() {
    if (running.isPresent()) {
      if (next.isEmpty()) next = Optional.of(Promise.promise());
      return next.get().future();
    }
    Promise<Void> look = Promise.promise();
    running = Optional.of(look);
    Pool opened = pool.orElseThrow();
    Pages pages = new Pages(opened);
    PartitionTable table = new PartitionTable(opened);
    table.look(list.own()).onComplete(looked -> {
      if (looked.succeeded()) found(pages, looked.result());
      else missed(looked.cause());
      running = Optional.empty();
      look.handle(looked.mapEmpty());
      next.ifPresent(waiting -> {
        next = Optional.empty();
        look().onComplete(waiting);
      });
    });
    return look.future();
  }

  private void found(Pages pages, PartitionTable.Sight sight) {
    Pages.Range range = sight.whole();
    if (failed) log.info("new pages of the list are seen again");
    failed = false;
    int stream = list.own();
    long before = list.range(stream).map(Pages.Range::last).orElse(range.last());
    list.learn(range, sight.parts());
    if (sight.sorted() < range.last() || forgotten != range.first()) sort(range.first());
    if (isAsked()) readAhead(pages, Math.max(before, range.last() - AHEAD), range.last());
  }

  private boolean isAsked() {
    if (list.wasAsked()) quietMillis = 0;
    return quietMillis < TimeUnit.SECONDS.toMillis(ASKED_SECONDS);
  }

  private void missed(Throwable cause) {
    if (!failed && !stopped) {
      log.warn("new pages of the list are not seen: {}", cause.getClass().getSimpleName());
    }
    failed = true;
  }

  /* New pages go into their partitions, here or at another node; what is forgotten of the whole
   * list goes from them. Between two times some gather: many small pages cost less together. */
  private void sort(long first) {
    if (sorting) again = true;
    if (sorting || stopped) return;
    sorting = true;
    again = false;
    Partitioning work = partitioning.orElseThrow();
    (forgotten == first ? Future.<Void>succeededFuture() : work.forgetBefore(first))
        .compose(_ -> {
          forgotten = first;
          return work.step();
        })
        .onComplete(step -> {
          if (step.succeeded() && step.result()) {
            sorting = false;
            sort(first);
            return;
          }
          if (step.failed() && !stopped) {
            lines.warn("pages of the list are not sorted out", step.cause());
          }
          vertx.setTimer(GATHER_MILLIS, _ -> {
            sorting = false;
            if (again) look();
          });
        });
  }

  private void readAhead(Pages pages, long from, long last) {
    if (from >= last || stopped) return;
    Deliveries deliveries = new Deliveries(pool.orElseThrow(), new UUID(0, 0)); // leases nothing
    int own = list.own();
    list.load(
            vertx,
            own,
            from,
            () -> ExposureList.read(pages, deliveries, own, from, clock.instant()))
        .onSuccess(_ -> readAhead(pages, from + 1, last))
        .onFailure(failure -> log.debug("a page was not read ahead", failure));
  }

  private void listen() {
    if (connecting || stopped || listening.isPresent()) return;
    connecting = true;
    PgConnection.connect(vertx, new PgConnectOptions(database).setReconnectAttempts(0))
        .compose(connection -> {
          connection.notificationHandler(_ -> look());
          connection.closeHandler(_ -> listening = Optional.empty());
          return connection
              .query("listen " + CHANNEL)
              .execute()
              .map(connection)
              .onFailure(_ -> connection.close());
        })
        .timeout(EVERY_MILLIS * 10, TimeUnit.MILLISECONDS)
        .onComplete(connected -> {
          connecting = false;
          if (connected.failed()) return; // the next second tries again
          if (stopped) {
            connected.result().close();
            return;
          }
          listening = Optional.of(connected.result());
          look();
        });
  }
}
