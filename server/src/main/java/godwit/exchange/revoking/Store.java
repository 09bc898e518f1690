package godwit.exchange.revoking;

import godwit.exchange.BoundedWait;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.util.function.Supplier;

/// How a virtual thread works with one connection: each answer is waited for, in straight lines.
final class Store {
  private static final int SECONDS = 60;

  private Store() {}

  static <T> T await(Future<T> future) {
    return BoundedWait.ofDatabase(future, SECONDS);
  }

  /// All of it in one transaction, or nothing.
  static <T> T inTransaction(SqlConnection connection, Supplier<T> work) {
    Transaction transaction = await(connection.begin());
    try {
      T result = work.get();
      await(transaction.commit());
      return result;
    } catch (Exception failed) {
      rollBack(transaction);
      throw failed;
    }
  }

  private static void rollBack(Transaction transaction) {
    try {
      await(transaction.rollback());
    } catch (Exception alreadyOver) {
      /* The connection is lost, or is closed now: either way the database rolls back. */
      return;
    }
  }
}
