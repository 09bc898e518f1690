package godwit.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
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
  /// The version of the tables that this build makes, and the newest that it knows.
  public static final int VERSION = 29;

  /* Any number, the same in every node: one of them migrates at a time. */
  private static final long LOCK = 0x60D317;

  private static final String BY_DAY = """
      select c.relname from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind = 'p'
      order by c.relname""";
  private static final int DAYS_BEHIND = 1;
  private static final int DAYS_AHEAD = 3;

  private Schema() {}

  /// Creates or migrates the tables. Refuses a database that a newer build has migrated.
  public static Future<Void> migrate(Pool pool, LocalDate today, RandomGenerator random) {
    return pool.withTransaction(connection -> lock(connection)
        .compose(_ -> found(connection))
        .compose(version -> upgrade(connection, version, random))
        .compose(_ -> makePartitions(connection, today)));
  }

  /// Makes the partitions of the day before, of today and of three days ahead.
  public static Future<Void> ensurePartitions(Pool pool, LocalDate today) {
    return pool.withTransaction(
        connection -> lock(connection).compose(_ -> makePartitions(connection, today)));
  }

  /// Whether partitions that were made on one day have room for another.
  public static boolean hasRoom(LocalDate made, LocalDate day) {
    return !day.isBefore(made.minusDays(DAYS_BEHIND)) && !day.isAfter(made.plusDays(DAYS_AHEAD));
  }

  /// The number that tells this database from one restored of its backups: cursors carry it.
  public static Future<Long> epoch(SqlClient client) {
    return client
        .query("select epoch from epoch")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /// The version that a database's tables have; 0 where there are none. Changes nothing.
  public static Future<Integer> found(SqlClient client) {
    return client
        .query("select to_regclass('schema_version') is not null")
        .execute()
        .compose(there -> there.iterator().next().getBoolean(0)
            ? client
                .query("select coalesce(max(version), 0) from schema_version")
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))
            : Future.succeededFuture(0));
  }

  /* A migration may take its time, and whoever comes second waits for it. */
  private static Future<Void> lock(SqlConnection connection) {
    return connection
        .query("set local statement_timeout = '30min'; set local lock_timeout = '30min'")
        .execute()
        .compose(_ ->
            connection.preparedQuery("select pg_advisory_xact_lock($1)").execute(Tuple.of(LOCK)))
        .mapEmpty();
  }

  private static Future<Void> makePartitions(SqlConnection connection, LocalDate today) {
    return connection.query(BY_DAY).execute().compose(tables -> {
      Future<Void> made = Future.succeededFuture();
      for (Row table : tables) {
        DayPartitions days = new DayPartitions(table.getString(0));
        for (int ahead = -DAYS_BEHIND; ahead <= DAYS_AHEAD; ahead++) {
          LocalDate day = today.plusDays(ahead);
          made = made.compose(_ -> days.make(connection, day));
        }
      }
      return made;
    });
  }

  private static Future<Void> upgrade(SqlConnection connection, int from, RandomGenerator random) {
    if (from > VERSION) {
      return Future.failedFuture(new IllegalStateException("the database has schema version "
          + from
          + ", this build knows "
          + VERSION
          + ": start a newer build, or restore a backup"));
    }
    Future<Void> upgraded = Future.succeededFuture();
    for (int step = from + 1; step <= VERSION; step++) {
      int version = step;
      upgraded = upgraded.compose(_ -> upgradeTo(version, connection, random));
    }
    return upgraded;
  }

  /* Version 1 makes the tables, each later one changes what the one before it left. */
  private static Future<Void> upgradeTo(
      int version, SqlConnection connection, RandomGenerator random) {
    Future<Void> made = version == 1 ? begin(connection, random) : run(version, connection);
    return made.compose(_ -> connection
            .preparedQuery("insert into schema_version values ($1)")
            .execute(Tuple.of(version)))
        .mapEmpty();
  }

  private static Future<Void> begin(SqlConnection connection, RandomGenerator random) {
    return connection
        .query("create table if not exists schema_version (version integer primary key)")
        .execute()
        .compose(_ -> run(1, connection))
        .compose(_ -> connection
            .preparedQuery("insert into epoch (epoch) values ($1)")
            .execute(Tuple.of(random.nextLong(1, Long.MAX_VALUE))))
        .mapEmpty();
  }

  private static Future<Void> run(int version, SqlConnection connection) {
    return connection.query(script(version)).execute().mapEmpty();
  }

  static String script(int version) {
    try (InputStream in = Schema.class.getResourceAsStream("schema-" + version + ".sql")) {
      if (in == null) throw new IllegalStateException("no schema-" + version + ".sql");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
