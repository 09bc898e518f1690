package godwit.store.outgoing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.payload.RoutingCode;
import godwit.store.Destinations;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Stretch;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Batches on their way out, and how far each has come.
///
/// A delivery is leased while somebody works on it; a lease that runs out frees it for any node.
public final class Deliveries {
  public static final String DUE = """
      select id, custom, code from destination where id in (
        select destination_id from outgoing
        where state in ('waiting', 'relayed')
          and next_try <= godwit_now() and (lease_until is null or lease_until < godwit_now()))""";

  /// How long a receiver may work on an upload whose answer the sender has given up waiting for.
  public static final Duration DOUBT = Duration.ofMinutes(10);

  /* When the oldest exposure of a batch `o` was uploaded. */
  static final String UPLOADED = """
      coalesce((select min(coalesce(p.uploaded_at, p.received_at)) from portion p
        where p.destination_id = o.destination_id
          and p.position between o.from_position and o.to_position), o.made_at)""";

  /* The segments `s` of an outgoing batch, in their order. The range is looked up first: joined at
   * will, segments of all portions may be looked up, and most of them then found to lie outside of
   * it. */
  static final String OF_RANGE = """
      from outgoing o cross join lateral (
          select * from portion p where p.destination_id = o.destination_id
            and p.position between o.from_position and o.to_position offset 0) p
        cross join lateral (""" + SegmentIndex.OF_PORTION + """
        ) s
      where o.id = $1 and (o.attempt_id is null or o.sealed)
        and (p.position > o.from_position
          or (p.position = o.from_position and s.ordinal >= o.from_ordinal))
        and (p.position < o.to_position
          or (p.position = o.to_position and s.ordinal < o.to_ordinal))
      order by p.position, s.ordinal""";

  private final SqlClient client;
  private final UUID node;

  /// @param node whose leases are taken and honoured
  public Deliveries(SqlClient client, UUID node) {
    this.client = client;
    this.node = node;
  }

  /// Blocks of a batch have been forgotten: it can't be given to anybody any more.
  public static final class Incomplete extends IllegalStateException {
    Incomplete(String what) {
      super(what);
    }
  }

  /// Leases the next batch that is due for one of these destinations.
  public Future<Optional<Outgoing>> lease(Collection<Integer> destinations, Duration lease) {
    return lease(destinations, lease, true);
  }

  /// The same.
  ///
  /// @param plain whether own ones that are not sealed may leave
  public Future<Optional<Outgoing>> lease(
      Collection<Integer> destinations, Duration lease, boolean plain) {
    return client
        .preparedQuery("""
            update outgoing
            set lease_node = $2, lease_until = godwit_now() + make_interval(secs => $3),
              doubt_until = case when lease_until is null then doubt_until
                else godwit_now() + make_interval(secs => $4) end
            where id = (
              select id from outgoing
              where destination_id = any($1) and state in ('waiting', 'relayed')
                and ($5 or sealed or hops > 0 or state = 'relayed')
                and next_try <= godwit_now() and (lease_until is null or lease_until < godwit_now())
                and not exists (
                  select from outgoing h where h.destination_id = outgoing.destination_id
                    and h.holds and h.state = 'waiting'
                    and h.created_millis < outgoing.created_millis)
                and not exists (
                  select from outbox b where b.destination_id = outgoing.destination_id
                    and b.restored = 'held')
              order by next_try, id limit 1 for update skip locked)
            returning\s""" + Outgoing.COLUMNS)
        .execute(Tuple.of(
            destinations.toArray(Integer[]::new), node, seconds(lease), seconds(DOUBT), plain))
        .map(Deliveries::first);
  }

  /// The destinations that have a batch to be worked on now, whoever they are.
  public Future<Map<Integer, RoutingCode>> due() {
    return client.query(DUE).execute().map(Destinations::codes);
  }

  /// Keeps a lease while the bytes flow.
  public Future<Boolean> renew(Outgoing outgoing, Duration lease) {
    return client
        .preparedQuery("update outgoing set lease_until = godwit_now() + make_interval(secs => $3)"
            + " where id = $1 and lease_node = $2")
        .execute(Tuple.of(outgoing.id(), node, seconds(lease)))
        .map(rows -> rows.rowCount() == 1);
  }

  /// Says that a try failed, and when the next one is due.
  public Future<Void> retry(Outgoing outgoing, String problem, Duration wait) {
    return settle(outgoing, outgoing.state(), "", problem, wait);
  }

  /// Says that nobody has it any more, and when it is to be sent again.
  public Future<Void> resend(Outgoing outgoing, String problem, Duration wait) {
    return settle(outgoing, Outgoing.State.WAITING, "", problem, wait);
  }

  /// Says that a hub has it, and when to ask the hub next.
  public Future<Void> relayed(Outgoing outgoing, Duration wait) {
    return settle(outgoing, Outgoing.State.RELAYED, "", "", wait);
  }

  /// Stores the destination's own receipt.
  public Future<Void> delivered(Outgoing outgoing, String receipt) {
    return settle(outgoing, Outgoing.State.DELIVERED, receipt, "", Duration.ZERO);
  }

  /// How long a batch that is settled took since the oldest of it was uploaded.
  public Future<Duration> crossing(Outgoing outgoing) {
    return client
        .preparedQuery("select extract(epoch from o.settled_at - " + UPLOADED
            + ")::float8 from outgoing o where id = $1 and settled_at is not null")
        .execute(Tuple.of(outgoing.id()))
        .map(rows -> rows.size() == 0
            ? Duration.ZERO
            : Duration.ofMillis((long) (1_000 * rows.iterator().next().getDouble(0))));
  }

  /// Puts it aside for an operator.
  public Future<Void> refused(Outgoing outgoing, String problem) {
    return settle(outgoing, Outgoing.State.REFUSED, "", problem, Duration.ZERO);
  }

  /// Keeps what a try has shown beside its end.
  ///
  /// @param disbelieved an answer that claimed what it did not prove
  /// @param doubt whether the try may still be under way at the receiver
  public Future<Void> observed(Outgoing outgoing, Optional<String> disbelieved, boolean doubt) {
    if (disbelieved.isEmpty() && !doubt) return Future.succeededFuture();
    return client
        .preparedQuery("""
            update outgoing set disbelieved = coalesce(nullif($3, ''), disbelieved),
              doubt_until = case when $4 then godwit_now() + make_interval(secs => $5)
                else doubt_until end
            where id = $1 and lease_node = $2""")
        .execute(Tuple.of(outgoing.id(), node, disbelieved.orElse(""), doubt, seconds(DOUBT)))
        .mapEmpty();
  }

  /// Says that it is to be made anew once that is safe: later batches of its destination wait.
  public Future<Void> hold(Outgoing outgoing) {
    return client
        .preparedQuery("update outgoing set holds = true where id = $1 and lease_node = $2")
        .execute(Tuple.of(outgoing.id(), node))
        .mapEmpty();
  }

  /// Has all batches of these destinations tried now, in the order in which they were made.
  public Future<Void> hasten(Collection<Integer> destinations) {
    return client
        .preparedQuery("""
            update outgoing set next_try = godwit_now()
            where destination_id = any($1) and state in ('waiting', 'relayed')
              and (lease_until is null or lease_until < godwit_now())""")
        .execute(Tuple.of(destinations.toArray(Integer[]::new)))
        .mapEmpty();
  }

  /// The places of a batch's blocks, in order. Fails if some have been forgotten.
  public Future<List<Place>> places(Outgoing outgoing) {
    Future<List<Place>> found =
        outgoing.sealed() ? Future.succeededFuture(List.of()) : ofRange(outgoing);
    return found
        .compose(places -> places.isEmpty() ? relayed(outgoing) : Future.succeededFuture(places))
        .map(places -> whole(outgoing, places));
  }

  /// The places of what a batch says, in order: of a sealed one, of what it was made of, as far as
  /// that is kept.
  public Future<List<Place>> plain(Outgoing outgoing) {
    return outgoing.sealed() ? ofRange(outgoing) : places(outgoing);
  }

  private Future<List<Place>> ofRange(Outgoing outgoing) {
    return client
        .preparedQuery("select " + SegmentIndex.PLACE + OF_RANGE)
        .execute(Tuple.of(outgoing.id()))
        .map(Place::all);
  }

  /// The blocks of a stretch of places, as they belong into the batch.
  public Future<Buffer> blocks(Outgoing outgoing, Stretch stretch) {
    return SegmentBytes.KEPT.read(client, stretch).map(segments -> {
      List<Place> places = stretch.places();
      CompositeByteBuf blocks = Unpooled.compositeBuffer(places.size());
      for (int index = 0; index < places.size(); index++) {
        boolean shrinks = outgoing.leavesOut(places.get(index));
        Buffer segment = segments.get(index);
        Buffer kept = shrinks ? outgoing.listed(segment) : segment;
        blocks.addComponent(true, ((BufferInternal) kept).getByteBuf());
      }
      return BufferInternal.buffer(blocks);
    });
  }

  /// The batch with this id and origin that is on its way, or was.
  public Future<Optional<Outgoing>> find(UUID batch, RoutingCode origin) {
    return client
        .preparedQuery("select "
            + Outgoing.COLUMNS
            + " from outgoing where batch_id = $1 and origin_custom = $2 and origin_code = $3"
            + " order by id desc limit 1")
        .execute(Tuple.of(batch, origin.custom(), origin.code()))
        .map(Deliveries::first);
  }

  private Future<List<Place>> relayed(Outgoing outgoing) {
    return client
        .preparedQuery("""
            select\s""" + SegmentIndex.PLACE + """
              from outgoing o join segment s on s.day = o.day and s.attempt_id = o.attempt_id
            where o.id = $1 order by s.ordinal""")
        .execute(Tuple.of(outgoing.id()))
        .map(Place::all);
  }

  private Future<Void> settle(
      Outgoing outgoing, Outgoing.State state, String receipt, String problem, Duration wait) {
    return client
        .preparedQuery("""
            update outgoing set state = $3, receipt = nullif($4, ''), problem = nullif($5, ''),
              next_try = godwit_now() + make_interval(secs => $6), attempts = attempts + 1,
              lease_node = null, lease_until = null,
              settled_at = case when $3 in ('delivered', 'refused') then godwit_now() end
            where id = $1 and lease_node = $2""")
        .execute(Tuple.tuple()
            .addLong(outgoing.id())
            .addUUID(node)
            .addString(state.word())
            .addString(receipt)
            .addString(problem)
            .addDouble(seconds(wait)))
        .mapEmpty();
  }

  private static List<Place> whole(Outgoing outgoing, List<Place> places) {
    long bytes = (long) BatchLayout.PREAMBLE_BYTES + outgoing.endBlock().length();
    boolean shrinks = false;
    for (Place place : places) {
      bytes += place.bytes();
      shrinks |= outgoing.leavesOut(place);
    }
    if (bytes < outgoing.bytes() || (!shrinks && bytes > outgoing.bytes())) {
      throw new Incomplete(
          "bytes=" + bytes + " of " + outgoing.bytes() + " in outgoing " + outgoing.id());
    }
    return places;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Optional<Outgoing> first(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(Outgoing.read(rows.iterator().next()));
  }
}
