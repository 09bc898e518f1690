package godwit.perf.limits;

import godwit.perf.machine.ProcessTree;
import godwit.store.embedded.EmbeddedPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Appending a body to a PostgreSQL table in chunks of 256 KiB: one connection, pipelined, a commit
/// a chunk, the driver and the settings of the server that Godwit brings.
///
/// Counted are the driver's event loop and all processes of the database.
final class AppendPart implements Part {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int IN_FLIGHT = 4;
  private static final int PATIENCE_SECONDS = 120;
  private static final String DATABASE = "limits";

  private final Vertx vertx = Vertx.vertx();
  private final EmbeddedPostgres postgres;
  private final PgConnection connection;
  private final PreparedQuery<RowSet<Row>> insert;
  private final List<Buffer> chunks = new ArrayList<>();
  private final long loop;
  private int next;
  private long written;

  AppendPart(byte[] body, Path folder) throws IOException {
    for (int offset = 0; offset + CHUNK_BYTES <= body.length; offset += CHUNK_BYTES) {
      chunks.add(Buffer.buffer(CHUNK_BYTES).appendBytes(body, offset, CHUNK_BYTES));
    }
    postgres = EmbeddedPostgres.start(folder);
    await(postgres.createDatabase(vertx, DATABASE));
    PgConnectOptions options = postgres
        .connectOptions(DATABASE)
        .setCachePreparedStatements(true)
        .setPipeliningLimit(IN_FLIGHT);
    connection = await(PgConnection.connect(vertx, options));
    await(connection
        .query("create table chunk (id bigint generated always as identity, bytes bytea not null)")
        .execute());
    await(connection
        .query("alter table chunk alter column bytes set storage external")
        .execute());
    insert = connection.preparedQuery("insert into chunk (bytes) values ($1)");
    Promise<Long> thread = Promise.promise();
    await(connection
        .query("select 1")
        .execute()
        .onComplete(_ -> thread.complete(Thread.currentThread().threadId())));
    loop = await(thread.future());
  }

  @Override
  public Amount run(long nanos) throws IOException {
    written = 0;
    double database = database();
    long driver = THREADS.getThreadCpuTime(loop);
    long start = System.nanoTime();
    List<Future<Void>> lanes = new ArrayList<>();
    for (int lane = 0; lane < IN_FLIGHT; lane++) lanes.add(append(start + nanos));
    await(Future.all(lanes));
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = (THREADS.getThreadCpuTime(loop) - driver) / 1e9 + database() - database;
    Amount amount = new Amount(written, seconds, cpu);
    /* So that no other measurement pays for writing it back. */
    await(connection.query("truncate chunk").execute());
    await(connection.query("checkpoint").execute());
    return amount;
  }

  private synchronized Buffer nextChunk() {
    next = (next + 1) % chunks.size();
    written += CHUNK_BYTES;
    return chunks.get(next);
  }

  private Future<Void> append(long end) {
    if (System.nanoTime() - end > 0) return Future.succeededFuture();
    return insert.execute(Tuple.of(nextChunk())).compose(_ -> append(end));
  }

  private static double database() throws IOException {
    return ProcessTree.cpu(ProcessHandle.current().pid()).below();
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IOException("PostgreSQL alone: " + failure, failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  @Override
  public void close() throws IOException {
    vertx.close();
    postgres.close();
  }
}
