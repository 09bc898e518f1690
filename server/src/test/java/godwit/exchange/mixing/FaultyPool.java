package godwit.exchange.mixing;

import static godwit.store.TestDatabases.await;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/// A pool whose connection dies at a step: its server process is ended just before the step is
/// sent,
/// or, of a commit, just after it was done and before anybody hears of it.
final class FaultyPool {
  private static final Set<String> STEPS = Set.of("begin", "query", "preparedQuery");

  private final Pool pool;
  private final PgConnection killer;
  private final int dies;
  private int steps;
  private boolean dead;

  /// @param dies at which step, from 1
  FaultyPool(Pool pool, PgConnection killer, int dies) {
    this.pool = pool;
    this.killer = killer;
    this.dies = dies;
  }

  /// Whether it has died.
  boolean isDead() {
    return dead;
  }

  /// It, as whoever is given it sees it.
  Pool faulty() {
    return proxy(
        Pool.class,
        (method, values) -> method.getName().equals("getConnection")
            ? pool.getConnection().compose(this::faulty)
            : call(pool, method, values));
  }

  private Future<SqlConnection> faulty(SqlConnection connection) {
    return connection
        .query("select pg_backend_pid()")
        .execute()
        .map(rows -> faulty(connection, rows.iterator().next().getInteger(0)));
  }

  private SqlConnection faulty(SqlConnection connection, int process) {
    return proxy(SqlConnection.class, (method, values) -> {
      if (STEPS.contains(method.getName())) step(process);
      Object result = call(connection, method, values);
      return method.getName().equals("begin")
          ? ((Future<?>) result).map(begun -> faulty((Transaction) begun, process))
          : result;
    });
  }

  private Transaction faulty(Transaction transaction, int process) {
    return proxy(Transaction.class, (method, values) -> {
      if (!method.getName().equals("commit") || values.length > 0) {
        return call(transaction, method, values);
      }
      step(process);
      Future<Void> done = transaction.commit();
      if (++steps != dies) return done;
      dead = true;
      return done.compose(_ -> Future.failedFuture("nobody heard of the commit"));
    });
  }

  private void step(int process) {
    if (++steps != dies) return;
    dead = true;
    await(killer.preparedQuery("select pg_terminate_backend($1, 5000)").execute(Tuple.of(process)));
  }

  private static Object call(Object target, Method method, Object[] values) throws Throwable {
    try {
      return method.invoke(target, values);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  @FunctionalInterface
  private interface Calls {
    Object call(Method method, Object[] values) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (_, method, values) -> calls.call(method, values == null ? new Object[0] : values)));
  }
}
