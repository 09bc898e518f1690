package godwit.exchange;

import godwit.store.Connections;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A [WorkLoop] over database connections of its own: a turn, a rest, and so on. What goes wrong in
/// a turn is said once, and tried again after a rest.
public abstract class StoreLoop extends WorkLoop {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Where it says what goes wrong, its parts too.
  protected final TroubleLog troubles;

  private final Logger log = LoggerFactory.getLogger(getClass());
  private final PgConnectOptions database;
  private final int connections;
  private final String doing;
  private Optional<Pool> pool = Optional.empty();

  /// @param doing what a turn does, for the log, such as `making sets`
  protected StoreLoop(
      PgConnectOptions database, int connections, TroubleLog troubles, String doing) {
    this.database = database;
    this.connections = connections;
    this.troubles = troubles;
    this.doing = doing;
  }

  /// Works for a while.
  ///
  /// @return how long to rest, as [#rest] understands it
  protected abstract Duration turn(Pool opened) throws Exception;

  /// How long to rest after a turn that failed.
  protected abstract Duration afterTrouble();

  /// Rests, until there may be something to do.
  protected abstract void rest(Duration howLong);

  /// Its connections, once it has started.
  protected final Pool pool() {
    return pool.orElseThrow();
  }

  @Override
  public final Future<?> start() {
    Pool opened = Connections.pool(vertx, database, connections);
    pool = Optional.of(opened);
    begin(() -> run(opened));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    halt();
    return ended(PATIENCE).transform(_ -> pool.map(Pool::close).orElse(Future.succeededFuture()));
  }

  private void run(Pool opened) {
    while (!isStopping()) {
      Duration rest = afterTrouble();
      try {
        rest = turn(opened);
        troubles.succeeded(doing);
      } catch (Exception fault) { // a lost connection is a checked one that nobody declares
        if (isStopping() || Thread.currentThread().isInterrupted()) return;
        troubles.failed(doing, fault.getClass().getSimpleName());
        log.debug("{} waits", doing, fault);
      }
      if (isStopping()) return;
      rest(rest);
    }
  }
}
