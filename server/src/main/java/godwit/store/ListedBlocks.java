package godwit.store;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A segment without the blocks whose identifiers only a server can resolve.
///
/// - shape: whole blocks, end to end
/// - units: `hashes` is the SHA-256 of each block, end to end
/// - errors: none: stored blocks were checked when they came
/// - source: docs/protocol.md, "Device listener"
///
/// Pure in the bytes it is made of: a page cut yesterday reads the same today.
record ListedBlocks(Buffer bytes, byte[] hashes, long records) {
  private static final int FIRST_CENTRALISED = 0x88;
  private static final int LAST_CENTRALISED = 0x97;

  static boolean isCentralised(int payloadType) {
    return payloadType >= FIRST_CENTRALISED && payloadType <= LAST_CENTRALISED;
  }

  static ListedBlocks of(Buffer segment) {
    byte[] all = segment.getBytes();
    Buffer bytes = Buffer.buffer(all.length);
    ByteArrayOutputStream hashes = new ByteArrayOutputStream(Digest.BYTES);
    long records = 0;
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= all.length) {
      BlockHeader header = BlockHeader.read(all, offset);
      int length = header.blockBytes();
      if (!isCentralised(header.payloadType())) {
        bytes.appendBytes(all, offset, length);
        hashes.writeBytes(hash(all, offset, length));
        records += header.count();
      }
      offset += length;
    }
    return new ListedBlocks(bytes, hashes.toByteArray(), records);
  }

  private static byte[] hash(byte[] bytes, int offset, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, offset, length);
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
