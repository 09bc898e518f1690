package godwit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;

/// What holds between the tables, where no foreign key can say it.
public final class Invariants {
  private static final String ORPHANS = """
      select 'orphan ' || s.day || ' ' || s.attempt_id || ' ' || s.ordinal from segment s
      where not exists (select from portion p where p.day = s.day
          and p.attempt_id = s.attempt_id and p.destination_id = s.destination_id)
        and not exists (select from outgoing o where o.day = s.day and o.attempt_id = s.attempt_id)
        and not exists (select from withheld w where w.day = s.day and w.attempt_id = s.attempt_id
          and w.destination_id = s.destination_id)
        and not exists (select from pooled w where w.ahead > 0 and w.day = s.day
          and w.attempt_id = s.attempt_id and w.destination_id = s.destination_id)
        and not exists (select from attempt a where a.attempt_id = s.attempt_id)""";
  private static final String SUMS = """
      select 'sums of ' || p.destination_id || ' ' || p.position
      from portion p left join segment s on s.day = p.day and s.attempt_id = p.attempt_id
        and s.destination_id = p.destination_id
      group by p.destination_id, p.position
      having count(s.day) <> p.segments or coalesce(sum(s.length), 0) <> p.bytes
        or coalesce(sum(s.records), 0) <> p.records
        or coalesce(max(s.ordinal) + 1, 0) <> p.segments""";
  private static final String POSITIONS = """
      select 'positions of ' || d.id from destination d
        left join portion p on p.destination_id = d.id
      group by d.id having count(p.position) <> d.next_position - 1""";
  private static final String DANGLING = """
      select 'outgoing ' || o.id from outgoing o
      where o.from_position is not null and (
        not exists (select from portion p
          where p.destination_id = o.destination_id and p.position = o.from_position)
        or not exists (select from portion p
          where p.destination_id = o.destination_id and p.position = o.to_position))""";
  private static final String ATTEMPTS = """
      select 'attempt of what is visible ' || a.attempt_id from attempt a
      where exists (select from portion p where p.attempt_id = a.attempt_id)""";

  private static final String BYTES = """
      select 'bytes of ' || s.day || ' ' || s.attempt_id || ' ' || s.ordinal
      from segment s left join segment_bytes b using (day, attempt_id, destination_id, ordinal)
      where length(b.bytes) is distinct from s.length
      union all
      select 'nobody''s bytes ' || b.day || ' ' || b.attempt_id || ' ' || b.ordinal
      from segment_bytes b
      where not exists (select from segment s where s.day = b.day
          and s.attempt_id = b.attempt_id and s.destination_id = b.destination_id
          and s.ordinal = b.ordinal)
        and not exists (select from attempt a where a.attempt_id = b.attempt_id)""";

  private Invariants() {}

  /// Nothing dangles, sums agree.
  public static void hold(TestStore store) {
    assertEquals(List.of(), breaches(store, ORPHANS, SUMS, BYTES, DANGLING, ATTEMPTS));
  }

  /// Nothing dangles, sums agree, and no position was ever taken in vain or forgotten.
  public static void holdFromTheFirstPosition(TestStore store) {
    hold(store);
    assertEquals(List.of(), breaches(store, POSITIONS));
  }

  private static List<String> breaches(TestStore store, String... queries) {
    List<String> breaches = new ArrayList<>();
    for (String query : queries) {
      for (Row row : store.query(query)) breaches.add(row.getString(0));
    }
    return breaches;
  }
}
