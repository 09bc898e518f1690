package godwit.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.random.RandomGenerator;

/// The tables, brought to the version of this build, and the days they have partitions for.
public final class Schema {
  private static final int VERSION = 1;

  /* Any number, the same in every node: one of them migrates at a time. */
  private static final long LOCK = 0x60D317;

  private static final int DAYS_AHEAD = 3;

  private Schema() {}

  /// Creates or migrates the tables. Refuses a database that a newer build has migrated.
  public static Future<Void> migrate(Pool pool, LocalDate today, RandomGenerator random) {
    return pool.withTransaction(connection -> connection
        .preparedQuery("select pg_advisory_xact_lock($1)")
        .execute(Tuple.of(LOCK))
        .compose(_ -> version(connection))
        .compose(version -> upgrade(connection, version, random))
        .compose(_ -> ensurePartitions(connection, today)));
  }

  /// The epoch of this database, which changes when it is restored from a backup.
  public static Future<Long> epoch(SqlClient client) {
    return client
        .query("select epoch from epoch")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// Makes the partitions of the day before, of today and of three days ahead.
  public static Future<Void> ensurePartitions(SqlConnection connection, LocalDate today) {
    Future<Void> made = Future.succeededFuture();
    for (int ahead = -1; ahead <= DAYS_AHEAD; ahead++) {
      LocalDate day = today.plusDays(ahead);
      String create = "create table if not exists "
          + partition(day)
          + " partition of segment for values from ('"
          + day
          + "') to ('"
          + day.plusDays(1)
          + "')";
      made = made.compose(_ -> connection.query(create).execute().mapEmpty());
    }
    return made;
  }

  static String partition(LocalDate day) {
    return "segment_" + day.toString().replace('-', '_');
  }

  private static Future<Integer> version(SqlConnection connection) {
    return connection
        .query("create table if not exists schema_version (version integer primary key)")
        .execute()
        .compose(_ -> connection
            .query("select coalesce(max(version), 0) from schema_version")
            .execute())
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  private static Future<Void> upgrade(SqlConnection connection, int from, RandomGenerator random) {
    if (from > VERSION) {
      return Future.failedFuture(new IllegalStateException("the database has schema version "
          + from
          + ", this build knows "
          + VERSION
          + ": start a newer build, or restore a backup"));
    }
    if (from == VERSION) return Future.succeededFuture();
    return connection
        .query(script(VERSION))
        .execute()
        .compose(_ -> connection
            .preparedQuery("insert into epoch (epoch) values ($1)")
            .execute(Tuple.of(random.nextLong(1, Long.MAX_VALUE))))
        .compose(_ -> connection
            .preparedQuery("insert into schema_version values ($1)")
            .execute(Tuple.of(VERSION)))
        .mapEmpty();
  }

  private static String script(int version) {
    try (InputStream in = Schema.class.getResourceAsStream("schema-" + version + ".sql")) {
      if (in == null) throw new IllegalStateException("no schema-" + version + ".sql");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
