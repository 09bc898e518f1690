package godwit.codec.mix;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureRecord;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/// Several runs of sorted blocks, merged into one.
///
/// Of each run one block is held, and one is being made.
///
/// - shape: a run is what [RecordGroups#take] gives
/// - units: see [RecordGroup]
/// - errors: those of whoever gives the blocks
/// - source: docs/protocol.md, "Mixing"
public final class SortedBlocks {
  private final PriorityQueue<Head> heads = new PriorityQueue<>();
  private final Consumer<byte[]> taker;
  private Optional<Making> making = Optional.empty();

  /// One run: gives its blocks, one at a time.
  @FunctionalInterface
  public interface Run {
    Optional<byte[]> next();
  }

  private record Making(BlockHeader key, BlockBuilder builder) {}

  private SortedBlocks(Consumer<byte[]> taker) {
    this.taker = taker;
  }

  /// Merges runs, and gives the blocks that come of it.
  public static void merge(Iterable<? extends Run> runs, Consumer<byte[]> taker) {
    SortedBlocks merged = new SortedBlocks(taker);
    for (Run run : runs) {
      run.next().ifPresent(first -> merged.heads.add(new Head(run, first)));
    }
    for (Head least = merged.heads.poll(); least != null; least = merged.heads.poll()) {
      merged.add(least);
      if (least.advance()) merged.heads.add(least);
    }
    merged.making.ifPresent(last -> taker.accept(last.builder().finish()));
  }

  private void add(Head head) {
    Making now = making.filter(each -> each.key().equals(head.key)).orElseGet(() -> {
      making.ifPresent(before -> taker.accept(before.builder().finish()));
      return new Making(head.key, RecordGroup.builder(head.key));
    });
    making = Optional.of(now);
    if (!now.builder().addRecords(head.block, head.at, head.size, 1)) {
      taker.accept(now.builder().finish());
      now.builder().addRecords(head.block, head.at, head.size, 1);
    }
  }

  /* The record that a run has come to. */
  private static final class Head implements Comparable<Head> {
    private final Run run;
    private BlockHeader key;
    private byte[] block;
    private int size;
    private int at;

    Head(Run run, byte[] first) {
      this.run = run;
      this.block = first;
      this.key = BlockHeader.read(first, 0).common();
      this.size = ExposureRecord.bytes(key.dataLength());
      this.at = BatchLayout.HEADER_BYTES;
    }

    private boolean advance() {
      at += size;
      if (at < block.length) return true;
      Optional<byte[]> next = run.next();
      next.ifPresent(found -> {
        block = found;
        key = BlockHeader.read(found, 0).common();
        size = ExposureRecord.bytes(key.dataLength());
        at = BatchLayout.HEADER_BYTES;
      });
      return next.isPresent();
    }

    @Override
    public int compareTo(Head other) {
      int order = HeaderOrder.ORDER.compare(key, other.key);
      return order != 0 ? order : DataOrder.compare(block, at, other.block, other.at, size);
    }
  }
}
