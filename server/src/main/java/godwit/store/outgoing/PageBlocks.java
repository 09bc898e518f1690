package godwit.store.outgoing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.store.segment.ListedBlocks;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Slice;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The blocks of a closed page as the index of segments knows them: header, hash and place. No
/// payload is read.
public final class PageBlocks {
  private final SqlClient client;

  public PageBlocks(SqlClient client) {
    this.client = client;
  }

  /// A block of a page.
  public record Block(BlockHeader header, byte[] hash, Slice place) {}

  /// All of them, in the order of the page. Fails if some have been forgotten.
  public Future<List<Block>> of(Outgoing page) {
    return client
        .preparedQuery("select s.hashes, s.headers, " + SegmentIndex.PLACE + Deliveries.OF_RANGE)
        .execute(Tuple.of(page.id()))
        .compose(rows -> blocks(page, rows))
        .map(blocks -> whole(page, blocks));
  }

  private Future<List<Block>> blocks(Outgoing page, RowSet<Row> rows) {
    ListedBlocks some = new ListedBlocks(page.withoutCentralised(), page.withoutVenues());
    ListedBlocks all = new ListedBlocks(false, false); // what was released is listed whole
    List<Block> blocks = new ArrayList<>();
    Future<Void> added = Future.succeededFuture();
    for (Row row : rows) {
      Place segment = Place.of(row);
      ListedBlocks listed = page.leavesOut(segment) ? some : all;
      byte[] hashes = row.getBuffer("hashes").getBytes();
      added = added.compose(_ -> headers(row, segment)).map(headers -> {
        add(listed, segment, headers.getBytes(), hashes, blocks);
        return null;
      });
    }
    return added.map(blocks);
  }

  /* A segment of before all had their headers beside them is read for them. */
  private Future<Buffer> headers(Row row, Place segment) {
    Buffer headers = row.getBuffer("headers");
    return headers.length() > 0
        ? Future.succeededFuture(headers)
        : SegmentBytes.KEPT
            .read(client, Stretch.of(segment))
            .map(List::getFirst)
            .map(ListedBlocks::headers);
  }

  private static void add(
      ListedBlocks listed, Place segment, byte[] headers, byte[] hashes, List<Block> blocks) {
    int first = 0;
    for (int block = 0; block < hashes.length / Digest.BYTES; block++) {
      BlockHeader header = BlockHeader.read(headers, block * BatchLayout.HEADER_BYTES);
      int length = header.blockBytes();
      if (!listed.leavesOut(header)) {
        byte[] hash = Arrays.copyOfRange(hashes, block * Digest.BYTES, (block + 1) * Digest.BYTES);
        blocks.add(new Block(header, hash, Slice.of(segment, first, length)));
      }
      first += length;
    }
  }

  private static List<Block> whole(Outgoing page, List<Block> blocks) {
    long bytes = (long) BatchLayout.PREAMBLE_BYTES + page.endBlock().length();
    for (Block block : blocks) bytes += block.place().length();
    if (bytes == page.bytes()) return blocks;
    throw new Deliveries.Incomplete(
        "bytes=" + bytes + " of " + page.bytes() + " in page " + page.id());
  }
}
