package godwit.domain.revocation;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.VenueCursor;
import java.util.Arrays;

/// A walk over the exposures of whole blocks, each by its [RecordHash].
///
/// - shape: blocks of kind 1 and 2, end to end; others are passed over
/// - units: see [RecordHash]
/// - errors: none: stored blocks were checked when they came
/// - source: docs/protocol.md, "Batch"
public final class BlockWalk {
  private final RecordHash hash;
  private final ExposureCursor exposures = new ExposureCursor();
  private final VenueCursor venues = new VenueCursor();
  private byte[] bytes = new byte[0];
  private BlockHeader header = new BlockHeader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public BlockWalk(RecordHash hash) {
    this.hash = hash;
  }

  /// What is told of each exposure.
  public interface Visitor {
    /// Whether the exposures of a block like this are looked at.
    default boolean block(BlockHeader header) {
      return true;
    }

    /// One exposure. [BlockWalk#exposed()] says what it is.
    void exposure(long hash);
  }

  /// Goes over all blocks.
  public void over(byte[] blocks, Visitor visitor) {
    bytes = blocks;
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= blocks.length) {
      header = BlockHeader.read(blocks, offset);
      if (visitor.block(header)) over(offset, visitor);
      offset += header.blockBytes();
    }
  }

  /// The exposure that the visitor is told of.
  public Exposed exposed() {
    if (header.kind() == BatchLayout.KIND_VENUE) {
      return new Exposed(
          header,
          venues.score(),
          venues.venue(),
          venues.startSeconds(),
          venues.endSeconds(),
          copy(venues.dataOffset(), venues.dataLength()));
    }
    return new Exposed(
        header, exposures.score(), 0, 0, 0, copy(exposures.dataOffset(), exposures.dataLength()));
  }

  private void over(int offset, Visitor visitor) {
    long head = hash.of(header);
    if (header.kind() == BatchLayout.KIND_EXPOSURES) {
      exposures.wrap(bytes, offset, header);
      while (exposures.next()) {
        visitor.exposure(hash.of(head, bytes, exposures.dataOffset(), exposures.dataLength()));
      }
    } else if (header.kind() == BatchLayout.KIND_VENUE) {
      venues.wrap(bytes, offset, header);
      while (venues.next()) visitor.exposure(hash.of(head, bytes, venues));
    }
  }

  private byte[] copy(int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }
}
