package godwit.store;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/// A node's connections to its database, and how long anything may take there.
/*
 * A statement that waits for a lock holds whatever its transaction has locked, and a node that
 * died without a word holds it until the server notices. So the server ends what takes too long.
 */
public final class Connections {
  /// The longest that one statement runs.
  public static final int STATEMENT_SECONDS = 30;

  private static final int LOCK_SECONDS = 10;
  private static final int IDLE_IN_TRANSACTION_SECONDS = 15;
  private static final int CONNECT_SECONDS = 10;
  private static final int WAITING = 4_096;
  private static final int PIPELINED = 16;

  private Connections() {}

  /// Opens connections as they are needed, at most `size`; made on an event loop, they stay on it.
  public static Pool pool(Vertx vertx, PgConnectOptions database, int size) {
    return pool(vertx, database, new PoolOptions().setMaxSize(size));
  }

  /// The connection of a node for what is written ahead of an upload's end, from any event loop.
  ///
  /// Nobody is told of it, so no write waits for the disk: the log is flushed in order, and the
  /// commit that makes an upload visible brings all that was written for it before to disk too.
  ///
  /// One serves all: several backends that append to one table wait for each other, and spend a
  /// third more on the same bytes. One takes more than 100 MB a second.
  public static Pool ahead(Vertx vertx, PgConnectOptions database) {
    return pool(
        vertx,
        new PgConnectOptions(database).addProperty("synchronous_commit", "off"),
        new PoolOptions().setMaxSize(1).setEventLoopSize(1));
  }

  private static Pool pool(Vertx vertx, PgConnectOptions database, PoolOptions options) {
    return PgBuilder.pool()
        .with(options
            .setMaxWaitQueueSize(WAITING)
            .setConnectionTimeout(CONNECT_SECONDS)
            .setConnectionTimeoutUnit(TimeUnit.SECONDS))
        .connectingTo(bounded(database))
        .using(vertx)
        .build();
  }

  private static PgConnectOptions bounded(PgConnectOptions database) {
    return new PgConnectOptions(database)
        .addProperty("statement_timeout", STATEMENT_SECONDS + "s")
        .addProperty("lock_timeout", LOCK_SECONDS + "s")
        .addProperty("client_min_messages", "warning")
        .addProperty("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_SECONDS + "s")
        .setCachePreparedStatements(true)
        .setPipeliningLimit(PIPELINED);
  }
}
