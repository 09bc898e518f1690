package godwit.store.outgoing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;
import godwit.store.Destinations;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentIndex;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts what a destination has been given since the last cut into a batch with fixed bytes.
/*
 * The row says everything that the bytes follow from: range, id, created, digest, end block. It is
 * committed before the first byte leaves, so a retry sends the same bytes, also after a restart or
 * a change of configuration. Block hashes are stored with the segments, and block headers where one
 * may have to be left out: cutting reads no payload.
 *
 * Two outboxes are locked, the destination's and its stream's, in no order: never waiting for
 * either, a cutter can't be part of a deadlock. The stream's stays locked to the commit, so that
 * nobody sees the next number before this one.
 */
public final class Cutter {
  private static final Logger log = LoggerFactory.getLogger(Cutter.class);
  private static final long AHEAD_MILLIS = Duration.ofHours(1).toMillis();
  private static final int SEGMENTS_AT_ONCE = 512;
  private static final int SEALED_AT_ONCE = 64;
  /* Of one segment: so many come with its row; more are asked for by themselves. */
  private static final int FEW_HASHES_BYTES = 1_024;
  /* The limit keeps this a look at the key for each destination, whatever the planner believes. */
  public static final String UNCUT = """
      select d.id, d.custom, d.code
      from destination d join outbox o on o.destination_id = d.id
        left join lateral (
          select segments from portion
          where destination_id = d.id and position = o.cut_position limit 1) p on true
      where d.next_position - 1 > o.cut_position
        or (d.next_position - 1 = o.cut_position and p.segments > o.cut_ordinal)""";

  private static final String INSERT =
      "insert into outgoing (destination_id, stream_id, sequence, " + PreambleRow.COLUMNS + """
        , path, from_position, from_ordinal, to_position, to_ordinal, records, bytes, digest,
          end_block, without_centralised, without_venues, state)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
          $19, $20, $21, $22, $23)""";
  private static final String SEALED = """
      update outgoing set sealed = true, attempt_id = $2, day = $3
      where batch_id = $1 and hops = 0 and state = 'waiting'""";
  private static final String RESTORED =
      "made after a restore from a backup, of what its destination may hold already";
  private static final int FRAME_BYTES =
      BatchLayout.PREAMBLE_BYTES + BatchLayout.HEADER_BYTES + BatchLayout.END_SIGNED_BYTES;

  private final Pool pool;
  private final InstantSource clock;
  private final Function<byte[], Optional<EndBlock.Signature>> signer;

  /// Cuts without signing.
  public Cutter(Pool pool, InstantSource clock) {
    this(pool, clock, _ -> Optional.empty());
  }

  /// @param signer signs a digest, if this node has a key
  public Cutter(
      Pool pool, InstantSource clock, Function<byte[], Optional<EndBlock.Signature>> signer) {
    this.pool = pool;
    this.clock = clock;
    this.signer = signer;
  }

  /// What is cut.
  ///
  /// @param destination the row whose positions are cut
  /// @param stream in whose order it stands: the row of whoever is given it
  /// @param path under which the batch is posted; empty for pages
  /// @param maxBytes that no batch passes, unless one segment alone does
  /// @param withoutCentralised whether families that only the server can resolve are left out
  /// @param sealing what its blocks are sealed to, if they are
  public record Order(
      int destination,
      int stream,
      Magic magic,
      RoutingCode origin,
      RoutingCode addressee,
      String path,
      long maxBytes,
      boolean withoutCentralised,
      Optional<SealingKey> sealing) {
    /// One that is not sealed.
    public Order(
        int destination,
        int stream,
        Magic magic,
        RoutingCode origin,
        RoutingCode addressee,
        String path,
        long maxBytes,
        boolean withoutCentralised) {
      this(
          destination,
          stream,
          magic,
          origin,
          addressee,
          path,
          maxBytes,
          withoutCentralised,
          Optional.empty());
    }

    /* What is sealed is read and written in one transaction, which is to be short. */
    private int segmentsAtOnce() {
      return sealing.isPresent() ? SEALED_AT_ONCE : SEGMENTS_AT_ONCE;
    }

    private long fitting() {
      return sealing.isPresent() ? SealedBlocks.fitting(maxBytes) : maxBytes;
    }

    boolean isList() {
      return magic == Magic.LIST;
    }

    boolean leavesOut(Place place) {
      return place.filtered() && (withoutCentralised || isList());
    }
  }

  /// The destinations that have been given something since the last cut.
  public Future<Map<Integer, RoutingCode>> uncut() {
    return pool.preparedQuery(UNCUT).execute().map(Destinations::codes);
  }

  /// What has gathered since the last cut.
  ///
  /// @param age of the oldest of it
  public record Gathered(long bytes, Duration age) {}

  /// What has gathered for a destination, as far as a look shows.
  public Future<Gathered> gathered(int destination) {
    return pool.preparedQuery("""
            select coalesce(sum(bytes), 0)::bigint,
              coalesce(extract(epoch from godwit_now() - min(received_at)) * 1000, 0)::bigint
            from (
              select p.bytes, p.received_at from portion p
                join outbox o on o.destination_id = p.destination_id
              where p.destination_id = $1 and p.position >= o.cut_position
                and (p.position > o.cut_position or p.segments > o.cut_ordinal)
              order by p.position limit $2) gathered""")
        .execute(Tuple.of(destination, SEGMENTS_AT_ONCE))
        .map(rows -> {
          Row row = rows.iterator().next();
          return new Gathered(row.getLong(0), Duration.ofMillis(row.getLong(1)));
        });
  }

  /// Cuts batches, if anything is new, no other node is cutting just now, and clocks agree: as many
  /// as one look at what is new is enough for.
  ///
  /// @return whether something was cut: there may be more
  public Future<Boolean> cut(Order order) {
    return pool.withTransaction(connection -> cut(connection, order)).map(Objects::requireNonNull);
  }

  private Future<Boolean> cut(SqlConnection connection, Order order) {
    return connection
        .preparedQuery("""
            select destination_id, next_sequence, cut_position, cut_ordinal, last_created_millis,
              restored
            from outbox where destination_id in ($1, $2)
              and not exists (select from maintenance where held_since is not null)
            for no key update skip locked""")
        .execute(Tuple.of(order.destination(), order.stream()))
        .compose(rows -> {
          Map<Integer, Row> outboxes = new HashMap<>();
          rows.forEach(row -> outboxes.put(row.getInteger("destination_id"), row));
          Row outbox = outboxes.get(order.destination());
          Row stream = outboxes.get(order.stream());
          boolean held =
              !order.isList() && outbox != null && "held".equals(outbox.getString("restored"));
          return outbox == null || stream == null || held
              ? Future.succeededFuture(false)
              : cut(connection, order, outbox, stream.getLong("next_sequence"));
        });
  }

  private Future<Boolean> cut(SqlConnection connection, Order order, Row outbox, long sequence) {
    return connection
        .preparedQuery("""
            select p.position, s.day, s.attempt_id, s.destination_id, s.ordinal, s.records,
              s.filtered, s.length, length(s.hashes) as hashes,
              case when length(s.hashes) <= $5 then s.hashes end as few_hashes,
              case when length(s.hashes) <= $5 then s.headers end as few_headers
            from portion p cross join lateral (""" + SegmentIndex.OF_PORTION + """
              ) s
            where p.destination_id = $1 and p.position >= $2
              and (p.position > $2 or (p.position = $2 and s.ordinal >= $3))
            order by p.position, s.ordinal limit $4""")
        .execute(Tuple.of(
            order.destination(),
            outbox.getLong("cut_position"),
            outbox.getInteger("cut_ordinal"),
            order.segmentsAtOnce(),
            FEW_HASHES_BYTES))
        .compose(rows -> {
          if (rows.size() == 0) return Future.succeededFuture(false);
          List<List<Row>> shares = shares(order, rows);
          long created = created(order, outbox.getLong("last_created_millis"));
          return new BatchMaking(connection, order, clock)
              .made(shares, created)
              .compose(made -> insert(connection, order, sequence, made)
                  .compose(_ -> advance(
                      connection,
                      order,
                      made.size(),
                      created + shares.size() - 1,
                      shares.getLast().getLast()))
                  .compose(_ -> setAside(connection, order, outbox, sequence, rows.size()))
                  .map(true));
        });
  }

  /* After a restore from a backup, where the destination holds what this database does not know:
   * what waits may be in that already. Over once nothing is left that had come before. */
  private static Future<Void> setAside(
      SqlConnection connection, Order order, Row outbox, long sequence, int read) {
    if (order.isList() || !"aside".equals(outbox.getString("restored"))) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery("""
            update outgoing set state = 'refused', settled_at = godwit_now(), problem = $3
            where stream_id = $1 and sequence >= $2 and destination_id = $4""")
        .execute(Tuple.of(order.stream(), sequence, RESTORED, order.destination()))
        .compose(_ -> connection
            .preparedQuery("""
                update outbox set restored = null where destination_id = $1 and $2
                  and not exists (
                    select from pooled where destination_id = $1 and pooled_at < restored_at)""")
            .execute(Tuple.of(order.destination(), read < order.segmentsAtOnce())))
        .mapEmpty();
  }

  /* Later than the one before. A clock that was ahead for a while may have left one that is far
   * ahead, and each batch after it would be refused as from the future: it is not followed. */
  private long created(Order order, long last) {
    long now = clock.millis();
    if (last <= now + AHEAD_MILLIS) return Math.max(now, last + 1);
    log.error(
        "the last batch for {} was made at {}, which is to come: clocks were wrong; not followed",
        order.addressee().path(),
        Instant.ofEpochMilli(last));
    return now;
  }

  /* What was read, as one batch each may have it. The last may have more behind what was read, and
   * then waits for it. */
  private static List<List<Row>> shares(Order order, RowSet<Row> rows) {
    List<List<Row>> shares = new ArrayList<>();
    List<Row> share = new ArrayList<>();
    long bytes = 0;
    int blocks = 0;
    for (Row row : rows) {
      int rowBytes = row.getInteger("length");
      int rowBlocks = row.getInteger("hashes") / Digest.BYTES;
      boolean full = bytes + rowBytes > order.fitting() - FRAME_BYTES
          || blocks + rowBlocks > BatchLayout.MAX_BLOCKS;
      if (full && !share.isEmpty()) {
        shares.add(share);
        share = new ArrayList<>();
        bytes = 0;
        blocks = 0;
      }
      bytes += rowBytes;
      blocks += rowBlocks;
      share.add(row);
    }
    if (shares.isEmpty() || rows.size() < order.segmentsAtOnce()) shares.add(share);
    return shares;
  }

  private Future<Void> insert(
      SqlConnection connection, Order order, long sequence, List<BatchMaking.Made> made) {
    if (made.isEmpty()) return Future.succeededFuture();
    List<Tuple> rows = new ArrayList<>();
    for (BatchMaking.Made each : made) rows.add(row(order, sequence + rows.size(), each));
    return connection
        .preparedQuery(INSERT)
        .executeBatch(rows)
        .compose(_ -> markSealed(connection, made));
  }

  private static Future<Void> markSealed(SqlConnection connection, List<BatchMaking.Made> made) {
    List<Tuple> sealed = new ArrayList<>();
    for (BatchMaking.Made each : made) {
      each.sealed()
          .ifPresent(in -> sealed.add(Tuple.of(each.preamble().batch(), in.attempt(), in.day())));
    }
    if (sealed.isEmpty()) return Future.succeededFuture();
    return connection.preparedQuery(SEALED).executeBatch(sealed).mapEmpty();
  }

  private Tuple row(Order order, long sequence, BatchMaking.Made made) {
    byte[] proof = made.digest();
    byte[] end = new EndBlock(made.records(), proof, signer.apply(proof)).bytes();
    Tuple row = Tuple.of(order.destination(), order.stream(), sequence);
    return PreambleRow.add(row, made.preamble())
        .addString(order.path())
        .addLong(made.first().getLong("position"))
        .addInteger(made.first().getInteger("ordinal"))
        .addLong(made.last().getLong("position"))
        .addInteger(made.last().getInteger("ordinal") + 1)
        .addLong(made.records())
        .addLong(BatchLayout.PREAMBLE_BYTES + made.bytes() + end.length)
        .addBuffer(Buffer.buffer(proof))
        .addBuffer(Buffer.buffer(end))
        .addBoolean(order.withoutCentralised())
        .addBoolean(order.isList())
        .addString((order.isList() ? Outgoing.State.LISTED : Outgoing.State.WAITING).word());
  }

  private static Future<Void> advance(
      SqlConnection connection, Order order, int made, long created, Row last) {
    return connection
        .preparedQuery("""
            update outbox set
              next_sequence = case when destination_id = $2 then next_sequence + $3
                else next_sequence end,
              cut_position = case when destination_id = $1 then $4 else cut_position end,
              cut_ordinal = case when destination_id = $1 then $5 else cut_ordinal end,
              last_created_millis = case when destination_id = $1 then $6
                else last_created_millis end
            where destination_id in ($1, $2)""")
        .execute(Tuple.of(
            order.destination(),
            order.stream(),
            (long) made,
            last.getLong("position"),
            last.getInteger("ordinal") + 1,
            created))
        .mapEmpty();
  }
}
