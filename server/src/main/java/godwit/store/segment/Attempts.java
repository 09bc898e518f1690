package godwit.store.segment;

import godwit.store.Connections;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Uploads under way that have written segments ahead, and the removal of those that died.
///
/// One a node, used from all its event loops.
/*
 * An attempt is alive while its node says so every 10 s. Whoever finds one silent for 60 s marks
 * it first, in a transaction of its own: from then on its upload can't be committed, nothing more
 * is written for it, and its segments go in small steps. A write that began before the mark may
 * still arrive; so the mark stays longer than any statement may take, and only then goes too.
 *
 * Rows that somebody has locked are left out: a commit locks several attempts in the order of
 * their ids, and whoever waited for one of them while holding another might wait in a circle.
 */
public final class Attempts {
  /// How often a node says which of its attempts live.
  public static final long HEARTBEAT_MILLIS = 10_000;

  private static final int SILENT_SECONDS = 60;
  private static final int MARKED_SECONDS = 2 * Connections.STATEMENT_SECONDS;
  private static final int SWEPT_AT_ONCE = 64;
  private static final int SEGMENTS_A_STEP = 64;

  private final UUID node;
  private final Set<UUID> alive = ConcurrentHashMap.newKeySet();

  public Attempts(UUID node) {
    this.node = node;
  }

  /// A new attempt's id: UUID version 7, that is, milliseconds since 1970 and then random bits.
  ///
  /// What comes at one time lies in one place of each index, however many exposures there are.
  public static UUID newId(InstantSource clock) {
    UUID random = UUID.randomUUID();
    long bits = random.getMostSignificantBits() & 0xFFF;
    return new UUID((clock.millis() << 16) | (7 << 12) | bits, random.getLeastSignificantBits());
  }

  /// Makes an attempt known, before its first segment.
  public Future<Void> begin(SqlClient client, UUID attempt, LocalDate day) {
    alive.add(attempt);
    return client
        .preparedQuery("insert into attempt (attempt_id, node_id, day) values ($1, $2, $3)")
        .execute(Tuple.of(attempt, node, day))
        .onFailure(_ -> alive.remove(attempt))
        .mapEmpty();
  }

  /// Says that the attempt has ended: committed, or to be removed now.
  public Future<Void> end(SqlClient client, UUID attempt, boolean committed) {
    alive.remove(attempt);
    if (committed) return Future.succeededFuture();
    return client
        .preparedQuery("update attempt set removing_since = godwit_now()"
            + " where attempt_id = $1 and removing_since is null")
        .execute(Tuple.of(attempt))
        .mapEmpty();
  }

  /// Says that this node's attempts live.
  public Future<Void> heartbeat(SqlClient client) {
    UUID[] mine = alive.toArray(UUID[]::new);
    if (mine.length == 0) return Future.succeededFuture();
    return client.preparedQuery("""
            update attempt set heartbeat = godwit_now() where attempt_id in (
              select attempt_id from attempt where attempt_id = any($1) for update skip locked)""").execute(Tuple.tuple().addArrayOfUUID(mine)).mapEmpty();
  }

  /// Removes what dead attempts of any node left, a bounded number of them a call.
  ///
  /// @return how many segments were removed
  public Future<Integer> sweep(SqlClient client) {
    return mark(client)
        .compose(_ ->
            client.preparedQuery("""
                select attempt_id, day from attempt a
                where removing_since < godwit_now() - make_interval(secs => $1)
                  or (removing_since is not null and exists (
                    select from segment s where s.day = a.day and s.attempt_id = a.attempt_id))
                limit $2""").execute(Tuple.of((double) MARKED_SECONDS, SWEPT_AT_ONCE)))
        .compose(rows -> {
          Future<Integer> removed = Future.succeededFuture(0);
          for (Row row : rows) {
            removed =
                removed.compose(sum -> remove(client, row.getUUID(0), row.getLocalDate(1), sum));
          }
          return removed;
        });
  }

  private static Future<Void> mark(SqlClient client) {
    return client
        .preparedQuery("""
            update attempt set removing_since = godwit_now() where attempt_id in (
              select attempt_id from attempt
              where removing_since is null and heartbeat < godwit_now() - make_interval(secs => $1)
              limit $2 for update skip locked)""")
        .execute(Tuple.of((double) SILENT_SECONDS, SWEPT_AT_ONCE))
        .mapEmpty();
  }

  private static Future<Integer> remove(SqlClient client, UUID attempt, LocalDate day, int sum) {
    return SegmentIndex.remove(client, day, attempt, SEGMENTS_A_STEP)
        .compose(step -> step == SEGMENTS_A_STEP
            ? remove(client, attempt, day, sum + step)
            : removeBytes(client, attempt, day)
                .compose(_ -> forget(client, attempt))
                .map(sum + step));
  }

  /* Also where the index has nothing: bytes are written before their rows. */
  private static Future<Void> removeBytes(SqlClient client, UUID attempt, LocalDate day) {
    return SegmentBytes.KEPT
        .remove(client, day, attempt, SEGMENTS_A_STEP)
        .compose(step ->
            step == SEGMENTS_A_STEP ? removeBytes(client, attempt, day) : Future.succeededFuture());
  }

  /* Another node may be removing the same segments: the mark goes once none is left. */
  private static Future<Void> forget(SqlClient client, UUID attempt) {
    return client
        .preparedQuery("""
            delete from attempt a where attempt_id = $1
              and removing_since < godwit_now() - make_interval(secs => $2)
              and not exists (
                select from segment s where s.day = a.day and s.attempt_id = a.attempt_id)""")
        .execute(Tuple.of(attempt, (double) MARKED_SECONDS))
        .mapEmpty();
  }
}
