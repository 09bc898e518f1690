package godwit.intake;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Digest;
import godwit.codec.batch.ExposureRecord;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ContactRules.Outcome.Exposure;
import godwit.store.segment.ListedBlocks;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The exposures of one contact batch, gathered into blocks for whoever they are for.
///
/// - shape: a block for each (destination, payload type, routing code, date, mechanism, length)
/// - units: see [BlockBuilder]
/// - errors: none
/// - source: docs/protocol.md, "Batch"
final class ContactExposures {
  /* What is gathered before it is handed on: bounds the memory of one upload. */
  private static final int LARGE_BYTES = 256 * 1024;

  private final int riskType;
  private final Map<Key, BlockBuilder> builders = new LinkedHashMap<>();
  private final Map<RoutingCode, Blocks> complete = new LinkedHashMap<>();
  private int bytes;

  ContactExposures(int riskType) {
    this.riskType = riskType;
  }

  private record Key(
      RoutingCode destination,
      int payloadType,
      int routingCode,
      int date,
      int mechanism,
      int dataLength) {}

  /* Of one destination; each block is written once, to where the others of its run are. */
  private static final class Blocks {
    private final List<BlockBuilder> builders = new ArrayList<>();
    private boolean filtered;

    private Run run(RoutingCode destination) {
      builders.removeIf(builder -> builder.count() == 0); // all of it was taken out again
      byte[] blocks = new byte[builders.stream().mapToInt(BlockBuilder::size).sum()];
      Buffer hashes = Buffer.buffer(builders.size() * Digest.BYTES);
      long records = 0;
      int offset = 0;
      for (BlockBuilder builder : builders) {
        int length = builder.size();
        records += builder.count();
        builder.finish(blocks, offset);
        hashes.appendBytes(Digest.hash(blocks, offset, length));
        offset += length;
      }
      Buffer bytes = BufferInternal.buffer(Unpooled.wrappedBuffer(blocks));
      return new Run(destination, records, filtered, hashes, bytes);
    }
  }

  /// Whole blocks for one destination.
  record Run(
      RoutingCode destination, long records, boolean filtered, Buffer hashes, Buffer blocks) {}

  /// @return where it is the last of, until all are taken
  BlockBuilder add(
      RoutingCode destination, Exposure exposure, byte[] data, int offset, int length) {
    Key key = new Key(
        destination,
        exposure.header().payloadType(),
        exposure.header().routing().code(),
        exposure.date(),
        exposure.mechanism(),
        length);
    BlockBuilder builder = builders.computeIfAbsent(key, this::builder);
    if (!builder.addExposure(exposure.score(), data, offset, length)) {
      complete(key, builder);
      builder = builder(key);
      builders.put(key, builder);
      builder.addExposure(exposure.score(), data, offset, length);
    }
    bytes += ExposureRecord.bytes(length);
    return builder;
  }

  boolean isLarge() {
    return bytes > LARGE_BYTES;
  }

  /// Takes all that was gathered; what comes later begins anew.
  List<Run> take() {
    builders.forEach(this::complete);
    builders.clear();
    bytes = 0;
    List<Run> runs = new ArrayList<>();
    complete.forEach((destination, blocks) -> runs.add(blocks.run(destination)));
    complete.clear();
    runs.removeIf(run -> run.records() == 0);
    return runs;
  }

  private BlockBuilder builder(Key key) {
    return BlockBuilder.exposures(
        key.payloadType(),
        key.routingCode(),
        key.date(),
        riskType,
        key.mechanism(),
        key.dataLength());
  }

  private void complete(Key key, BlockBuilder builder) {
    Blocks blocks = complete.computeIfAbsent(key.destination(), _ -> new Blocks());
    blocks.builders.add(builder);
    blocks.filtered |= ListedBlocks.isCentralised(key.payloadType());
  }
}
