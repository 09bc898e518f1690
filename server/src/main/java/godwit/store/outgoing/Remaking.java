package godwit.store.outgoing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.sealing.SealingKey;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.StoredSegment;
import godwit.store.segment.Stretch;
import godwit.store.segment.UploadSegment;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;

/// Makes a batch again, as batches of another size or form, for a receiver that does not take it as
/// it is.
///
/// - shape: canonical blocks under new ids; `created` counts up from that of the old batch, and
///   stays below that of the batch behind it
/// - errors: [Unmakeable] where that can't be: the old batch is then as it was
/// - source: docs/protocol.md, "What counts as delivered"
/*
 * `created` decides what a revocation cancels, so the new batches keep the old one's place: what
 * was revoked since is revoked by batches with a later `created`, which wait until these have left.
 * All is one transaction: the old batch is to be sent, or the new ones are.
 */
public final class Remaking {
  private static final String INSERT =
      "insert into outgoing (destination_id, stream_id, sequence, " + PreambleRow.COLUMNS + """
        , path, attempt_id, day, records, bytes, digest, end_block, form, holds, made_from, made_at,
          sealed, state)
        select $1, stream_id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
          $17, $18, true, batch_id, coalesce(replayed_at, made_at), $20, 'waiting'
        from outgoing where id = $19""";

  private final Pool pool;
  private final Deliveries deliveries;
  private final UUID node;
  private final InstantSource clock;
  private final Function<byte[], Optional<EndBlock.Signature>> signer;
  private Future<Integer> last = Future.succeededFuture(0);

  /// @param node whose lease of the old batch is looked at
  /// @param signer signs a digest, if this node has a key
  public Remaking(
      Pool pool,
      Deliveries deliveries,
      UUID node,
      InstantSource clock,
      Function<byte[], Optional<EndBlock.Signature>> signer) {
    this.pool = pool;
    this.deliveries = deliveries;
    this.node = node;
    this.clock = clock;
    this.signer = signer;
  }

  /// What a receiver takes.
  ///
  /// @param mostBytes of a batch's body
  /// @param sealing what is sealed to, if it is to be sealed
  public record Shape(Outgoing.Form form, long mostBytes, Optional<SealingKey> sealing) {
    /// What is not sealed.
    public Shape(Outgoing.Form form, long mostBytes) {
      this(form, mostBytes, Optional.empty());
    }

    private long fitting() {
      return sealing.isPresent() ? SealedBlocks.fitting(mostBytes) : mostBytes;
    }
  }

  /// It can't be made anew, and why.
  public static final class Unmakeable extends RuntimeException {
    Unmakeable(String why) {
      super(why);
    }
  }

  /// Puts new batches in the place of one that is leased; one at a time, since each is held whole.
  ///
  /// @return how many; 0 where the lease was lost meanwhile
  public synchronized Future<Integer> remake(Outgoing old, Shape shape) {
    Future<Integer> next = last.transform(_ -> remakeNow(old, shape));
    last = next;
    return next;
  }

  private Future<Integer> remakeNow(Outgoing old, Shape shape) {
    if (shape.sealing().isPresent() && shape.form() == Outgoing.Form.JSON) {
      return Future.failedFuture(new Unmakeable("a document cannot be sealed"));
    }
    RebuiltBatches rebuilt = new RebuiltBatches(old, new Shape(shape.form(), shape.fitting()));
    return deliveries
        .plain(old)
        .compose(places -> read(old, Stretch.of(places), rebuilt, false))
        .map(_ -> complete(old, rebuilt.finish()))
        .map(parts -> parts.stream().map(part -> sealed(part, old, shape)).toList())
        .compose(parts -> pool.withTransaction(connection -> replace(connection, old, shape, parts))
            .map(Objects::requireNonNull));
  }

  private static List<RebuiltBatches.Part> complete(Outgoing old, List<RebuiltBatches.Part> parts) {
    long records = parts.stream().mapToLong(part -> part.end().total()).sum();
    if (records == old.records()) return parts;
    throw new Unmakeable(records + " of its " + old.records() + " records are kept");
  }

  private RebuiltBatches.Part sealed(RebuiltBatches.Part part, Outgoing old, Shape shape) {
    if (shape.sealing().isEmpty()) return part;
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    var blocks = new SealedBlocks(part.preamble(), shape.sealing().get(), old.destination(), day);
    part.segments().forEach(segment -> blocks.add(segment.bytes().getBytes()));
    byte[] digest = blocks.finish();
    List<StoredSegment> segments =
        blocks.take().stream().map(UploadSegment::segment).toList();
    return new RebuiltBatches.Part(
        part.preamble(),
        segments,
        blocks.bytes(),
        new EndBlock(blocks.records(), digest, Optional.empty()));
  }

  /* Exposures first, then those of venues: the order of documents. */
  private Future<Void> read(
      Outgoing old, List<Stretch> stretches, RebuiltBatches rebuilt, boolean venues) {
    Future<Void> all = Future.succeededFuture();
    for (Stretch stretch : stretches) {
      all = all.compose(_ -> deliveries.blocks(old, stretch)).map(blocks -> {
        rebuilt.blocks(blocks.getBytes(), venues);
        return null;
      });
    }
    return venues
        ? all
        : all.compose(_ ->
            rebuilt.hasVenues() ? read(old, stretches, rebuilt, true) : Future.succeededFuture());
  }

  private Future<Integer> replace(
      SqlConnection connection, Outgoing old, Shape shape, List<RebuiltBatches.Part> parts) {
    return lock(connection, old).compose(stream -> {
      if (stream == null) return Future.succeededFuture(0);
      return next(connection, old).compose(next -> {
        long created = old.preamble().createdMillis();
        if (next.isPresent() && created + parts.size() > next.getAsLong()) {
          return Future.failedFuture(
              new Unmakeable("no room for " + parts.size() + " batches before the next one"));
        }
        return insert(connection, old, shape, parts, stream.getLong("next_sequence"))
            .compose(_ -> advance(connection, old, stream, parts.size()))
            .map(parts.size());
      });
    });
  }

  private Future<Row> lock(SqlConnection connection, Outgoing old) {
    return connection
        .preparedQuery("""
            select b.destination_id, b.next_sequence, o.id from outgoing o
              join outbox b on b.destination_id in (o.stream_id, o.destination_id)
            where o.id = $1 and o.lease_node = $2 and o.state = 'waiting'
            order by b.destination_id = o.stream_id desc for no key update""")
        .execute(Tuple.of(old.id(), node))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
  }

  /* When the batch behind it was made, of those that it must not overtake. */
  private static Future<OptionalLong> next(SqlConnection connection, Outgoing old) {
    return connection
        .preparedQuery("""
            select min(created_millis) from outgoing
            where destination_id = $1 and state <> 'listed' and created_millis > $2
              and origin_custom = $3 and origin_code = $4""")
        .execute(Tuple.of(
            old.destination(),
            old.preamble().createdMillis(),
            old.preamble().origin().custom(),
            old.preamble().origin().code()))
        .map(rows -> {
          Long next = rows.iterator().next().getLong(0);
          return next == null ? OptionalLong.empty() : OptionalLong.of(next);
        });
  }

  private Future<Void> insert(
      SqlConnection connection,
      Outgoing old,
      Shape shape,
      List<RebuiltBatches.Part> parts,
      long sequence) {
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<UploadSegment> segments = new ArrayList<>();
    List<Tuple> rows = new ArrayList<>();
    for (RebuiltBatches.Part part : parts) {
      UUID attempt = UUID.randomUUID();
      part.segments().forEach(each -> segments.add(new UploadSegment(day, attempt, each)));
      rows.add(row(old, shape, part, sequence + rows.size(), attempt, day));
    }
    return SegmentAppender.insert(connection, segments)
        .compose(_ -> connection.preparedQuery(INSERT).executeBatch(rows))
        .mapEmpty();
  }

  private Tuple row(
      Outgoing old,
      Shape shape,
      RebuiltBatches.Part part,
      long sequence,
      UUID attempt,
      LocalDate day) {
    Preamble preamble = part.preamble();
    EndBlock unsigned = part.end();
    EndBlock end =
        new EndBlock(unsigned.total(), unsigned.digest(), signer.apply(unsigned.digest()));
    Buffer bytes = Buffer.buffer(end.bytes());
    return PreambleRow.add(Tuple.of(old.destination(), sequence), preamble)
        .addString(old.path())
        .addUUID(attempt)
        .addLocalDate(day)
        .addLong(end.total())
        .addLong(BatchLayout.PREAMBLE_BYTES + part.bytes() + bytes.length())
        .addBuffer(Buffer.buffer(end.digest()))
        .addBuffer(bytes)
        .addString(shape.form().word())
        .addLong(old.id())
        .addBoolean(shape.sealing().isPresent());
  }

  private Future<Void> advance(SqlConnection connection, Outgoing old, Row stream, int made) {
    return connection
        .preparedQuery("""
            update outbox set next_sequence = next_sequence + $2 where destination_id = $1""")
        .execute(Tuple.of(stream.getInteger("destination_id"), (long) made))
        .compose(_ -> connection
            .preparedQuery("""
                update outbox set last_created_millis = greatest(last_created_millis, $2)
                where destination_id = $1""")
            .execute(Tuple.of(old.destination(), old.preamble().createdMillis() + made - 1)))
        .compose(_ -> connection.preparedQuery("""
                update outgoing set state = 'remade', settled_at = godwit_now(), holds = false,
                  lease_node = null, lease_until = null, attempts = attempts + 1
                where id = $1""").execute(Tuple.of(old.id())))
        .mapEmpty();
  }
}
