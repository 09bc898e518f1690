package godwit.simulation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A node's way to its database, on which one fault at a time is laid out; and the node's life:
/// what
/// a dead node has begun is rolled back, and it begins nothing more.
final class FaultyStore {
  private static final Set<String> EXECUTES = Set.of("execute", "executeBatch");
  private static final String PORTIONS = "insert into portion (";
  private static final String TAKEN = "join taken using (id)";
  /* As production takes positions, but in a transaction of its own. */
  private static final String TAKE_APART = """
      with amounts as (
        select id, count(*) as amount from unnest($1::int[]) as a (id) group by id
      ), taken as (
        update destination d set next_position = next_position + amount
        from amounts a where a.id = d.id returning d.id, d.next_position - amount as first)
      select array_agg(id), array_agg(first) from taken""";

  private final Optional<Protection> off;
  private final Pool admin;
  private Consumer<Fault> happened = _ -> {};
  private Optional<Armed> armed = Optional.empty();
  private Optional<Held> held = Optional.empty();
  private int life;
  private boolean dead;

  /// @param off what this node does without
  /// @param admin whose statements nothing happens to
  FaultyStore(Optional<Protection> off, Pool admin) {
    this.off = off;
    this.admin = admin;
  }

  /* A fault that is to happen at one of the next statements, or at the next commit. */
  private record Armed(Fault fault, int statements) {}

  /* A commit that is under way. */
  private record Held(Transaction transaction, Promise<Void> done) {}

  /// Begins a run.
  synchronized void begin(Consumer<Fault> counter) {
    happened = counter;
    armed = Optional.empty();
  }

  /// Lays a fault out.
  ///
  /// @param statements at which one of the next it happens, where it is one of statements
  synchronized void arm(Fault fault, int statements) {
    armed = Optional.of(new Armed(fault, statements));
  }

  synchronized void disarm() {
    armed = Optional.empty();
  }

  synchronized boolean isDead() {
    return dead;
  }

  synchronized boolean isHolding() {
    return held.isPresent();
  }

  /// Whether the next commit may be slow.
  synchronized boolean mayBeSlow() {
    return armed.filter(next -> next.fault() == Fault.COMMIT_SLOW).isPresent();
  }

  /// The node dies, and lives again: nothing of the life before goes on, and what it had not
  /// committed is undone.
  void restart() {
    Optional<Held> torn;
    synchronized (this) {
      life++;
      dead = false;
      torn = held;
      held = Optional.empty();
    }
    torn.ifPresent(
        each -> each.transaction().rollback().onComplete(_ -> each.done().fail(gone())));
  }

  /// A slow commit comes to its end.
  void release() {
    Optional<Held> slow;
    synchronized (this) {
      slow = held;
      held = Optional.empty();
    }
    slow.ifPresent(each -> each.transaction().commit().onComplete(each.done()));
  }

  /// The pool as the node sees it.
  ///
  /// @param slow whether commits of it may be slow
  Pool over(Pool real, boolean slow) {
    return proxy(Pool.class, (self, method, values) -> switch (method.getName()) {
      case "getConnection" -> {
        int born = life();
        yield isGone(born)
            ? Future.failedFuture(gone())
            : real.getConnection().map(each -> over(each, born, slow));
      }
      case "query", "preparedQuery" ->
        over((Query<?>) call(real, method, values), (String) values[0], life(), Optional.empty());
      default ->
        method.isDefault()
            ? InvocationHandler.invokeDefault(self, method, values)
            : call(real, method, values);
    });
  }

  private SqlConnection over(SqlConnection real, int born, boolean slow) {
    return proxy(SqlConnection.class, (_, method, values) -> switch (method.getName()) {
      case "begin" -> real.begin().map(begun -> over(begun, born, slow));
      case "query", "preparedQuery" ->
        over((Query<?>) call(real, method, values), (String) values[0], born, Optional.of(real));
      default -> call(real, method, values);
    });
  }

  private Transaction over(Transaction real, int born, boolean slow) {
    return proxy(Transaction.class, (_, method, values) -> {
      if (!method.getName().equals("commit")) return call(real, method, values);
      Future<Void> done = commit(real, born, slow);
      boolean hasty = off.filter(Protection.COMMIT_BEFORE_ANSWER::equals).isPresent();
      return hasty && !isGone(born) ? Future.succeededFuture() : done;
    });
  }

  private PreparedQuery<?> over(
      Query<?> real, String sql, int born, Optional<SqlConnection> connection) {
    boolean apart = off.filter(Protection.COMMIT_ORDER::equals).isPresent()
        && sql.contains(PORTIONS)
        && sql.contains(TAKEN);
    return proxy(PreparedQuery.class, (_, method, values) -> {
      if (!EXECUTES.contains(method.getName())) return call(real, method, values);
      boolean commits = connection.isEmpty() && !sql.stripLeading().startsWith("select");
      Supplier<Future<?>> send = apart
          ? () -> placedApart(connection.orElseThrow(), sql, (Tuple) values[0])
          : () -> sent(real, method, values);
      return execute(send, born, commits);
    });
  }

  private Future<?> execute(Supplier<Future<?>> send, int born, boolean commits) {
    Optional<Fault> fault = isGone(born) ? Optional.of(Fault.CRASHED) : atStatement(commits);
    if (fault.isEmpty()) return send.get();
    return switch (fault.get()) {
      case COMMIT_UNHEARD, COMMITTED_THEN_CRASHED ->
        send.get().transform(_ -> Future.failedFuture(gone()));
      default -> Future.failedFuture(gone());
    };
  }

  private Future<Void> commit(Transaction real, int born, boolean slow) {
    Optional<Fault> fault = isGone(born) ? Optional.of(Fault.CRASHED) : atCommit(slow);
    if (fault.isEmpty()) return real.commit();
    switch (fault.get()) {
      case COMMIT_SLOW -> {
        Held holding = new Held(real, Promise.promise());
        synchronized (this) {
          held = Optional.of(holding);
        }
        return holding.done().future();
      }
      case COMMIT_UNHEARD, COMMITTED_THEN_CRASHED -> {
        return real.commit().transform(_ -> Future.failedFuture(gone()));
      }
      default -> {
        return real.rollback().transform(_ -> Future.failedFuture(gone()));
      }
    }
  }

  /* What happens to a statement; a write outside of a transaction is a commit as well. */
  private synchronized Optional<Fault> atStatement(boolean commits) {
    if (armed.isEmpty()) return armed.map(Armed::fault);
    Armed now = armed.get();
    switch (now.fault()) {
      case STATEMENT_FAILED, CRASHED -> {
        if (now.statements() > 1) {
          armed = Optional.of(new Armed(now.fault(), now.statements() - 1));
          return Optional.empty();
        }
        return Optional.of(strike(now.fault()));
      }
      case ROLLED_BACK, COMMIT_UNHEARD, COMMITTED_THEN_CRASHED -> {
        return commits ? Optional.of(strike(now.fault())) : Optional.empty();
      }
      default -> {
        return Optional.empty();
      }
    }
  }

  private synchronized Optional<Fault> atCommit(boolean slow) {
    if (armed.isEmpty()) return Optional.empty();
    return switch (armed.get().fault()) {
      case ROLLED_BACK, COMMIT_UNHEARD, COMMITTED_THEN_CRASHED ->
        Optional.of(strike(armed.get().fault()));
      case COMMIT_SLOW ->
        slow && held.isEmpty() ? Optional.of(strike(Fault.COMMIT_SLOW)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Fault strike(Fault fault) {
    armed = Optional.empty();
    dead |= fault == Fault.CRASHED || fault == Fault.COMMITTED_THEN_CRASHED;
    happened.accept(fault);
    return fault;
  }

  private synchronized int life() {
    return life;
  }

  private synchronized boolean isGone(int born) {
    return dead || born != life;
  }

  /* Without the order of commits: positions are taken before, and apart from, what shows them. */
  private Future<?> placedApart(SqlConnection connection, String sql, Tuple values) {
    String insert = sql.substring(sql.indexOf(PORTIONS))
        .replace(TAKEN, "join unnest($12::int[], $13::bigint[]) as taken (id, first) using (id)");
    return admin.preparedQuery(TAKE_APART).execute(Tuple.of(values.getValue(0))).compose(rows -> {
      Row taken = rows.iterator().next();
      Tuple all = Tuple.tuple();
      for (int index = 0; index < values.size(); index++) all.addValue(values.getValue(index));
      all.addValue(taken.getValue(0)).addValue(taken.getValue(1));
      return connection.preparedQuery(insert).execute(all);
    });
  }

  private static IOException gone() {
    return new IOException("the connection to the database broke");
  }

  private static Future<?> sent(Object real, Method method, Object[] values) {
    try {
      return (Future<?>) call(real, method, values);
    } catch (Throwable failed) {
      return Future.failedFuture(failed);
    }
  }

  private static Object call(Object target, Method method, Object[] values) throws Throwable {
    try {
      return method.invoke(target, values);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler calls) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (self, method, values) ->
            calls.invoke(self, method, values == null ? new Object[0] : values)));
  }
}
