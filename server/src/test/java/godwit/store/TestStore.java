package godwit.store;

import static godwit.store.TestDatabases.await;

import godwit.codec.payload.RoutingCode;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Committer;
import godwit.store.commit.Upload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Random;
import java.util.function.Supplier;

/// A migrated database of a test's own, and the event loops that use it.
public final class TestStore implements AutoCloseable {
  public static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  public final Vertx vertx = Vertx.vertx();
  public final PgConnectOptions options;
  public final Pool pool;
  private final Destinations destinations = new Destinations();

  private TestStore(PgConnectOptions options) {
    this.options = options;
    this.pool = Connections.pool(vertx, options, 4);
  }

  public static TestStore open() {
    return open(TestDatabases.fresh());
  }

  /// On an empty database of the test's own.
  public static TestStore open(PgConnectOptions options) {
    TestStore store = new TestStore(options);
    await(Schema.migrate(store.pool, TODAY, new Random(7)));
    return store;
  }

  /// On a database that has its tables.
  public static TestStore reopen(PgConnectOptions options) {
    return new TestStore(options);
  }

  /// The row of a nation's authority.
  public int destination(int country) {
    return await(destinations.id(pool, RoutingCode.nation(country, 0)));
  }

  /// A committer on an event loop of its own, with connections of its own.
  public Loop loop() {
    Loop loop = new Loop();
    await(vertx.deployVerticle(loop));
    return loop;
  }

  public CommitResult commit(Upload upload) {
    return loop().commit(upload);
  }

  public RowSet<Row> query(String sql, Object... values) {
    return await(pool.preparedQuery(sql).execute(Tuple.wrap(values)));
  }

  public long number(String sql, Object... values) {
    return query(sql, values).iterator().next().getLong(0);
  }

  /// One event loop of a node.
  public final class Loop extends VerticleBase {
    private Committer committer =
        new Committer(TestStore.this.vertx, pool, new SimpleMeterRegistry());

    @Override
    public Future<?> start() {
      committer =
          new Committer(vertx, Connections.pool(vertx, options, 2), new SimpleMeterRegistry());
      return Future.succeededFuture();
    }

    /// To be used on the loop only.
    public Committer committer() {
      return committer;
    }

    public Future<CommitResult> start(Upload upload) {
      return run(() -> committer.commit(upload));
    }

    public CommitResult commit(Upload upload) {
      return await(start(upload));
    }

    /// Runs on the loop.
    public <T> Future<T> run(Supplier<Future<T>> task) {
      Promise<T> promise = Promise.promise();
      Context loop = context;
      loop.runOnContext(_ -> task.get().onComplete(promise));
      return promise.future();
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
