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
import java.util.Arrays;
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
  private static final int FIRST_PLACES = 256;
  private static final int SPREAD = 0x9E37_79B9;
  private static final int SHIFT = 8; // high bits are the better ones

  private final int riskType;
  private final boolean mixed;
  private final List<Group> groups = new ArrayList<>(); // in the order of their first records
  private int[] places = new int[FIRST_PLACES]; // one more than an index of groups; 0 is free
  private int bytes;

  /// @param mixed whether a set is made of them, with those of others
  ContactExposures(int riskType, boolean mixed) {
    this.riskType = riskType;
    this.mixed = mixed;
  }

  /* Of those whose destination and header are the same. */
  private record Group(RoutingCode destination, RecordGroup records) {
    boolean isOf(RoutingCode whose, Exposure exposure, int length) {
      BlockHeader key = records.key();
      return key.date() == exposure.date()
          && key.routingCode() == exposure.header().routing().code()
          && key.payloadType() == exposure.header().payloadType()
          && key.dataLength() == length
          && key.mechanism() == exposure.mechanism()
          && destination.code() == whose.code()
          && destination.custom() == whose.custom();
    }
  }

  /// Whole blocks for one destination.
  ///
  /// @param hashes of each; empty where they are mixed
  record Run(
      RoutingCode destination, long records, boolean filtered, Buffer hashes, Buffer blocks) {}

  /// @return where it is the last of, until all are taken
  RecordGroup add(RoutingCode destination, Exposure exposure, byte[] data, int offset, int length) {
    RecordGroup group = group(destination, exposure, length);
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
    for (Group group : groups) {
      if (group.records().count() == 0) continue; // all of it was taken out again
      destinations
          .computeIfAbsent(group.destination(), _ -> new ArrayList<>())
          .add(group.records());
    }
    groups.clear();
    Arrays.fill(places, 0);
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

  /* Open addressing, since it is asked for each record. */
  private RecordGroup group(RoutingCode destination, Exposure exposure, int length) {
    int mask = places.length - 1;
    int place = spread(
            exposure.header().routing().code(),
            exposure.header().payloadType(),
            exposure.date(),
            length)
        & mask;
    while (places[place] != 0) {
      Group group = groups.get(places[place] - 1);
      if (group.isOf(destination, exposure, length)) return group.records();
      place = (place + 1) & mask;
    }
    Group made = new Group(destination, made(exposure, length));
    groups.add(made);
    places[place] = groups.size();
    if (2 * groups.size() > places.length) grow();
    return made.records();
  }

  private void grow() {
    places = new int[2 * places.length];
    int mask = places.length - 1;
    for (int index = 0; index < groups.size(); index++) {
      BlockHeader key = groups.get(index).records().key();
      int place = spread(key.routingCode(), key.payloadType(), key.date(), key.dataLength()) & mask;
      while (places[place] != 0) place = (place + 1) & mask;
      places[place] = index + 1;
    }
  }

  private static int spread(int code, int type, int date, int length) {
    int hash = ((code * 31 + type) * 31 + date) * 31 + length;
    return (hash * SPREAD) >>> SHIFT;
  }

  private RecordGroup made(Exposure exposure, int length) {
    return new RecordGroup(new BlockHeader(
        BatchLayout.KIND_EXPOSURES,
        exposure.header().payloadType(),
        exposure.header().routing().code(),
        exposure.date(),
        riskType,
        exposure.mechanism(),
        length,
        0,
        0,
        0));
  }
}
