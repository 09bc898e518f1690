package godwit.store;

import static godwit.store.TestDatabases.await;

import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/// A database's clock, for all that use it, standing still until a test moves it.
public final class DatabaseTime {
  private final SqlClient client;

  private DatabaseTime(SqlClient client) {
    this.client = client;
  }

  /// Takes the clock of a migrated database over.
  public static DatabaseTime of(SqlClient client, Instant start) {
    await(client.query("""
            create table if not exists test_time (instant timestamptz not null);
            delete from test_time;
            insert into test_time values (now());
            create or replace function godwit_now() returns timestamptz language sql stable
              parallel safe return (select instant from test_time)""").execute());
    DatabaseTime time = new DatabaseTime(client);
    time.set(start);
    return time;
  }

  public void set(Instant now) {
    await(client
        .preparedQuery("update test_time set instant = $1")
        .execute(Tuple.of(now.atOffset(ZoneOffset.UTC))));
  }

  public void pass(Duration time) {
    await(client
        .preparedQuery("update test_time set instant = instant + make_interval(secs => $1)")
        .execute(Tuple.of(time.toMillis() / 1000.0)));
  }
}
