package godwit.perf.trial;

import godwit.store.Connections;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A connection of this process to the embedded database of a node that runs.
final class NodeDatabase implements AutoCloseable {
  private static final int PATIENCE_MINUTES = 10;
  private static final int SOCKET_LINE = 4;
  private static final int PORT_LINE = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;

  /// @param data the node's data folder
  NodeDatabase(Path data) throws IOException {
    List<String> running = Files.readAllLines(data.resolve("cluster").resolve("postmaster.pid"));
    pool = Connections.pool(
        vertx,
        new PgConnectOptions()
            .setHost(running.get(SOCKET_LINE))
            .setPort(Integer.parseInt(running.get(PORT_LINE)))
            .setUser("godwit")
            .setPassword(Files.readString(data.resolve("password")).strip())
            .setDatabase("godwit"),
        1);
  }

  Pool pool() {
    return pool;
  }

  /// Takes out every exposure, and what is known of the batches that brought them.
  void empty() throws IOException {
    await(pool.query("truncate segment, portion, batch cascade").execute());
    await(pool.query("checkpoint").execute());
  }

  @Override
  public void close() throws IOException {
    await(vertx.close());
  }

  static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException failure) {
      throw new IOException(String.valueOf(failure.getCause()), failure);
    } catch (TimeoutException late) {
      throw new IOException("the database is late", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }
}
