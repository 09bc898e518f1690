package godwit.store.cases;

import godwit.store.Columns;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The cases of the contact batches that one transaction commits.
/*
 * While a batch is read, another of the same case may be stored that has an event of it. So the
 * case is locked, and what was stored since the reading began is looked at: a batch that was
 * overtaken like that is not committed, and finds the event known when it comes again.
 */
public final class CaseParts {
  private static final String LOCK = """
      select id, uploads, key from confirmed_case where id = any($1) and not revoked
      order by id for no key update""";
  private static final String INSERT = """
      with part as (
        select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::date[], $5::bytea[])
          as p (case_id, permission, ordinal, day, events)
      ), stored as (
        insert into case_upload (case_id, ordinal, day, events)
        select case_id, ordinal, day, events from part
      ), redeemed as (
        update permission set used = true
        where id in (select permission from part) and not used
      )
      update confirmed_case c set uploads = c.uploads + amount, last_day = greatest(last_day, day)
      from (select case_id, count(*) as amount, max(day) as day from part group by case_id) p
      where c.id = p.case_id""";

  private final SqlConnection connection;
  private final Map<UUID, Integer> uploads = new HashMap<>();
  private final Map<UUID, byte[]> keys = new HashMap<>();

  public CaseParts(SqlConnection connection) {
    this.connection = connection;
  }

  /// Locks the cases.
  ///
  /// @return the parts that may be stored: those whose case is there, and has not moved on
  public Future<Set<CasePart>> lock(List<CasePart> parts) {
    Set<CasePart> admitted = Collections.newSetFromMap(new IdentityHashMap<>());
    if (parts.isEmpty()) return Future.succeededFuture(admitted);
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(parts.stream().map(CasePart::caseId).toArray(UUID[]::new)))
        .compose(rows -> {
          for (Row row : rows) {
            uploads.put(row.getUUID(0), row.getInteger(1));
            keys.put(row.getUUID(0), row.getBuffer(2).getBytes());
          }
          Map<UUID, List<CasePart>> before = new HashMap<>();
          Future<Void> looked = Future.succeededFuture();
          for (CasePart part : parts) {
            List<CasePart> others = before.computeIfAbsent(part.caseId(), _ -> new ArrayList<>());
            List<CasePart> earlier = List.copyOf(others);
            others.add(part);
            looked = looked.compose(_ -> isOvertaken(part, earlier)).map(overtaken -> {
              if (!overtaken) admitted.add(part);
              return null;
            });
          }
          return looked.map(admitted);
        });
  }

  /// The key of a case that is locked, under which what it shares is kept.
  public byte[] key(UUID caseId) {
    byte[] key = keys.get(caseId);
    if (key == null) throw new IllegalStateException("no key of case " + caseId);
    return key;
  }

  private Future<Boolean> isOvertaken(CasePart part, List<CasePart> earlier) {
    Integer stored = uploads.get(part.caseId());
    if (stored == null) return Future.succeededFuture(true);
    EventIds events = part.events();
    if (events.ascending().length == 0) return Future.succeededFuture(false);
    for (CasePart other : earlier) {
      if (events.overlaps(other.events())) return Future.succeededFuture(true);
    }
    return stored == events.uploads()
        ? Future.succeededFuture(false)
        : EventIds.of(connection, part.caseId(), events.uploads()).map(events::overlaps);
  }

  /// Stores parts whose cases are locked.
  public Future<Void> insert(List<CasePart> parts) {
    if (parts.isEmpty()) return Future.succeededFuture();
    Columns columns = Columns.of(
        parts.size(), UUID.class, UUID.class, Integer.class, LocalDate.class, Buffer.class);
    for (CasePart part : parts) {
      int ordinal = uploads.merge(part.caseId(), 1, Integer::sum);
      columns.row(
          part.caseId(), part.permission(), ordinal, part.day(), part.events().bytes());
    }
    return connection.preparedQuery(INSERT).execute(columns.tuple()).mapEmpty();
  }
}
