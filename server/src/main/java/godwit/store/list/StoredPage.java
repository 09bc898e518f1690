package godwit.store.list;

import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.Slice;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.util.List;

/// A page of a partition as it is stored: its bytes, or the slices of segments that it is made of.
///
/// @param preamble of the whole page
record StoredPage(Preamble preamble, Content content) {
  static final String COLUMNS = "batch_id, created_millis, bytes, slices, end_block ";

  /// What stands for its bytes.
  sealed interface Content {
    /// The bytes themselves, from the preamble to the end block.
    record Whole(Buffer bytes) implements Content {}

    /// Its blocks, by their places, and the end block behind them.
    record Sliced(List<Slice> slices, Buffer endBlock) implements Content {}
  }

  /// Reads a row that has [#COLUMNS].
  ///
  /// @param self whose list it is
  static StoredPage of(Row row, RoutingCode self) {
    Preamble preamble = new Preamble(
        Magic.LIST, 0, row.getUUID("batch_id"), self, self, row.getLong("created_millis"));
    Buffer bytes = row.getBuffer("bytes");
    return new StoredPage(
        preamble,
        bytes != null
            ? new Content.Whole(bytes)
            : new Content.Sliced(Slice.read(row.getBuffer("slices")), row.getBuffer("end_block")));
  }

  /// All of its bytes. Fails if some have been forgotten.
  Future<Buffer> bytes(SqlClient client) {
    return switch (content) {
      case Content.Whole(Buffer bytes) -> Future.succeededFuture(bytes);
      case Content.Sliced(var slices, Buffer endBlock) ->
        SegmentBytes.KEPT
            .slices(client, slices)
            .map(blocks ->
                Buffer.buffer(preamble.bytes()).appendBuffer(blocks).appendBuffer(endBlock));
    };
  }
}
