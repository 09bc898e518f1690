package godwit.store.revocation;

import godwit.store.segment.Place;
import godwit.store.segment.SegmentIndex;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What cases have shared, as it is read again to take it back.
public final class SharedRows {
  /// Rows of one look.
  public static final int AT_ONCE = 256;

  /* What is held at once: a row may be as large as an upload's blocks. */
  private static final int AT_ONCE_BYTES = 4 << 20;

  private static final String FEW = """
      select s.id, s.case_id, s.day, s.value, c.key
      from (
        select n.*, sum(length(n.value)) over (order by n.id) as sum from next n) s
        join confirmed_case c on c.id = s.case_id
      where sum - length(s.value) <\s""" + AT_ONCE_BYTES + " order by s.id";
  private static final String OF_CASES = """
      with next as (
        select * from shared s
        where s.case_id = any($1) and s.destination_id = $2 and s.id > $3 order by s.id limit $4)
      """ + FEW;
  private static final String OF_OTHERS = """
      with next as (
        select s.* from shared s join confirmed_case c on c.id = s.case_id
        where s.destination_id = $1 and s.id > $2 and s.day >= $3 and not c.revoked
          and c.id <> all($6)
          and ($5::text = '' or not pg_visible_in_snapshot(s.tx, $5::text::pg_snapshot))
        order by s.id limit $4)
      """ + FEW;
  private static final String PLACES = "select " + SegmentIndex.PLACE + """
      from unnest($1::uuid[], $2::date[]) with ordinality as w (attempt_id, day, place)
        cross join lateral (
          select * from segment s where s.day = w.day and s.attempt_id = w.attempt_id
            and s.destination_id = $3 offset 0) s
      order by w.place, s.ordinal""";
  private static final String DESTINATIONS = """
      select distinct destination_id from shared where case_id = any($1) order by destination_id""";

  private SharedRows() {}

  /// A row that was opened.
  public record Opened(long id, UUID caseId, LocalDate day, SharedRow.Content content) {}

  /// Whom the cases have shared anything with.
  public static Future<List<Integer>> destinations(SqlClient client, List<UUID> cases) {
    return client
        .preparedQuery(DESTINATIONS)
        .execute(Tuple.tuple().addArrayOfUUID(cases.toArray(UUID[]::new)))
        .map(rows -> {
          List<Integer> destinations = new ArrayList<>();
          rows.forEach(row -> destinations.add(row.getInteger(0)));
          return destinations;
        });
  }

  /// What some cases have shared with a destination, behind a row.
  ///
  /// @param most rows
  public static Future<List<Opened>> ofCases(
      SqlClient client, List<UUID> cases, int destination, long behind, int most) {
    return client
        .preparedQuery(OF_CASES)
        .execute(Tuple.tuple()
            .addArrayOfUUID(cases.toArray(UUID[]::new))
            .addInteger(destination)
            .addLong(behind)
            .addInteger(most))
        .map(SharedRows::opened);
  }

  /// What all others have, and stand for: their cases are not revoked.
  ///
  /// @param snapshot what was seen before is left out; empty to see all
  /// @param except cases that are about to be revoked
  public static Future<List<Opened>> ofOthers(
      SqlClient client,
      int destination,
      long behind,
      LocalDate firstDay,
      String snapshot,
      List<UUID> except) {
    return client
        .preparedQuery(OF_OTHERS)
        .execute(Tuple.of(destination, behind, firstDay, AT_ONCE, snapshot)
            .addArrayOfUUID(except.toArray(UUID[]::new)))
        .map(SharedRows::opened);
  }

  /// What is seen now.
  public static Future<String> snapshot(SqlClient client) {
    return client
        .query("select pg_current_snapshot()::text")
        .execute()
        .map(rows -> rows.iterator().next().getString(0));
  }

  /// Where those rows lie that left as they came.
  public static Future<List<Place>> places(SqlClient client, int destination, List<Opened> rows) {
    List<UUID> attempts = new ArrayList<>();
    List<LocalDate> days = new ArrayList<>();
    for (Opened row : rows) {
      if (!(row.content() instanceof SharedRow.Content.Segments(UUID attempt))) continue;
      attempts.add(attempt);
      days.add(row.day());
    }
    if (attempts.isEmpty()) return Future.succeededFuture(List.of());
    return client
        .preparedQuery(PLACES)
        .execute(Tuple.tuple()
            .addArrayOfUUID(attempts.toArray(UUID[]::new))
            .addArrayOfLocalDate(days.toArray(LocalDate[]::new))
            .addInteger(destination))
        .map(Place::all);
  }

  /// Forgets rows that were taken back, in the transaction that does so.
  ///
  /// @return how many were there
  public static Future<Integer> delete(SqlConnection connection, List<Opened> rows) {
    return connection
        .preparedQuery("delete from shared where id = any($1)")
        .execute(Tuple.tuple().addArrayOfLong(rows.stream().map(Opened::id).toArray(Long[]::new)))
        .map(deleted -> deleted.rowCount());
  }

  private static List<Opened> opened(Iterable<Row> rows) {
    List<Opened> opened = new ArrayList<>();
    for (Row row : rows) {
      Buffer key = row.getBuffer("key");
      opened.add(new Opened(
          row.getLong("id"),
          row.getUUID("case_id"),
          row.getLocalDate("day"),
          SharedRow.open(key.getBytes(), row.getBuffer("value"))));
    }
    return opened;
  }
}
