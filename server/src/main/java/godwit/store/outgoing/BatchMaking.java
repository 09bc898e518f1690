package godwit.store.outgoing;

import godwit.codec.batch.Digest;
import godwit.codec.batch.Preamble;
import godwit.codec.sealing.SealingKey;
import godwit.store.segment.ListedBlocks;
import godwit.store.segment.Outline;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Stretch;
import godwit.store.segment.UploadSegment;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What batches will hold that are being cut, and their digests, in the transaction that cuts them.
///
/// Reads no payload, unless what is cut is sealed: its blocks are then written before its row is.
final class BatchMaking {
  private final SqlConnection connection;
  private final Cutter.Order order;
  private final InstantSource clock;

  BatchMaking(SqlConnection connection, Cutter.Order order, InstantSource clock) {
    this.connection = connection;
    this.order = order;
    this.clock = clock;
  }

  /// A batch that is about to have its row.
  ///
  /// @param bytes of its blocks
  /// @param sealed its blocks, where they are sealed
  record Made(
      Preamble preamble,
      Row first,
      Row last,
      byte[] digest,
      long records,
      long bytes,
      Optional<SealedBlocks> sealed) {}

  /// A batch of each share of segments; none of a page of which nothing is left.
  Future<List<Made>> made(List<List<Row>> shares, long created) {
    List<Made> made = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (int index = 0; index < shares.size(); index++) {
      List<Row> share = shares.get(index);
      Preamble preamble = new Preamble(
          order.magic(), 0, UUID.randomUUID(), order.origin(), order.addressee(), created + index);
      all = all.compose(_ -> order
              .sealing()
              .map(key -> sealed(share, preamble, key))
              .orElseGet(() -> plain(share, preamble)))
          .map(each -> {
            if (!order.isList() || each.records() > 0) made.add(each);
            return null;
          });
    }
    return all.map(made);
  }

  private Future<Made> plain(List<Row> share, Preamble preamble) {
    return contents(share, new Digest(preamble))
        .map(contents -> new Made(
            preamble,
            share.getFirst(),
            share.getLast(),
            contents.digest().finish(),
            contents.records(),
            contents.bytes(),
            Optional.empty()));
  }

  private Future<Made> sealed(List<Row> share, Preamble preamble, SealingKey key) {
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    SealedBlocks sealed = new SealedBlocks(preamble, key, order.destination(), day);
    Future<Void> all = Future.succeededFuture();
    for (Stretch stretch : Stretch.of(share.stream().map(Place::of).toList())) {
      all = all.compose(_ -> SegmentBytes.KEPT.read(connection, stretch)).compose(segments -> {
        segments.forEach(segment -> sealed.add(segment.getBytes()));
        return write(sealed.take());
      });
    }
    return all.compose(_ -> {
      byte[] digest = sealed.finish();
      return write(sealed.take())
          .map(new Made(
              preamble,
              share.getFirst(),
              share.getLast(),
              digest,
              sealed.records(),
              sealed.bytes(),
              Optional.of(sealed)));
    });
  }

  private Future<Void> write(List<UploadSegment> segments) {
    if (segments.isEmpty()) return Future.succeededFuture();
    return SegmentAppender.insert(connection, segments).mapEmpty();
  }

  /* What the batch will hold, once what is not for it has been left out. */
  private record Contents(Digest digest, long records, long bytes) {
    Contents plus(Buffer hashes, long moreRecords, int moreBytes) {
      digest.hashes(hashes.getBytes(), 0, hashes.length());
      return new Contents(digest, records + moreRecords, bytes + moreBytes);
    }
  }

  /* Where they did not come along, one segment at a time: the hashes of many small blocks are many
   * bytes too. */
  private Future<Contents> contents(List<Row> chosen, Digest digest) {
    Future<Contents> all = Future.succeededFuture(new Contents(digest, 0, 0));
    for (Row row : chosen) {
      Place place = Place.of(row);
      all = all.compose(sum -> outline(row, place)
          .compose(outline -> order.leavesOut(place)
              ? left(place, outline)
                  .map(left -> sum.plus(left.hashes(), left.records(), left.bytes()))
              : Future.succeededFuture(
                  sum.plus(outline.hashes(), row.getLong("records"), place.bytes()))));
    }
    return all;
  }

  private Future<Outline> outline(Row row, Place place) {
    Buffer few = row.getBuffer("few_hashes");
    return few == null
        ? SegmentIndex.outline(connection, place)
        : Future.succeededFuture(new Outline(few, row.getBuffer("few_headers")));
  }

  /* A segment of before there were headers beside the blocks is read for them. */
  private Future<ListedBlocks.Left> left(Place place, Outline outline) {
    ListedBlocks listed = new ListedBlocks(order.withoutCentralised(), order.isList());
    Future<Buffer> headers = outline.headers().length() > 0
        ? Future.succeededFuture(outline.headers())
        : SegmentBytes.KEPT
            .read(connection, Stretch.of(place))
            .map(List::getFirst)
            .map(ListedBlocks::headers);
    return headers.map(all -> listed.left(all, outline.hashes()));
  }
}
