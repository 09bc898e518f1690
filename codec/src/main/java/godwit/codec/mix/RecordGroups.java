package godwit.codec.mix;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The records of a set, or of a part of a large one, by their headers in [HeaderOrder].
///
/// - shape: blocks of exposures go in as they came, and come out joined and in order
/// - units: see [RecordGroup]
/// - errors: none: what is added comes from blocks of this build
/// - source: docs/protocol.md, "Mixing"
public final class RecordGroups {
  private final Map<BlockHeader, RecordGroup> groups = new TreeMap<>(HeaderOrder.ORDER);
  private long bytes;

  /// Adds all records of blocks that lie end to end.
  public void addBlocks(byte[] blocks) {
    for (int offset = 0; offset < blocks.length; ) {
      BlockHeader header = BlockHeader.read(blocks, offset);
      if (!header.isIntact(blocks, offset)) {
        throw new IllegalStateException("a block in the pool is damaged");
      }
      int body = Math.toIntExact(header.bodyLength());
      groups
          .computeIfAbsent(header.common(), RecordGroup::new)
          .addAll(blocks, offset + BatchLayout.HEADER_BYTES, body);
      bytes += body;
      offset += header.blockBytes();
    }
  }

  /// Bytes of all records.
  public long bytes() {
    return bytes;
  }

  /// The groups that there are, in order; more may be added to each.
  public Collection<RecordGroup> all() {
    return groups.values();
  }

  /// Gives everything in order, and is empty then.
  public void take(Consumer<byte[]> taker) {
    groups.values().removeIf(group -> {
      group.sort();
      group.blocks(taker);
      return true;
    });
    bytes = 0;
  }
}
