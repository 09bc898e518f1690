package godwit.store;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;

/// A segment without the blocks that do not belong into a list: those whose identifiers only a
/// server can resolve, and those of venues, which are listed once they are released.
///
/// - shape: whole blocks, end to end
/// - units: `hashes` is the SHA-256 of each block, end to end
/// - errors: none: stored blocks were checked when they came
/// - source: docs/protocol.md, "Device listener"
///
/// Pure in the bytes it is made of: a page cut yesterday reads the same today.
public record ListedBlocks(Buffer bytes, byte[] hashes, long records) {
  private static final int FIRST_CENTRALISED = 0x88;
  private static final int LAST_CENTRALISED = 0x97;

  /// Whether payloads of this type tell who they are only to the server that made them.
  public static boolean isCentralised(int payloadType) {
    return payloadType >= FIRST_CENTRALISED && payloadType <= LAST_CENTRALISED;
  }

  /// Whether a block like this may have to be left out.
  public static boolean mayBeLeftOut(BlockHeader header) {
    return isCentralised(header.payloadType()) || isOfVenues(header);
  }

  private static boolean isOfVenues(BlockHeader header) {
    return header.kind() == BatchLayout.KIND_VENUE;
  }

  static ListedBlocks of(Buffer segment, boolean withoutCentralised, boolean withoutVenues) {
    byte[] all = segment.getBytes();
    Buffer bytes = Buffer.buffer(all.length);
    ByteArrayOutputStream hashes = new ByteArrayOutputStream(Digest.BYTES);
    long records = 0;
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= all.length) {
      BlockHeader header = BlockHeader.read(all, offset);
      int length = header.blockBytes();
      boolean left = (withoutCentralised && isCentralised(header.payloadType()))
          || (withoutVenues && isOfVenues(header));
      if (!left) {
        bytes.appendBytes(all, offset, length);
        hashes.writeBytes(Digest.hash(all, offset, length));
        records += header.count();
      }
      offset += length;
    }
    return new ListedBlocks(bytes, hashes.toByteArray(), records);
  }
}
