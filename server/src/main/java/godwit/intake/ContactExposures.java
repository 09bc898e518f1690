package godwit.intake;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Digest;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ContactRules.Outcome.Exposure;
import godwit.store.segment.ListedBlocks;
import io.vertx.core.buffer.Buffer;
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
  private final Map<RoutingCode, Blocks> finished = new LinkedHashMap<>();
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

  private static final class Blocks {
    private final Buffer bytes = Buffer.buffer();
    private final Buffer hashes = Buffer.buffer();
    private long records;
    private boolean centralised;
  }

  /// Whole blocks for one destination.
  record Run(
      RoutingCode destination, long records, boolean centralised, Buffer hashes, Buffer blocks) {}

  void add(RoutingCode destination, Exposure exposure, byte[] data, int offset, int length) {
    Key key = new Key(
        destination,
        exposure.header().payloadType(),
        exposure.header().routing().code(),
        exposure.date(),
        exposure.mechanism(),
        length);
    BlockBuilder builder = builders.computeIfAbsent(key, this::builder);
    if (!builder.addExposure(exposure.score(), data, offset, length)) {
      finish(key, builder);
      builder.addExposure(exposure.score(), data, offset, length);
    }
    bytes += length + 2;
  }

  boolean isLarge() {
    return bytes > LARGE_BYTES;
  }

  /// Takes all that was gathered; what comes later begins anew.
  List<Run> take() {
    builders.forEach(this::finish);
    builders.clear();
    bytes = 0;
    List<Run> runs = new ArrayList<>();
    finished.forEach((destination, blocks) -> runs.add(
        new Run(destination, blocks.records, blocks.centralised, blocks.hashes, blocks.bytes)));
    finished.clear();
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

  private void finish(Key key, BlockBuilder builder) {
    if (builder.count() == 0) return;
    Blocks blocks = finished.computeIfAbsent(key.destination(), _ -> new Blocks());
    blocks.records += builder.count();
    blocks.centralised |= ListedBlocks.isCentralised(key.payloadType());
    byte[] block = builder.finish();
    blocks.hashes.appendBytes(Digest.hash(block, 0, block.length));
    blocks.bytes.appendBytes(block);
  }
}
