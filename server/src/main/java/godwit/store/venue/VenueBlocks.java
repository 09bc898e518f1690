package godwit.store.venue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.VenueCursor;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Set;

/// The exposures of some venues, out of a segment of any blocks.
///
/// - shape: whole blocks of kind 2, end to end, in their order; a block of which some records are
///   left out keeps its header's fields but for count, length and checksum
/// - units: `hashes` is the SHA-256 of each block, end to end
/// - errors: none: stored blocks were checked when they came
/// - source: docs/protocol.md, "Venue exposures"
record VenueBlocks(Buffer bytes, byte[] hashes, long records) {
  /// @param venues as [VenueKeys#key(int, long)] has them
  static VenueBlocks of(Buffer segment, Set<Long> venues) {
    byte[] all = segment.getBytes();
    Buffer bytes = Buffer.buffer();
    ByteArrayOutputStream hashes = new ByteArrayOutputStream(Digest.BYTES);
    VenueCursor cursor = new VenueCursor();
    long records = 0;
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= all.length) {
      BlockHeader header = BlockHeader.read(all, offset);
      if (header.kind() == BatchLayout.KIND_VENUE) {
        byte[] block = only(cursor.wrap(all, offset, header), header, all, offset, venues);
        if (block.length > 0) {
          bytes.appendBytes(block);
          hashes.writeBytes(Digest.hash(block, 0, block.length));
          records += BlockHeader.read(block, 0).count();
        }
      }
      offset += header.blockBytes();
    }
    return new VenueBlocks(bytes, hashes.toByteArray(), records);
  }

  /* The block as it is where all of it is wanted; nothing where none is. */
  private static byte[] only(
      VenueCursor cursor, BlockHeader header, byte[] all, int offset, Set<Long> venues) {
    int authority = header.routing().code();
    BlockBuilder kept = BlockBuilder.venue(
        header.payloadType(), authority, header.date(), header.riskType(), header.mechanism());
    while (cursor.next()) {
      if (!venues.contains(VenueKeys.key(authority, cursor.venue()))) continue;
      int data = cursor.dataOffset();
      kept.addVenue(
          cursor.venue(),
          cursor.startSeconds(),
          cursor.endSeconds(),
          cursor.score(),
          Arrays.copyOfRange(all, data, data + cursor.dataLength()));
    }
    if (kept.count() == 0) return new byte[0];
    return kept.count() == header.count()
        ? Arrays.copyOfRange(all, offset, offset + header.blockBytes())
        : kept.finish();
  }
}
