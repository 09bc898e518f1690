package godwit.store.audit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The audit: a chain of entries that are only ever added, one for all nodes of a database.
///
/// - shape: `entry` is a line of JSON: `place`, `at`, `actor`, `action`, and what there is of
/// `origin`,
///   `destination`, `batch`, `records`, `digest`, `verdict`; `hash` is SHA-256 over the hash before
/// it
///   (32 zeros before the first) and the bytes of `entry` in UTF-8
/// - units: places from 1 on without a gap; times in UTC
/// - source: docs/operating.md, "Audit"
public final class AuditTrail {
  /// Entries of one page.
  public static final int AT_ONCE = 500;

  /* That wait, chained in one transaction. */
  private static final int SEALED_AT_ONCE = 5_000;

  private final Pool pool;

  public AuditTrail(Pool pool) {
    this.pool = pool;
  }

  /// One entry.
  ///
  /// @param hash as hex digits
  public record Entry(long place, String text, String hash) {}

  /// What left on a day: batches of an origin for a destination, each counted when it left first.
  ///
  /// @param via to whom it was given: the destination itself, or a hub
  public record Left(String origin, String destination, String via, long batches, long records) {}

  /// Chains all that has happened by now, unless another node is doing so.
  public Future<Void> seal() {
    return pool.preparedQuery("select godwit_audit_seal($1)")
        .execute(Tuple.of(SEALED_AT_ONCE))
        .compose(rows -> rows.iterator().next().getInteger(0) < SEALED_AT_ONCE
            ? Future.succeededFuture()
            : seal());
  }

  /// The entries behind a place, oldest first.
  public Future<List<Entry>> after(long place) {
    return entries("where place > $1 order by place limit " + AT_ONCE, Tuple.of(place));
  }

  /// The last entry, or none.
  public Future<List<Entry>> head() {
    return entries("order by place desc limit 1", Tuple.tuple());
  }

  /// What left on a day, UTC. A batch that was sent once more later left when it did first.
  public Future<List<Left>> left(LocalDate day) {
    return pool.preparedQuery("""
            select e.entry ->> 'origin', e.entry ->> 'destination', e.entry ->> 'actor', count(*),
              sum((e.entry ->> 'records')::bigint)::bigint
            from audit e
            where e.entry ->> 'action' in ('delivered', 'relayed')
              and e.entry ->> 'at' >= $1 and e.entry ->> 'at' < $2
              and not exists (
                select from audit b
                where b.entry ->> 'action' in ('delivered', 'relayed')
                  and b.entry ->> 'batch' = e.entry ->> 'batch' and b.place < e.place
                  and b.entry ->> 'origin' = e.entry ->> 'origin'
                  and b.entry ->> 'destination' = e.entry ->> 'destination')
            group by 1, 2, 3 order by 1, 2, 3""")
        .execute(Tuple.of(day.toString(), day.plusDays(1).toString()))
        .map(rows -> {
          List<Left> all = new ArrayList<>();
          rows.forEach(row -> all.add(new Left(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              row.getLong(4))));
          return all;
        });
  }

  private Future<List<Entry>> entries(String which, Tuple values) {
    return pool.preparedQuery("select place, entry::text, hash from audit " + which)
        .execute(values)
        .map(rows -> {
          List<Entry> all = new ArrayList<>();
          rows.forEach(row -> all.add(new Entry(
              row.getLong(0),
              row.getString(1),
              HexFormat.of().formatHex(row.getBuffer(2).getBytes()))));
          return all;
        });
  }
}
