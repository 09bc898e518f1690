package godwit.store.segment;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.payload.PayloadFamily;
import io.vertx.core.buffer.Buffer;

/// Which blocks of a segment belong into a list or a batch: not those whose identifiers only a
/// server can resolve, where they are left out; in a list not those of venues either, which are
/// listed once they are released.
///
/// - shape: whole blocks, end to end; or their headers alone, [BatchLayout#HEADER_BYTES] each
/// - units: hashes are the SHA-256 of each block, end to end
/// - errors: none: stored blocks were checked when they came
/// - source: docs/protocol.md, "Device listener"
///
/// Pure in the bytes it is given: a page cut yesterday reads the same today.
///
/// @param withoutCentralised whether identifiers that only a server can resolve are left out
/// @param withoutVenues whether blocks of venues are left out
public record ListedBlocks(boolean withoutCentralised, boolean withoutVenues) {
  /// What is left of a segment.
  ///
  /// @param bytes how many its blocks have
  public record Left(Buffer hashes, long records, int bytes) {}

  /// Whether payloads of this type tell who they are only to the server that made them.
  public static boolean isCentralised(int payloadType) {
    return PayloadFamily.of(payloadType).isServerResolved();
  }

  /// Whether a block like this may have to be left out.
  public static boolean mayBeLeftOut(BlockHeader header) {
    return isCentralised(header.payloadType()) || isOfVenues(header);
  }

  private static boolean isOfVenues(BlockHeader header) {
    return header.kind() == BatchLayout.KIND_VENUE;
  }

  /// The headers of a segment's blocks.
  public static Buffer headers(Buffer segment) {
    Buffer headers = Buffer.buffer();
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= segment.length()) {
      byte[] header = segment.getBytes(offset, offset + BatchLayout.HEADER_BYTES);
      headers.appendBytes(header);
      offset += BlockHeader.read(header, 0).blockBytes();
    }
    return headers;
  }

  /// What is left of a segment, by its headers.
  public Left left(Buffer headers, Buffer hashes) {
    Buffer left = Buffer.buffer();
    long records = 0;
    int bytes = 0;
    byte[] all = headers.getBytes();
    for (int block = 0; block < all.length / BatchLayout.HEADER_BYTES; block++) {
      BlockHeader header = BlockHeader.read(all, block * BatchLayout.HEADER_BYTES);
      if (leavesOut(header)) continue;
      left.appendBuffer(hashes, block * Digest.BYTES, Digest.BYTES);
      records += header.count();
      bytes += header.blockBytes();
    }
    return new Left(left, records, bytes);
  }

  /// The blocks themselves that are left of a segment.
  public Buffer blocks(Buffer segment) {
    Buffer left = Buffer.buffer(segment.length());
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= segment.length()) {
      BlockHeader header =
          BlockHeader.read(segment.getBytes(offset, offset + BatchLayout.HEADER_BYTES), 0);
      int length = header.blockBytes();
      if (!leavesOut(header)) left.appendBuffer(segment, offset, length);
      offset += length;
    }
    return left;
  }

  /// Whether a block is left out.
  public boolean leavesOut(BlockHeader header) {
    return (withoutCentralised && isCentralised(header.payloadType()))
        || (withoutVenues && isOfVenues(header));
  }
}
