package godwit.store.mixing;

import godwit.store.Columns;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// The pools: exposures of this authority's own uploads that wait, by destination.
/*
 * A row is what one upload has for one destination, as blocks: what it costs hardly depends on how
 * many exposures it holds. It becomes visible with its upload, and goes in the transaction that
 * makes a set of it, or with its case. Rows are taken by deleting them, so that whoever is second
 * finds none.
 */
public final class Pools {
  /* Rows of one statement: it is encoded into one piece of memory. */
  private static final int INSERTED_BYTES = 256 * 1024;
  /* Of one statement: its rows are held at once. */
  private static final int TAKEN_ROWS = 256;
  private static final int TAKEN_BYTES = 512 * 1024;

  private static final String INSERT = """
      insert into pooled (destination_id, case_id, attempt_id, day, ahead, records, bytes, blocks,
        again)
      select * from unnest($1::int[], $2::uuid[], $3::uuid[], $4::date[], $5::int[], $6::bigint[],
        $7::bigint[], $8::bytea[], $9::boolean[])""";
  /* What waits counts behind what takes back, so no set may leave before it. */
  private static final String AGE = """
      update pooled set pooled_at = (select min(pooled_at) from pooled where destination_id = $1)
      where destination_id = $1 and attempt_id = $2""";
  /* Any number, the same in every node; with the destination's. */
  private static final int LOCK = 0x60D3;

  private static final String SUMS = """
      select destination_id, count(distinct case_id) filter (where pooled_at < $1) as cases,
        min(pooled_at) as oldest, sum(records)::bigint as records, sum(bytes)::bigint as bytes
      from pooled\s""";
  private static final String ALL = SUMS + "group by destination_id";
  private static final String ONE = SUMS + "where destination_id = $2 group by destination_id";
  private static final String TAKE = """
      with next as (
        select id, bytes from pooled
        where destination_id = $1 and id > $2 and pooled_at < $3 order by id limit $4
      ), few as (
        select id from (
          select id, bytes, sum(bytes) over (order by id) as sum from next) n
        where sum - bytes < $5
      )
      delete from pooled p using few where p.id = few.id
      returning p.id, destination_id, case_id, attempt_id, day, ahead, records, p.bytes, blocks, again""";
  private static final String DROP = """
      with gone as (
        delete from pooled where case_id = any($1) returning attempt_id, day, ahead, records
      ), swept as (
        insert into attempt (attempt_id, node_id, day, removing_since)
        select distinct attempt_id, attempt_id, day, godwit_now() from gone where ahead > 0
        on conflict do nothing
      )
      select coalesce(sum(records), 0)::bigint from gone""";

  private Pools() {}

  /// What waits for one destination.
  ///
  /// @param cases of what has waited since before the tick that was asked about
  public record Waiting(int destination, long cases, Instant oldest, long records, long bytes) {}

  /// Rows that were taken out of a pool.
  ///
  /// @param last the highest id of them
  public record Taken(List<PoolRow> rows, long last) {}

  /// Puts rows into the pools, with the caller's transaction.
  public static Future<Void> insert(SqlConnection connection, List<PoolRow> rows) {
    List<Future<Void>> sent = new ArrayList<>();
    List<PoolRow> group = new ArrayList<>();
    int bytes = 0;
    for (PoolRow row : rows) {
      int length = row.blocks().length();
      if (!group.isEmpty() && bytes + length > INSERTED_BYTES) {
        sent.add(insertGroup(connection, group));
        group.clear();
        bytes = 0;
      }
      group.add(row);
      bytes += length;
    }
    if (!group.isEmpty()) sent.add(insertGroup(connection, group));
    return Future.join(sent).mapEmpty();
  }

  private static Future<Void> insertGroup(SqlConnection connection, List<PoolRow> group) {
    Columns columns = Columns.of(
        group.size(),
        Integer.class,
        UUID.class,
        UUID.class,
        LocalDate.class,
        Integer.class,
        Long.class,
        Long.class,
        Buffer.class,
        Boolean.class);
    for (PoolRow row : group) {
      columns.row(
          row.destination(),
          row.ground(),
          row.attempt(),
          row.day(),
          row.ahead(),
          row.records(),
          row.bytes(),
          row.blocks(),
          row.again());
    }
    return connection.preparedQuery(INSERT).execute(columns.tuple()).mapEmpty();
  }

  /// Puts in what takes back, and what is sent again behind it: it leaves with the next set of the
  /// destination. The pool has to be locked.
  ///
  /// @param rows of one destination and one attempt
  public static Future<Void> insertRevoking(SqlConnection connection, List<PoolRow> rows) {
    if (rows.isEmpty()) return Future.succeededFuture();
    PoolRow first = rows.getFirst();
    return insert(connection, rows)
        .compose(_ ->
            connection.preparedQuery(AGE).execute(Tuple.of(first.destination(), first.attempt())))
        .mapEmpty();
  }

  /// Takes the lock of a destination's pool until the transaction ends, as soon as nobody has it.
  public static Future<Void> awaitLock(SqlConnection connection, int destination) {
    return connection
        .preparedQuery("select pg_advisory_xact_lock($1, $2)")
        .execute(Tuple.of(LOCK, destination))
        .mapEmpty();
  }

  /// Takes the lock of a destination's pool until the transaction ends, unless somebody has it.
  public static Future<Boolean> lock(SqlConnection connection, int destination) {
    return connection
        .preparedQuery("select pg_try_advisory_xact_lock($1, $2)")
        .execute(Tuple.of(LOCK, destination))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /// What waits, for each destination that has something.
  public static Future<List<Waiting>> waiting(SqlClient client, Instant tick) {
    return client
        .preparedQuery(ALL)
        .execute(Tuple.of(tick.atOffset(ZoneOffset.UTC)))
        .map(Pools::waiting);
  }

  /// The same of one destination: none or one.
  public static Future<List<Waiting>> waiting(SqlClient client, Instant tick, int destination) {
    return client
        .preparedQuery(ONE)
        .execute(Tuple.of(tick.atOffset(ZoneOffset.UTC), destination))
        .map(Pools::waiting);
  }

  /// Takes rows of before a tick, behind those that were taken: some, or none if none is left.
  public static Future<Taken> take(
      SqlConnection connection, int destination, Instant tick, long behind) {
    return connection
        .preparedQuery(TAKE)
        .execute(
            Tuple.of(destination, behind, tick.atOffset(ZoneOffset.UTC), TAKEN_ROWS, TAKEN_BYTES))
        .map(rows -> {
          List<PoolRow> taken = new ArrayList<>();
          long last = behind;
          for (Row row : rows) {
            taken.add(PoolRow.of(row));
            last = Math.max(last, row.getLong("id"));
          }
          return new Taken(taken, last);
        });
  }

  /// How many exposures of these cases wait, by destination.
  public static Future<Map<Integer, Long>> waitingOf(SqlClient client, List<UUID> cases) {
    return client
        .preparedQuery("select destination_id, sum(records)::bigint from pooled"
            + " where case_id = any($1) and not again group by destination_id")
        .execute(Tuple.tuple().addArrayOfUUID(cases.toArray(UUID[]::new)))
        .map(rows -> {
          Map<Integer, Long> waiting = new TreeMap<>();
          rows.forEach(row -> waiting.put(row.getInteger(0), row.getLong(1)));
          return waiting;
        });
  }

  /// Drops all that waits of these cases, in the caller's transaction: none of it has left, and
  /// none of it will.
  ///
  /// @return how many exposures that were
  public static Future<Long> drop(SqlClient client, List<UUID> cases) {
    return client
        .preparedQuery(DROP)
        .execute(Tuple.tuple().addArrayOfUUID(cases.toArray(UUID[]::new)))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static List<Waiting> waiting(Iterable<Row> rows) {
    List<Waiting> all = new ArrayList<>();
    for (Row row : rows) {
      all.add(new Waiting(
          row.getInteger("destination_id"),
          row.getLong("cases"),
          row.getOffsetDateTime("oldest").toInstant(),
          row.getLong("records"),
          row.getLong("bytes")));
    }
    return all;
  }
}
