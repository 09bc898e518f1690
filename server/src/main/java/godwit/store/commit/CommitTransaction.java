package godwit.store.commit;

import godwit.store.cases.CasePart;
import godwit.store.cases.CaseParts;
import godwit.store.held.HeldUpload;
import godwit.store.held.HeldUploads;
import godwit.store.mixing.PoolRow;
import godwit.store.mixing.Pools;
import godwit.store.revocation.Withheld;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.UploadSegment;
import godwit.store.venue.VenueKeys;
import godwit.store.venue.VenueWaiting;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/// The one transaction that makes a group of uploads visible.
/*
 * Locks are taken in one order by every node, so that none waits in a circle: attempts, cases (by
 * id), keys (sorted), the registry of venues (shared), destinations (by id), outboxes (by id).
 */
final class CommitTransaction {
  /*
   * One statement takes the positions and writes the rows that have them. Whatever its plan, a
   * destination is updated only once its row is locked, and rows are locked in the order of their
   * ids. Each portion finds its destination by the join, so no foreign key has to.
   */
  private static final String INSERT_PORTIONS = """
      with amounts as (
        select id, count(*) as amount from unnest($1::int[]) as a (id) group by id
      ), locked as materialized (
        select id from destination where id in (select id from amounts)
        order by id for no key update
      ), taken as (
        update destination d set next_position = next_position + amount
        from amounts join locked using (id) where d.id = amounts.id
        returning d.id, d.next_position - amount as first
      )
      insert into portion (destination_id, position, attempt_id, day, segments, records, bytes,
        origin_custom, origin_code, batch_id, created_millis)
      select id, first + place, attempt_id, day, segments, records, bytes, origin_custom,
        origin_code, batch_id, created_millis
      from unnest($1::int[], $2::int[], $3::uuid[], $4::date[], $5::int[], $6::bigint[],
          $7::bigint[], $8::boolean[], $9::int[], $10::uuid[], $11::bigint[])
          as p (id, place, attempt_id, day, segments, records, bytes, origin_custom, origin_code,
            batch_id, created_millis)
        join taken using (id)""";
  private static final String RETURNING = " returning destination_id, position, attempt_id";

  private final SqlConnection connection;
  private final List<Upload> uploads;
  private final Map<BatchKey, CommitResult> results = new HashMap<>();
  private final Map<BatchKey, CommitResult> lost = new HashMap<>();
  private final CaseParts cases;
  private Map<Withheld.Origin, Long> revokers = Map.of();

  private CommitTransaction(SqlConnection connection, List<Upload> uploads) {
    this.connection = connection;
    this.uploads = uploads;
    this.cases = new CaseParts(connection);
  }

  /// Commits uploads of different keys; results stand in the order of the uploads.
  static Future<List<CommitResult>> run(Pool pool, List<Upload> group) {
    List<Upload> sorted =
        group.stream().sorted(Comparator.comparing(Upload::key)).toList();
    return pool.withTransaction(connection -> new CommitTransaction(connection, sorted).commit())
        .map(Objects::requireNonNull)
        .map(results -> group.stream().map(upload -> at(results, upload)).toList());
  }

  private Future<Map<BatchKey, CommitResult>> commit() {
    return lockAttempts()
        .compose(this::lockCases)
        .compose(this::begin)
        .compose(mine -> insertRest(mine).compose(_ -> insertRelays(mine)))
        .map(_ -> results);
  }

  /*
   * All are sent one behind the other, and answered together: a way to the database and back costs
   * both sides as much as a statement. After one that fails the others do too, and what is told is
   * why that one did. Portions come last, since their locks make the commits of a destination wait
   * for each other.
   */
  private Future<Void> insertRest(List<Upload> mine) {
    Set<Upload> withheld = WithheldUpload.among(mine, revokers);
    return Future.join(List.of(
            insertSegments(mine),
            insertPooled(mine),
            insertHeld(mine),
            removeReleased(mine),
            bindAttempts(mine),
            cases.insert(parts(mine, upload -> !upload.receipt().nothingAccepted())),
            SharedUpload.insert(connection, cases, mine),
            readHeld(),
            WithheldUpload.insert(connection, withheld),
            insertPortions(mine, withheld)))
        .mapEmpty();
  }

  /*
   * An attempt that is being swept has lost segments: its upload must not become visible. Nor has
   * it to be, where its key is held: that is looked at last.
   */
  private Future<List<Upload>> lockAttempts() {
    List<Upload> ahead = uploads.stream().filter(Upload::writtenAhead).toList();
    if (ahead.isEmpty()) return Future.succeededFuture(uploads);
    return connection
        .preparedQuery("select attempt_id from attempt where attempt_id = any($1) and"
            + " removing_since is null order by attempt_id for update")
        .execute(Tuple.of(attempts(ahead)))
        .map(rows -> {
          Set<UUID> alive = new HashSet<>();
          rows.forEach(row -> alive.add(row.getUUID(0)));
          List<Upload> left = new ArrayList<>();
          for (Upload upload : uploads) {
            if (upload.writtenAhead() && !alive.contains(upload.attempt())) {
              lost.put(upload.key(), new CommitResult.AttemptLost());
            } else {
              left.add(upload);
            }
          }
          return left;
        });
  }

  private Future<List<Upload>> lockCases(List<Upload> left) {
    return cases.lock(parts(left, _ -> true)).map(admitted -> {
      List<Upload> stay = new ArrayList<>();
      for (Upload upload : left) {
        boolean overtaken =
            upload.part().filter(part -> !admitted.contains(part)).isPresent();
        if (overtaken) lost.put(upload.key(), new CommitResult.Overtaken());
        else stay.add(upload);
      }
      return stay;
    });
  }

  private static List<CasePart> parts(List<Upload> uploads, Predicate<Upload> wanted) {
    return uploads.stream().filter(wanted).flatMap(each -> each.part().stream()).toList();
  }

  /* Revokers are looked at behind the first rows that are written: who waits for all that may have
   * looked too early knows this transaction by them. */
  private Future<List<Upload>> begin(List<Upload> left) {
    Future<List<Upload>> mine = insertBatches(left);
    Future<Void> looked = WithheldUpload.revokers(connection, left).map(found -> {
      revokers = found;
      return null;
    });
    return Future.join(mine, looked).map(_ -> mine.result());
  }

  private Future<List<Upload>> insertBatches(List<Upload> left) {
    if (left.isEmpty()) return Future.succeededFuture(left);
    return connection.preparedQuery("""
            insert into batch (scope, batch_id, origin_custom, origin_code, destination_custom,
              destination_code, deliverer, created_millis, digest, state, records, accepted,
              rejected, rejected_omitted, not_shared, waiting, sealed_hashes)
            select scope, batch_id, origin_custom, origin_code, destination_custom,
              destination_code, deliverer, created_millis, digest, state, records, accepted,
              rejected::jsonb, rejected_omitted, nullif(not_shared, -1), nullif(waiting, -1),
              nullif(sealed_hashes, ''::bytea)
            from unnest($1::text[], $2::uuid[], $3::boolean[], $4::int[], $5::boolean[], $6::int[],
              $7::text[], $8::bigint[], $9::bytea[], $10::text[], $11::bigint[], $12::bigint[],
              $13::text[], $14::int[], $15::bigint[], $16::bigint[], $17::bytea[])
              as t (scope, batch_id, origin_custom, origin_code, destination_custom,
              destination_code, deliverer, created_millis, digest, state, records, accepted,
              rejected, rejected_omitted, not_shared, waiting, sealed_hashes)
            on conflict do nothing
            returning scope, batch_id""").execute(CommitRows.batches(left)).map(rows -> {
      Set<BatchKey> inserted = new HashSet<>();
      rows.forEach(row -> inserted.add(new BatchKey(row.getString(0), row.getUUID(1))));
      List<Upload> mine = new ArrayList<>();
      for (Upload upload : left) {
        if (!inserted.contains(upload.key())) continue;
        mine.add(upload);
        results.put(upload.key(), new CommitResult.Committed(upload.receipt()));
      }
      return mine;
    });
  }

  private Future<Void> insertSegments(List<Upload> mine) {
    List<UploadSegment> all = new ArrayList<>();
    for (Upload upload : mine) {
      if (upload.placement() instanceof Upload.Placement.Pooled) continue;
      upload.segments().forEach(s -> all.add(new UploadSegment(upload.day(), upload.attempt(), s)));
    }
    return SegmentAppender.insert(connection, all);
  }

  private Future<Void> insertHeld(List<Upload> mine) {
    List<HeldUpload> rows = new ArrayList<>();
    for (Upload upload : mine) {
      if (!(upload.placement() instanceof Upload.Placement.Held(UUID subject))) continue;
      for (Upload.Portion portion : upload.portions()) {
        rows.add(new HeldUpload(
            subject,
            upload.preamble().origin(),
            upload.day(),
            upload.attempt(),
            portion.destination(),
            portion.segments(),
            portion.records()));
      }
    }
    return HeldUploads.insert(connection, rows);
  }

  private Future<Void> removeReleased(List<Upload> mine) {
    return HeldUploads.remove(
        connection, mine.stream().flatMap(upload -> upload.released().stream()).toList());
  }

  private Future<Void> insertPooled(List<Upload> mine) {
    List<PoolRow> rows = mine.stream().flatMap(PooledUpload::rows).toList();
    return rows.isEmpty() ? Future.succeededFuture() : Pools.insert(connection, rows);
  }

  private Future<Void> insertPortions(List<Upload> mine, Set<Upload> withheld) {
    List<CommitRows.Placed> all = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>();
    for (Upload upload : mine) {
      boolean atOnce = upload.placement() instanceof Upload.Placement.AtOnce;
      if (!atOnce || withheld.contains(upload)) continue;
      for (Upload.Portion portion : upload.portions()) {
        int place = places.merge(portion.destination(), 1, Integer::sum) - 1;
        all.add(new CommitRows.Placed(upload, portion, place));
      }
    }
    if (all.isEmpty()) return Future.succeededFuture();
    boolean venues = all.stream().anyMatch(placed -> !placed.upload().venues().isEmpty());
    if (!venues) return insertPlaced(all, INSERT_PORTIONS).mapEmpty();
    return VenueWaiting.lock(connection)
        .compose(_ -> insertPlaced(all, INSERT_PORTIONS + RETURNING))
        .compose(rows -> VenueWaiting.insert(connection, venues(all, rows)));
  }

  private Future<RowSet<Row>> insertPlaced(List<CommitRows.Placed> all, String insert) {
    return connection.preparedQuery(insert).execute(CommitRows.portions(all)).map(rows -> {
      if (rows.rowCount() == all.size()) return rows;
      throw new IllegalStateException(rows.rowCount() + " portions of " + all.size());
    });
  }

  private static List<VenueWaiting.Placed> venues(List<CommitRows.Placed> all, RowSet<Row> rows) {
    Map<UUID, VenueKeys> keys = new HashMap<>();
    for (var each : all) keys.put(each.upload().attempt(), each.upload().venues());
    List<VenueWaiting.Placed> placed = new ArrayList<>();
    for (Row row : rows) {
      VenueKeys venues = keys.getOrDefault(row.getUUID("attempt_id"), VenueKeys.NONE);
      placed.add(new VenueWaiting.Placed(
          row.getInteger("destination_id"), row.getLong("position"), venues));
    }
    return placed;
  }

  private Future<Void> insertRelays(List<Upload> mine) {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    for (Upload upload : mine) {
      upload.relay().ifPresent(relay -> counts.merge(relay.stream(), 1, Integer::sum));
    }
    if (counts.isEmpty()) return Future.succeededFuture();
    return takeSequences(counts).compose(next -> {
      List<Future<Void>> inserted = new ArrayList<>(); // sent one behind the other: a lock is held
      for (Upload upload : mine) {
        if (upload.relay().isEmpty()) continue;
        Upload.Relay relay = upload.relay().get();
        inserted.add(RelayRow.insert(connection, upload, relay, takeOne(next, relay.stream())));
      }
      return Future.all(inserted).mapEmpty();
    });
  }

  private Future<Void> bindAttempts(List<Upload> mine) {
    List<Upload> ahead = mine.stream().filter(Upload::writtenAhead).toList();
    if (ahead.isEmpty()) return Future.succeededFuture();
    return connection
        .preparedQuery("delete from attempt where attempt_id = any($1)")
        .execute(Tuple.of(attempts(ahead)))
        .mapEmpty();
  }

  private Future<Void> readHeld() {
    List<Upload> held =
        uploads.stream().filter(u -> !results.containsKey(u.key())).toList();
    if (held.isEmpty()) return Future.succeededFuture();
    return connection
        .preparedQuery("select scope, "
            + ReceiptRow.COLUMNS
            + " from batch join unnest($1::text[], $2::uuid[]) as k (s, b)"
            + " on scope = s and batch_id = b")
        .execute(CommitRows.keys(held))
        .map(rows -> {
          Map<BatchKey, Row> found = new HashMap<>();
          for (Row row : rows) {
            found.put(new BatchKey(row.getString("scope"), row.getUUID("batch_id")), row);
          }
          for (Upload upload : held) {
            BatchKey key = upload.key();
            boolean gone = lost.containsKey(key) && !found.containsKey(key);
            results.put(
                key, gone ? at(lost, upload) : Batches.compare(upload.receipt(), found, key));
          }
          return null;
        });
  }

  /*
   * Takes so many sequences of each outbox; rows are locked in the order of their ids. The lock
   * lets others refer to the row meanwhile.
   */
  private Future<Map<Integer, Long>> takeSequences(SortedMap<Integer, Integer> counts) {
    Integer[] ids = counts.keySet().toArray(Integer[]::new);
    Integer[] amounts = counts.values().toArray(Integer[]::new);
    return connection
        .preparedQuery("select destination_id, next_sequence from outbox"
            + " where destination_id = any($1) order by destination_id for no key update")
        .execute(Tuple.tuple().addArrayOfInteger(ids))
        .compose(rows -> connection
            .preparedQuery("update outbox set next_sequence = next_sequence + amount"
                + " from unnest($1::int[], $2::int[]) as t (id, amount) where destination_id = id")
            .execute(Tuple.tuple().addArrayOfInteger(ids).addArrayOfInteger(amounts))
            .map(_ -> counters(rows)));
  }

  private static UUID[] attempts(List<Upload> uploads) {
    return uploads.stream().map(Upload::attempt).toArray(UUID[]::new);
  }

  private static Map<Integer, Long> counters(RowSet<Row> rows) {
    Map<Integer, Long> next = new HashMap<>();
    rows.forEach(row -> next.put(row.getInteger(0), row.getLong(1)));
    return next;
  }

  private static long takeOne(Map<Integer, Long> next, int id) {
    Long taken = next.computeIfPresent(id, (_, value) -> value + 1);
    if (taken == null) throw new IllegalStateException("no counter of destination " + id);
    return taken - 1;
  }

  private static CommitResult at(Map<BatchKey, CommitResult> results, Upload upload) {
    CommitResult result = results.get(upload.key());
    if (result == null) throw new IllegalStateException("no result of " + upload.key());
    return result;
  }
}
