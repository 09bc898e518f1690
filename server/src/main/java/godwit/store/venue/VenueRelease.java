package godwit.store.venue;

import godwit.store.segment.Attempts;
import godwit.store.segment.GatheredSegments;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Gives exposures of venues that are registered a place in the list.
///
/// They are copied out of the portion that they came with, and become a portion of their own, with
/// the destination's next position: a reader of the list finds them after all that he has read.
/*
 * A step looks at a bounded number of segments of one portion, for all venues that have come
 * equally far, and moves them on in the transaction that makes the copies visible: a crash repeats
 * nothing and leaves nothing out. Of two nodes that pick the same step, the second waits for the
 * first and finds nothing to do. The destination is locked last, so that uploads wait for none of
 * the reading.
 */
public final class VenueRelease {
  private static final int SEGMENTS_A_STEP = 64;
  private static final int INSERTED_BYTES = 256 * 1024;
  public static final String PICK = """
      select w.destination_id, w.position, w.ordinal, p.segments
      from venue_waiting w join portion p using (destination_id, position)
      where w.state = 'ready' order by w.destination_id, w.position, w.ordinal limit 1""";
  private static final String TAKE = """
      update venue_waiting
      set ordinal = $4, state = case when $5 then 'released' else 'ready' end
      where destination_id = $1 and position = $2 and ordinal = $3 and state = 'ready'
      returning code, venue""";
  private static final String PLACES =
      """
      select\s""" + SegmentIndex.PLACE + """
      from portion p cross join lateral (""" + SegmentIndex.OF_PORTION + """
        ) s
      where p.destination_id = $1 and p.position = $2 and s.filtered
        and s.ordinal >= $3 and s.ordinal < $4
      order by s.ordinal""";
  private static final String POSITION = """
      update destination set next_position = next_position + 1 where id = $1
      returning next_position - 1""";
  private static final String PORTION = """
      insert into portion (destination_id, position, attempt_id, day, segments, records, bytes,
        origin_custom, origin_code, batch_id, created_millis)
      select $1, $2, $3, $4, $5, $6, $7, origin_custom, origin_code, batch_id, created_millis
      from portion where destination_id = $1 and position = $8""";

  private final Pool pool;
  private final InstantSource clock;

  public VenueRelease(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /// Makes one step.
  ///
  /// @param day on which the copies are counted as received
  /// @return whether there was one to make: there may be more
  public Future<Boolean> step(LocalDate day) {
    return pool.query(PICK)
        .execute()
        .compose(picked -> picked.size() == 0
            ? Future.succeededFuture(false)
            : pool.withTransaction(
                    connection -> release(connection, picked.iterator().next(), day))
                .map(Objects::requireNonNull));
  }

  private Future<Boolean> release(SqlConnection connection, Row picked, LocalDate day) {
    int destination = picked.getInteger("destination_id");
    long position = picked.getLong("position");
    int from = picked.getInteger("ordinal");
    int to = from + SEGMENTS_A_STEP;
    boolean last = to >= picked.getInteger("segments");
    return connection
        .preparedQuery(TAKE)
        .execute(Tuple.of(destination, position, from, to, last))
        .compose(taken -> taken.size() == 0
            ? Future.succeededFuture()
            : connection
                .preparedQuery(PLACES)
                .execute(Tuple.of(destination, position, from, to))
                .compose(rows -> new Copy(
                        connection,
                        Attempts.newId(clock),
                        destination,
                        position,
                        day,
                        venues(taken))
                    .of(Place.all(rows))))
        .map(true);
  }

  private static Set<Long> venues(RowSet<Row> rows) {
    Set<Long> venues = new HashSet<>();
    for (Row row : rows) {
      venues.add(VenueKeys.key(row.getInteger("code"), row.getLong("venue")));
    }
    return venues;
  }

  /* What is copied in one step; held are one segment, and copies up to the size of one. */
  private static final class Copy {
    private final SqlConnection connection;
    private final int destination;
    private final long source;
    private final Set<Long> venues;
    private final GatheredSegments copies;

    Copy(
        SqlConnection connection,
        UUID attempt,
        int destination,
        long source,
        LocalDate day,
        Set<Long> venues) {
      this.connection = connection;
      this.destination = destination;
      this.source = source;
      this.venues = venues;
      this.copies = new GatheredSegments(destination, attempt, day);
    }

    Future<Void> of(List<Place> places) {
      Future<Void> read = Future.succeededFuture();
      for (Place place : places) {
        read = read.compose(_ -> SegmentBytes.KEPT.read(connection, Stretch.of(place)))
            .compose(segment -> {
              VenueBlocks found = VenueBlocks.of(segment.getFirst(), venues);
              copies.add(found.bytes(), found.hashes(), found.records());
              return copies.heldBytes() < INSERTED_BYTES ? Future.succeededFuture() : write();
            });
      }
      return read.compose(_ -> copies.isEmpty() ? Future.succeededFuture() : write())
          .compose(_ -> copies.segments() == 0 ? Future.succeededFuture() : place());
    }

    private Future<Void> write() {
      return SegmentAppender.insert(connection, List.of(copies.take()));
    }

    private Future<Void> place() {
      return connection
          .preparedQuery(POSITION)
          .execute(Tuple.of(destination))
          .compose(rows -> connection
              .preparedQuery(PORTION)
              .execute(Tuple.tuple()
                  .addInteger(destination)
                  .addLong(rows.iterator().next().getLong(0))
                  .addUUID(copies.attempt())
                  .addLocalDate(copies.day())
                  .addInteger(copies.segments())
                  .addLong(copies.records())
                  .addLong(copies.bytes())
                  .addLong(source)))
          .mapEmpty();
    }
  }
}
