package godwit.domain.revocation;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Exposures on their way into blocks again: those of one header are joined.
public final class ExposedBlocks {
  private final Map<BlockHeader, BlockBuilder> builders = new LinkedHashMap<>();
  private final Consumer<byte[]> taker;

  /// @param taker is given each block that is full, and in the end the others
  public ExposedBlocks(Consumer<byte[]> taker) {
    this.taker = taker;
  }

  public void add(Exposed exposed) {
    BlockBuilder block =
        builders.computeIfAbsent(exposed.header().common(), ExposedBlocks::builder);
    if (exposed.add(block)) return;
    taker.accept(block.finish());
    if (!exposed.add(block)) throw new IllegalStateException("an empty block is full");
  }

  /// Gives all that is left.
  public void finish() {
    for (BlockBuilder block : builders.values()) {
      if (block.count() > 0) taker.accept(block.finish());
    }
    builders.clear();
  }

  private static BlockBuilder builder(BlockHeader header) {
    return BlockBuilder.like(header);
  }
}
