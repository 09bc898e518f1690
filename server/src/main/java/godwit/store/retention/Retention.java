package godwit.store.retention;

import godwit.store.Schema;
import godwit.store.segment.SegmentIndex;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;

/// Forgets what is old, day by day, and makes room for the days to come.
///
/// Run once a day or oftener, by any node; what was cut short is carried on by the next run.
/*
 * Rows go first, then the bytes that they point at: a batch whose blocks are about to go is not
 * served any more. While portions go, the outboxes of their destinations are locked, so that
 * nobody cuts a new batch out of them.
 */
public final class Retention {
  /// Rows that one transaction deletes.
  static final int STEP = 5_000;

  /* Of one table in one run; the next run goes on. */
  private static final int MOST_ROWS = 1_000 * STEP;

  private static final String OLD_PORTIONS = """
      select array_agg(destination_id) as destinations, array_agg(position) as positions
      from (select destination_id, position from portion where day < $1 limit $2) old""";
  private static final String LOCK_OUTBOXES = """
      select destination_id from outbox where destination_id = any($1)
      order by destination_id for no key update""";
  private static final String DELETE_CUT = """
      delete from outgoing where id in (
        select o.id from outgoing o join (
            select destination_id, min(position) as first, max(position) as last
            from unnest($1::integer[], $2::bigint[]) as old (destination_id, position)
            group by destination_id) old
          on o.destination_id = old.destination_id
            and o.from_position <= old.last and o.to_position >= old.first
        where exists (
          select from portion p
          where p.destination_id = o.destination_id and p.day < $3
            and p.position between o.from_position and o.to_position)
        limit $4)""";
  private static final String DELETE_PORTIONS = """
      delete from portion p
      using unnest($1::integer[], $2::bigint[]) as old (destination_id, position)
      where p.destination_id = old.destination_id and p.position = old.position""";
  private static final String DELETE_RELAYS =
      "delete from outgoing where id in (select id from outgoing where day < $1 limit $2)";
  /* Of partitions of the list: they name places of the days that are about to go. */
  private static final String DELETE_SLICED = """
      delete from partition_page where (partition_id, sequence) in (
        select partition_id, sequence from partition_page where first_day < $1 limit $2)""";
  private static final String DELETE_POOLED = """
      delete from pooled where id in (select id from pooled where pooled_at < $1 limit $2)""";
  private static final String DELETE_WITHHELD =
      "delete from withheld where id in (select id from withheld where day < $1 limit $2)";
  private static final String DELETE_SHARED =
      "delete from shared where id in (select id from shared where day < $1 limit $2)";
  private static final String DELETE_CLAIMS = """
      delete from claim_waiting where (destination_id, sequence) in (
        select destination_id, sequence from claim_waiting where expires < $1 limit $2)""";
  private static final String DELETE_STATUS = """
      delete from status_exposure where ctid = any(array(
        select ctid from status_exposure where day < $1 limit $2))""";
  private static final String DELETE_REGISTRATIONS = """
      delete from registration where user_key in (
        select user_key from registration where seen_on < $1 limit $2)""";
  private static final String DELETE_REVOCATIONS = """
      delete from revocation where id in (
        select id from revocation where planned_at < $1 and state <> 'ordered' limit $2)""";
  /* What it held is swept like what an attempt that died has left. */
  private static final String DELETE_HELD = """
      with gone as (
        delete from held where attempt_id in (
          select attempt_id from held where day < $1 limit $2) returning attempt_id, day
      )
      insert into attempt (attempt_id, node_id, day, removing_since)
      select attempt_id, attempt_id, day, godwit_now() from gone on conflict do nothing""";
  private static final String DELETE_ENROLMENTS = """
      delete from enrolment where subject in (
        select subject from enrolment
        where code_expires < $1 and (token_expires is null or token_expires < $1) limit $2)""";
  private static final String DELETE_BATCHES = """
      delete from batch where (scope, batch_id) in (
        select scope, batch_id from batch where received_at < $1 limit $2)""";
  private static final String DELETE_FETCH_REFUSALS = """
      delete from fetch_refusal where id in (
        select id from fetch_refusal where refused_at < $1 limit $2)""";
  /* A case, with all that is of it, once its exposures are gone and nobody can add to it. */
  private static final String DELETE_CASES = """
      delete from confirmed_case where id in (
        select id from confirmed_case c
        where (last_day is null or last_day < $1) and not exists (
          select from permission
          where case_id = c.id and (code_expires >= $2 or token_expires >= $2))
        limit $3)""";

  private final Pool pool;

  public Retention(Pool pool) {
    this.pool = pool;
  }

  /// What was forgotten; partitions and rows of each table.
  public record Forgotten(int days, int portions, int outgoing, int batches, int cases) {}

  /// Keeps so many whole days before today: of exposures, and of what was answered for batches.
  public Future<Forgotten> forget(LocalDate today, int exposuresDays, int receiptsDays) {
    LocalDate firstKept = today.minusDays(exposuresDays);
    OffsetDateTime receiptsFrom = midnight(today.minusDays(receiptsDays));
    return Schema.ensurePartitions(pool, today)
        .compose(_ -> exposures(firstKept, new Forgotten(0, 0, 0, 0, 0)))
        .compose(sum -> inSteps(DELETE_RELAYS, firstKept, 0)
            .map(rows -> new Forgotten(0, sum.portions(), sum.outgoing() + rows, 0, 0)))
        .compose(sum -> inSteps(DELETE_SLICED, firstKept, 0).map(sum))
        .compose(sum -> inSteps(DELETE_POOLED, midnight(firstKept), 0).map(sum))
        .compose(sum -> inSteps(DELETE_WITHHELD, firstKept, 0).map(sum))
        .compose(sum -> inSteps(DELETE_SHARED, firstKept, 0).map(sum))
        .compose(sum -> inSteps(DELETE_STATUS, firstKept, 0).map(sum))
        .compose(sum -> inSteps(DELETE_REGISTRATIONS, firstKept, 0).map(sum))
        .compose(sum -> dropDays(firstKept, sum.portions() + sum.outgoing() < MOST_ROWS)
            .map(days -> new Forgotten(days, sum.portions(), sum.outgoing(), 0, 0)))
        .compose(sum -> inSteps(DELETE_BATCHES, receiptsFrom, 0)
            .map(rows -> new Forgotten(sum.days(), sum.portions(), sum.outgoing(), rows, 0)))
        .compose(sum -> inSteps(DELETE_FETCH_REFUSALS, receiptsFrom, 0).map(sum))
        .compose(sum -> inSteps(DELETE_REVOCATIONS, receiptsFrom, 0).map(sum))
        .compose(sum -> inSteps(DELETE_CLAIMS, midnight(today), 0).map(sum))
        .compose(sum -> cases(firstKept, midnight(today), 0)
            .map(rows ->
                new Forgotten(sum.days(), sum.portions(), sum.outgoing(), sum.batches(), rows)));
  }

  /// Forgets what was held before a day, and who has not come for as long.
  public Future<Void> forgetHeld(LocalDate firstKept) {
    return inSteps(DELETE_HELD, firstKept, 0)
        .compose(_ -> inSteps(DELETE_ENROLMENTS, midnight(firstKept), 0))
        .mapEmpty();
  }

  private Future<Forgotten> exposures(LocalDate firstKept, Forgotten sum) {
    return pool.withTransaction(connection -> step(connection, firstKept))
        .map(Objects::requireNonNull)
        .compose(step -> {
          Forgotten more = new Forgotten(
              0, sum.portions() + step.portions(), sum.outgoing() + step.outgoing(), 0, 0);
          boolean enough = more.portions() + more.outgoing() >= MOST_ROWS;
          return step.last() || enough ? Future.succeededFuture(more) : exposures(firstKept, more);
        });
  }

  /* What one transaction deleted, and whether it found less than it might have. */
  private record Step(int portions, int outgoing, boolean last) {}

  private static Future<Step> step(SqlConnection connection, LocalDate firstKept) {
    return connection
        .preparedQuery(OLD_PORTIONS)
        .execute(Tuple.of(firstKept, STEP))
        .compose(rows -> {
          Row old = rows.iterator().next();
          Integer[] destinations = old.getArrayOfIntegers("destinations");
          Long[] positions = old.getArrayOfLongs("positions");
          return positions == null
              ? Future.succeededFuture(new Step(0, 0, true))
              : step(connection, firstKept, destinations, positions);
        });
  }

  /* Portions, and before them every batch that one of them has a block in. */
  private static Future<Step> step(
      SqlConnection connection, LocalDate firstKept, Integer[] destinations, Long[] positions) {
    Tuple old = Tuple.tuple().addArrayOfInteger(destinations).addArrayOfLong(positions);
    return connection
        .preparedQuery(LOCK_OUTBOXES)
        .execute(Tuple.tuple().addArrayOfInteger(destinations))
        .compose(_ -> connection
            .preparedQuery(DELETE_CUT)
            .execute(Tuple.tuple()
                .addArrayOfInteger(destinations)
                .addArrayOfLong(positions)
                .addLocalDate(firstKept)
                .addInteger(STEP)))
        .compose(cut -> cut.rowCount() == STEP
            ? Future.succeededFuture(new Step(0, STEP, false))
            : connection
                .preparedQuery(DELETE_PORTIONS)
                .execute(old)
                .map(gone -> new Step(gone.rowCount(), cut.rowCount(), positions.length < STEP)));
  }

  private Future<Integer> inSteps(String delete, Object before, int sum) {
    return delete(pool, delete, before)
        .compose(rows ->
            rows < STEP ? Future.succeededFuture(sum + rows) : inSteps(delete, before, sum + rows));
  }

  private Future<Integer> cases(LocalDate firstKept, OffsetDateTime now, int sum) {
    return pool.preparedQuery(DELETE_CASES)
        .execute(Tuple.of(firstKept, now, STEP))
        .map(RowSet::rowCount)
        .compose(rows ->
            rows < STEP ? Future.succeededFuture(sum + rows) : cases(firstKept, now, sum + rows));
  }

  private static Future<Integer> delete(SqlClient client, String delete, Object before) {
    return client.preparedQuery(delete).execute(Tuple.of(before, STEP)).map(RowSet::rowCount);
  }

  /* Not while rows still point at them. */
  private Future<Integer> dropDays(LocalDate firstKept, boolean unused) {
    return unused
        ? pool.withConnection(connection -> SegmentIndex.dropDays(connection, firstKept))
            .map(Objects::requireNonNull)
        : Future.succeededFuture(0);
  }

  private static OffsetDateTime midnight(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
