package godwit.store;

import godwit.store.embedded.EmbeddedPostgres;
import godwit.store.embedded.ThrowawayPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Fresh databases for tests, all on one embedded server a test JVM, which waits for no disk:
/// started with the first, stopped when the JVM ends. The server's folder outlives the JVM, so that
/// the next start is a
/// fast one; JVMs side by side have one each.
public final class TestDatabases {
  private static final Path FOLDER =
      Path.of("target", "test-postgres", System.getProperty("godwit.test.jvm", "alone"));
  private static final long PATIENCE_SECONDS = 60;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestDatabases() {}

  /// An empty database nobody else has.
  public static PgConnectOptions fresh() {
    String name = "test_" + COUNT.incrementAndGet();
    await(Shared.POSTGRES.createDatabase(Shared.VERTX, name));
    return Shared.POSTGRES.connectOptions(name);
  }

  /// The server's data folder, which this process has.
  public static Path folder() {
    if (!Shared.POSTGRES.isReady()) throw new IllegalStateException("no server");
    return FOLDER.toAbsolutePath();
  }

  /// The server itself, for tests that look at it. It belongs to all: not to be closed.
  public static EmbeddedPostgres server() {
    return Shared.POSTGRES;
  }

  /// Waits for a result in a test's own thread.
  public static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException(late);
    }
  }

  private static final class Shared {
    static final Vertx VERTX = Vertx.vertx();
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres postgres = ThrowawayPostgres.start(FOLDER);
        Runtime.getRuntime().addShutdownHook(new Thread(Shared::stop));
        dropEarlier(postgres);
        return postgres;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private static void dropEarlier(EmbeddedPostgres postgres) {
      PgConnection connection =
          await(PgConnection.connect(VERTX, postgres.connectOptions("postgres")));
      String query = "select datname from pg_database where datname like 'test\\_%'";
      for (Row row : await(connection.query(query).execute())) {
        await(connection
            .query("drop database " + row.getString(0) + " with (force)")
            .execute());
      }
      await(connection.close());
    }

    private static void stop() {
      try {
        POSTGRES.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } finally {
        await(VERTX.close());
      }
    }
  }
}
