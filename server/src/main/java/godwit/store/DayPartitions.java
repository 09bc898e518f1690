package godwit.store;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Optional;

/// The partitions of a table that has one a day, and forgets days by dropping them.
/*
 * A partition is detached concurrently, so that it keeps nobody out; that takes two transactions,
 * and one that was interrupted in between has to be finalized.
 */
public record DayPartitions(String table) {
  private static final int TRIES = 10;
  private static final String CHECK_VIOLATION = "23514";
  private static final String OLD_DAYS = """
      select c.relname, i.inhrelid is not null as attached,
        coalesce(i.inhdetachpending, false) as detaching
      from pg_class c left join pg_inherits i on i.inhrelid = c.oid
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
        and c.relname ~ ('^' || $1 || '_\\d{4}_\\d{2}_\\d{2}$') and c.relname < $2
      order by c.relname""";

  /// The name of a day's partition, whether it is there or not.
  public String name(LocalDate day) {
    return table + "_" + day.toString().replace('-', '_');
  }

  /// Whether something failed since it belongs into a day that has no partition.
  public static boolean isMissing(Throwable failure) {
    return failure instanceof PgException refused
        && CHECK_VIOLATION.equals(refused.getSqlState())
        && refused.getConstraint() == null;
  }

  /*
   * Attached, not created in place: that would keep readers and writers of all days out. Rows are
   * never changed and go with their day: a vacuum after inserts would read them all for nothing.
   */
  /// Makes a day's partition unless it is there.
  Future<Void> make(SqlConnection connection, LocalDate day) {
    String name = name(day);
    return connection
        .preparedQuery("select to_regclass($1) is null")
        .execute(Tuple.of(name))
        .compose(missing -> missing.iterator().next().getBoolean(0)
            ? connection
                .query("create table " + name + " (like " + table + " including all) with ("
                    + "autovacuum_vacuum_insert_threshold = -1,"
                    + " toast.autovacuum_vacuum_insert_threshold = -1);"
                    + " alter table " + table + " attach partition " + name
                    + " for values from ('" + day + "') to ('" + day.plusDays(1) + "')")
                .execute()
                .mapEmpty()
            : Future.succeededFuture());
  }

  /* Short waits for locks, often: whoever waits long for a table makes all others wait behind. */
  /// Drops the partitions of all days before this one, and goes on with one that was interrupted.
  ///
  /// @return how many are gone
  public Future<Integer> drop(SqlConnection connection, LocalDate firstKept) {
    return connection
        .query("set lock_timeout = '2s'; set statement_timeout = '10min'")
        .execute()
        .compose(_ -> drop(connection, name(firstKept), 0, TRIES))
        .eventually(() ->
            connection.query("reset lock_timeout; reset statement_timeout").execute());
  }

  private Future<Integer> drop(SqlConnection connection, String firstKept, int dropped, int tries) {
    return oldest(connection, firstKept).compose(found -> {
      if (found.isEmpty()) return Future.succeededFuture(dropped);
      OldDay day = found.get();
      return connection.query(step(day)).execute().transform(done -> {
        if (done.failed() && tries == 1) return Future.failedFuture(done.cause());
        boolean gone = done.succeeded() && !day.attached();
        return drop(
            connection, firstKept, gone ? dropped + 1 : dropped, done.failed() ? tries - 1 : TRIES);
      });
    });
  }

  /* An old partition, and how far it is from being dropped. */
  private record OldDay(String name, boolean attached, boolean detaching) {}

  private String step(OldDay day) {
    if (!day.attached()) return "drop table " + day.name();
    return "alter table " + table + " detach partition " + day.name()
        + (day.detaching() ? " finalize" : " concurrently");
  }

  private Future<Optional<OldDay>> oldest(SqlClient client, String firstKept) {
    return client.preparedQuery(OLD_DAYS).execute(Tuple.of(table, firstKept)).map(rows -> {
      if (rows.size() == 0) return Optional.empty();
      Row row = rows.iterator().next();
      return Optional.of(new OldDay(row.getString(0), row.getBoolean(1), row.getBoolean(2)));
    });
  }
}
