package godwit.intake;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.ExposureRecord;
import godwit.codec.mix.HeaderOrder;
import godwit.codec.mix.RecordGroup;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ContactRules.Outcome.Exposure;
import godwit.store.segment.ListedBlocks;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The exposures of one contact batch, gathered into blocks for whoever they are for.
///
/// - shape: a block for each (destination, payload type, routing code, date, mechanism, length)
/// - units: see [RecordGroup]
/// - errors: none
/// - source: docs/protocol.md, "Batch"
/*
 * What is mixed is put in order when a set is made of it; what is not has to be in order here, so
 * that at least nothing shows in which order the contacts happened.
 */
final class ContactExposures {
  /* What is gathered before it is handed on: bounds the memory of one upload. */
  private static final int LARGE_BYTES = 256 * 1024;

  private final int riskType;
  private final boolean mixed;
  private final Map<Key, RecordGroup> groups = new LinkedHashMap<>();
  private int bytes;

  /// @param mixed whether a set is made of them, with those of others
  ContactExposures(int riskType, boolean mixed) {
    this.riskType = riskType;
    this.mixed = mixed;
  }

  private record Key(
      RoutingCode destination,
      int payloadType,
      int routingCode,
      int date,
      int mechanism,
      int dataLength) {}

  /// Whole blocks for one destination.
  ///
  /// @param hashes of each; empty where they are mixed
  record Run(
      RoutingCode destination, long records, boolean filtered, Buffer hashes, Buffer blocks) {}

  /// @return where it is the last of, until all are taken
  RecordGroup add(RoutingCode destination, Exposure exposure, byte[] data, int offset, int length) {
    Key key = new Key(
        destination,
        exposure.header().payloadType(),
        exposure.header().routing().code(),
        exposure.date(),
        exposure.mechanism(),
        length);
    RecordGroup group = groups.computeIfAbsent(key, this::group);
    group.add(exposure.score(), data, offset);
    bytes += ExposureRecord.bytes(length);
    return group;
  }

  boolean isLarge() {
    return bytes > LARGE_BYTES;
  }

  /// Takes all that was gathered; what comes later begins anew.
  List<Run> take() {
    Map<RoutingCode, List<RecordGroup>> destinations = new LinkedHashMap<>();
    groups.forEach((key, group) -> {
      if (group.count() == 0) return; // all of it was taken out again
      destinations.computeIfAbsent(key.destination(), _ -> new ArrayList<>()).add(group);
    });
    groups.clear();
    bytes = 0;
    List<Run> runs = new ArrayList<>();
    destinations.forEach((destination, all) -> runs.add(run(destination, all)));
    return runs;
  }

  private Run run(RoutingCode destination, List<RecordGroup> all) {
    Buffer blocks = Buffer.buffer(
        all.stream().mapToInt(each -> each.bytes() + BatchLayout.HEADER_BYTES).sum());
    Buffer hashes = Buffer.buffer();
    long records = 0;
    boolean filtered = false;
    if (!mixed) all.sort(Comparator.comparing(RecordGroup::key, HeaderOrder.ORDER));
    for (RecordGroup group : all) {
      records += group.count();
      filtered |= !mixed && ListedBlocks.isCentralised(group.key().payloadType());
      if (!mixed) group.sort();
      group.blocks(block -> {
        blocks.appendBytes(block);
        if (!mixed) hashes.appendBytes(Digest.hash(block, 0, block.length));
      });
    }
    return new Run(destination, records, filtered, hashes, blocks);
  }

  private RecordGroup group(Key key) {
    return new RecordGroup(new BlockHeader(
        BatchLayout.KIND_EXPOSURES,
        key.payloadType(),
        key.routingCode(),
        key.date(),
        riskType,
        key.mechanism(),
        key.dataLength(),
        0,
        0,
        0));
  }
}
