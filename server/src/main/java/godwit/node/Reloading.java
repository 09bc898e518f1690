package godwit.node;

import godwit.config.ConfigException;
import godwit.config.ServerConfig;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.http.ops.Reloads;
import godwit.store.Connections;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration and the files that it names again: when it is told to, and when one of
/// them has changed. What can be used is in use at once; of what cannot, nothing is.
///
/// One a node, a verticle of an event loop; its methods may be called on any thread.
/*
 * Files that belong together are rarely replaced together: what was read in between fails, is said
 * to be wrong, and is read again with the next change, some seconds later. So a change is looked at
 * once nothing has changed for one look more.
 */
final class Reloading extends VerticleBase implements Reloads {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  static final long LOOK_MILLIS = 2_000;

  private final FederationSource federation;
  private final TimeSource dates;
  private final PgConnectOptions database;
  private final ServerConfig first;
  private Optional<Followed> followed = Optional.empty();
  private Future<State> last;
  private volatile State state;
  private Optional<Pool> pool = Optional.empty();

  /// @param first the configuration that the node was started with
  Reloading(
      ServerConfig first,
      FederationSource federation,
      TimeSource dates,
      PgConnectOptions database) {
    this.first = first;
    this.federation = federation;
    this.dates = dates;
    this.database = database;
    this.state = new State(dates.instant(), Optional.empty(), List.of());
    this.last = Future.succeededFuture(state);
  }

  /* What is read, and how its files were when it was. */
  private static final class Followed {
    private final Supplier<ServerConfig> source;
    private final Path file;
    private FileStamps read;
    private FileStamps seen;

    Followed(Path file, FileStamps now) {
      this.source = () -> ServerConfig.read(file);
      this.file = file;
      this.read = now;
      this.seen = now;
    }
  }

  @Override
  public Future<?> start() {
    pool = Optional.of(Connections.pool(vertx, database, 1));
    vertx.setPeriodic(LOOK_MILLIS, _ -> look());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return pool.map(Pool::close).orElse(Future.succeededFuture());
  }

  /// From now on the configuration of this file counts.
  void follow(Path file) {
    context.runOnContext(_ ->
        stamps(file, first).onSuccess(now -> followed = Optional.of(new Followed(file, now))));
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public Future<State> reload() {
    Context caller = vertx.getOrCreateContext();
    Promise<State> answer = Promise.promise();
    context.runOnContext(
        _ -> read().onComplete(done -> caller.runOnContext(_ -> answer.handle(done))));
    return answer.future();
  }

  private Future<FileStamps> stamps(Path file, ServerConfig config) {
    return vertx
        .executeBlocking(() -> FileStamps.of(file, config), false)
        .map(Objects::requireNonNull);
  }

  private void look() {
    if (followed.isEmpty() || !last.isComplete()) return;
    Followed at = followed.get();
    stamps(at.file, first).onSuccess(now -> {
      boolean still = now.equals(at.seen);
      at.seen = now;
      if (still && !now.equals(at.read)) read();
    });
  }

  /* One after the other. */
  private Future<State> read() {
    last = last.transform(_ -> readOnce());
    return last;
  }

  private Future<State> readOnce() {
    if (followed.isEmpty()) {
      return Future.succeededFuture(new State(
          state.loaded(), Optional.of("this node was not started with a file"), List.of()));
    }
    Followed at = followed.get();
    return vertx
        .executeBlocking(() -> attempt(at), true)
        .map(Objects::requireNonNull)
        .compose(next -> KeyListing.noted(pool.orElseThrow(), next.federation())
            .compose(federation::replace)
            .map(_ -> {
              state = new State(dates.instant(), Optional.empty(), next.restart());
              LOG.info("the configuration was read again{}", rest(next.restart()));
              return state;
            }))
        .recover(fault -> {
          String problem = fault instanceof ConfigException || fault instanceof IOException
              ? String.valueOf(fault.getMessage())
              : "it could not be put to use: " + fault.getClass().getSimpleName();
          boolean isNew = state.problem().filter(problem::equals).isEmpty();
          state = new State(state.loaded(), Optional.of(problem), state.restart());
          if (isNew) {
            LOG.error("the configuration is wrong; the one before it stays in use: {}", problem);
          }
          return Future.succeededFuture(state);
        });
  }

  private record Next(Federation federation, List<String> restart) {}

  private Next attempt(Followed at) throws IOException {
    at.read = FileStamps.of(at.file, first);
    ServerConfig config = at.source.get();
    at.read = FileStamps.of(at.file, config);
    if (!config.authority().code().equals(first.authority().code())) {
      throw new IOException("authority is another, which is another node");
    }
    Federation read = ConfiguredFederation.of(config, dates);
    Credentials current = federation.credentials();
    read.credentials().shown(vertx);
    Federation next = read.credentials().isLike(current) ? read.with(current) : read;
    return new Next(next, ChangedKeys.needingRestart(first, config));
  }

  private static String rest(List<String> restart) {
    return restart.isEmpty()
        ? ""
        : "; what it says of " + String.join(", ", restart) + " counts after a restart";
  }
}
