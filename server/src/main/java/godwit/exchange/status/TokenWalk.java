package godwit.exchange.status;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.payload.Bytes;
import godwit.domain.home.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// A walk over the exposures of stored blocks whose tokens a home system reads.
///
/// - shape: blocks, end to end; other kinds, and types that it does not read, are passed over
/// - units: scores are hundredths of a risk-weighted minute
/// - errors: none: stored blocks were checked when they came
/// - source: docs/protocol.md, "Batch"
final class TokenWalk {
  private final IntPredicate reads;
  private final ExposureCursor cursor = new ExposureCursor();

  /// @param reads which payload types
  TokenWalk(IntPredicate reads) {
    this.reads = reads;
  }

  /// An exposure, and what its block says of it.
  record Heard(Token token, BlockHeader header, int score) {}

  /// All of a segment, in their order.
  List<Heard> over(byte[] blocks) {
    List<Heard> heard = new ArrayList<>();
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= blocks.length) {
      BlockHeader header = BlockHeader.read(blocks, offset);
      boolean mayBeRead =
          header.kind() == BatchLayout.KIND_EXPOSURES && reads.test(header.payloadType());
      if (mayBeRead) over(blocks, offset, header, heard);
      offset += header.blockBytes();
    }
    return heard;
  }

  private void over(byte[] blocks, int offset, BlockHeader header, List<Heard> heard) {
    cursor.wrap(blocks, offset, header);
    while (cursor.next()) {
      Bytes data = Bytes.copyOf(blocks, cursor.dataOffset(), cursor.dataLength());
      heard.add(new Heard(
          new Token(header.payloadType(), header.date(), data),
          header,
          header.isRevocation() ? 0 : cursor.score()));
    }
  }
}
