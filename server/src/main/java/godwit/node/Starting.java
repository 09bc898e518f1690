package godwit.node;

import godwit.config.ServerConfig;
import godwit.store.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a thread that starts or stops a node waits for, with sentences for what goes wrong.
final class Starting {
  private static final Logger LOG = LoggerFactory.getLogger(Starting.class);

  private Starting() {}

  static <T> T result(FutureTask<T> task) throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException sentence) throw sentence;
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  static <T> T await(Future<T> future, Duration limit) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + limit.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Runs both.
  static Runnable all(Runnable one, Runnable other) {
    return () -> {
      one.run();
      other.run();
    };
  }

  /// Starts the database server that the configuration asks for, if it does.
  static Optional<EmbeddedPostgres> embedded(ServerConfig config) throws IOException {
    return config.database() instanceof ServerConfig.Database.Embedded
        ? Optional.of(EmbeddedPostgres.start(config.data()))
        : Optional.empty();
  }

  /// Stops the embedded server, last of all: there is nobody left to tell but the log.
  static void stop(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException e) {
      LOG.warn("PostgreSQL did not stop well: {}", e.getMessage());
    }
  }
}
