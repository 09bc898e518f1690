package godwit.perf.trial;

import static godwit.perf.trial.NodeDatabase.await;

import godwit.store.DayPartitions;
import godwit.store.retention.Retention;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// A day in a node's database that is older than what is kept, made of copies of today.
///
/// It is forgotten by this process, with the same code that a node runs four times an hour: any
/// node of a database may do so.
final class OldDay implements AutoCloseable {
  /* As of a node that is told nothing. */
  private static final int EXPOSURES_DAYS = 21;
  private static final int RECEIPTS_DAYS = 90;
  private static final int AGE_DAYS = 30;

  private static final String SEGMENTS = """
      with made as (
        select gen_random_uuid() as made_id, s.*, b.bytes
        from segment s join segment_bytes b using (day, attempt_id, destination_id, ordinal)
        where s.day = $2 and s.length > 100000 limit $3
      ), index as (
        insert into segment (day, attempt_id, destination_id, ordinal, records, length, filtered,
          hashes)
        select $1, made_id, destination_id, ordinal, records, length, filtered, hashes from made
      )
      insert into segment_bytes (day, attempt_id, destination_id, ordinal, bytes)
      select $1, made_id, destination_id, ordinal, bytes from made""";
  /* Positions below the first: those that nodes give out begin at 1. */
  private static final String PORTIONS = """
      insert into portion (destination_id, position, attempt_id, day, segments, records, bytes)
      select d.id, n.lowest - g, gen_random_uuid(), $1, 1, 100, 1800
      from (select min(destination_id) as id from portion) d,
        (select least(0, min(position)) as lowest from portion) n, generate_series(1, $2) g""";

  private final NodeDatabase database;
  private final Pool pool;
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  /// @param data the folder of a node that runs, with a database that has exposures of today
  OldDay(Path data) throws IOException {
    database = new NodeDatabase(data);
    pool = database.pool();
  }

  /// Makes the day.
  ///
  /// @param segments copies of segments of large batches
  /// @param uploads rows of uploads that were in it
  void fill(int segments, int uploads) throws IOException {
    LocalDate day = today.minusDays(AGE_DAYS);
    for (String table : List.of("segment", "segment_bytes")) {
      await(pool.query(
              "create table if not exists " + new DayPartitions(table).name(day) + " partition of "
                  + table + " for values from ('" + day + "') to ('" + day.plusDays(1) + "')")
          .execute());
    }
    await(pool.withConnection(connection -> connection
        .query("set statement_timeout = 0")
        .execute()
        .compose(_ -> connection.preparedQuery(SEGMENTS).execute(Tuple.of(day, today, segments)))
        .compose(_ -> connection.preparedQuery(PORTIONS).execute(Tuple.of(day, uploads)))
        .compose(_ -> connection.query("checkpoint").execute())));
  }

  /// Forgets it; returns once all is gone.
  Retention.Forgotten forget() throws IOException {
    return await(new Retention(pool).forget(today, EXPOSURES_DAYS, RECEIPTS_DAYS));
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
