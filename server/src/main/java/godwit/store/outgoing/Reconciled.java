package godwit.store.outgoing;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What comparing with peers has led to: batches that are sent again, and what leaves after a
/// restore from a backup.
public final class Reconciled {
  private final Pool pool;

  public Reconciled(Pool pool) {
    this.pool = pool;
  }

  /// Has batches sent again that a destination has confirmed and does not hold: the same bytes,
  /// once it was asked for them.
  ///
  /// @return how many
  public Future<Integer> sendAgain(Collection<UUID> batches) {
    return pool.preparedQuery("""
            update outgoing set state = 'waiting', next_try = godwit_now(), settled_at = null,
              replayed_at = godwit_now(), receipt = null, lost = true
            where batch_id = any($1) and state = 'delivered'""")
        .execute(Tuple.of(batches.toArray(UUID[]::new)))
        .map(rows -> rows.rowCount());
  }

  /// Keeps what came of a comparison.
  public Future<Void> keep(
      RoutingCode peer, LocalDate day, String direction, int missing, int unexplained, int resent) {
    return pool.preparedQuery("""
            insert into reconciled (peer, day, direction, missing, unexplained, resent)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (peer, day, direction) do update set missing = $4, unexplained = $5,
              resent = $6, done_at = godwit_now()""")
        .execute(Tuple.of(peer.path(), day, direction, missing, unexplained, resent))
        .mapEmpty();
  }

  /// The peers that have not been asked since this database came out of a backup, and the day from
  /// which on they may hold what it does not know.
  ///
  /// @param newest day of the newest batch that this database knows; empty where it knows none
  public record Restored(List<RoutingCode> destinations, Optional<LocalDate> newest) {}

  public Future<Restored> restored() {
    return pool.query("""
            select d.custom, d.code, (
              select (to_timestamp(max(last_created_millis) / 1000.0) at time zone 'UTC')::date
              from outbox where last_created_millis > 0) as newest
            from outbox o join destination d on d.id = o.destination_id
            where o.restored is not null""").execute().map(rows -> {
      List<RoutingCode> held = new ArrayList<>();
      Optional<LocalDate> newest = Optional.empty();
      for (var row : rows) {
        held.add(new RoutingCode(row.getBoolean(0), row.getInteger(1)));
        newest = Optional.ofNullable(row.getLocalDate(2));
      }
      return new Restored(held, newest);
    });
  }

  /// Lets what waits for these destinations leave, or has it put aside.
  ///
  /// @param aside whether the peer holds what this database does not know
  public Future<Void> release(List<RoutingCode> destinations, boolean aside) {
    return pool.preparedQuery("""
            update outbox b set restored = case when $3 and (
                exists (select from portion p where p.destination_id = b.destination_id
                  and p.position >= b.cut_position
                  and (p.position > b.cut_position or p.segments > b.cut_ordinal))
                or exists (select from pooled w where w.destination_id = b.destination_id))
              then 'aside' end
            where restored = 'held' and destination_id in (
              select d.id from destination d
                join unnest($1::boolean[], $2::int[]) as c (custom, code) using (custom, code))""")
        .execute(Tuple.of(
            destinations.stream().map(RoutingCode::custom).toArray(Boolean[]::new),
            destinations.stream().map(RoutingCode::code).toArray(Integer[]::new),
            aside))
        .mapEmpty();
  }
}
