package godwit.store.outgoing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.CanonicalBlocks.Addition;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.ExposureRecord;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.batch.VenueCursor;
import godwit.codec.batch.VenueRecord;
import godwit.store.segment.StoredSegment;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The records of one batch, gathered into canonical blocks of as many batches as a receiver's
/// bound
/// asks for.
///
/// - shape: see [CanonicalBlocks]; ids are new, `created` counts up from the old one
/// - units: a batch is below the bound in the form that it is to be sent in
/// - errors: [Remaking.Unmakeable] where blocks are sealed, or one record is above the bound
/// - source: docs/protocol.md, "What counts as delivered"
final class RebuiltBatches {
  private static final int MAX_BATCHES = 1_000;
  /* What a record may have in a document beside its data, and a document beside its records. */
  private static final int RECORD_CHARACTERS = 320;
  private static final int DOCUMENT_CHARACTERS = 512;
  private static final int FRAME_BYTES =
      BatchLayout.PREAMBLE_BYTES + BatchLayout.HEADER_BYTES + BatchLayout.END_SIGNED_BYTES;

  private final Outgoing old;
  private final Remaking.Shape shape;
  private final List<Part> parts = new ArrayList<>();
  private final ExposureCursor exposures = new ExposureCursor();
  private final VenueCursor venues = new VenueCursor();
  private Building building;
  private byte[] data = new byte[1024];
  private boolean hasVenues;

  RebuiltBatches(Outgoing old, Remaking.Shape shape) {
    this.old = old;
    this.shape = shape;
    this.building = new Building(next(0));
  }

  /// A batch that is whole.
  ///
  /// @param bytes of all its blocks
  record Part(Preamble preamble, List<StoredSegment> segments, long bytes, EndBlock end) {}

  /// Whether blocks of venues were passed over.
  boolean hasVenues() {
    return hasVenues;
  }

  /// Adds the records of blocks of one kind that lie end to end.
  void blocks(byte[] bytes, boolean ofVenues) {
    int offset = 0;
    while (offset < bytes.length) {
      BlockHeader header = BlockHeader.read(bytes, offset);
      switch (header.kind()) {
        case BatchLayout.KIND_EXPOSURES -> {
          if (!ofVenues) exposures(header, bytes, offset);
        }
        case BatchLayout.KIND_VENUE -> {
          hasVenues = true;
          if (ofVenues) venues(header, bytes, offset);
        }
        default -> throw new Remaking.Unmakeable("a sealed block is not made anew");
      }
      offset += header.blockBytes();
    }
  }

  /// All batches, once all records were added.
  List<Part> finish() {
    parts.add(building.finish());
    return parts;
  }

  private void exposures(BlockHeader header, byte[] bytes, int offset) {
    exposures.wrap(bytes, offset, header);
    while (exposures.next()) {
      int length = exposures.dataLength();
      int score = exposures.score();
      take(bytes, exposures.dataOffset(), length);
      add(
          header,
          ExposureRecord.bytes(length),
          length,
          blocks -> blocks.exposure(
              header.payloadType(),
              header.routingCode(),
              header.date(),
              header.riskType(),
              header.mechanism(),
              score,
              data,
              length));
    }
  }

  private void venues(BlockHeader header, byte[] bytes, int offset) {
    venues.wrap(bytes, offset, header);
    while (venues.next()) {
      int length = venues.dataLength();
      take(bytes, venues.dataOffset(), length);
      add(
          header,
          VenueRecord.bytes(length),
          length,
          blocks -> blocks.venue(
              header.payloadType(),
              header.routingCode(),
              header.date(),
              header.riskType(),
              header.mechanism(),
              venues.score(),
              venues.venue(),
              venues.startSeconds(),
              venues.endSeconds(),
              data,
              length));
    }
  }

  private void take(byte[] bytes, int from, int length) {
    if (data.length < length) data = new byte[length];
    System.arraycopy(bytes, from, data, 0, length);
  }

  private interface Addable {
    Addition addTo(CanonicalBlocks blocks);
  }

  private void add(BlockHeader header, int recordBytes, int dataLength, Addable record) {
    boolean json = shape.form() == Outgoing.Form.JSON;
    BlockHeader key = new BlockHeader(
        header.kind(),
        header.payloadType(),
        header.routingCode(),
        header.date(),
        header.riskType(),
        header.mechanism(),
        header.kind() == BatchLayout.KIND_VENUE ? 0 : dataLength,
        0,
        0,
        0);
    long most = shape.mostBytes() - (json ? DOCUMENT_CHARACTERS : FRAME_BYTES);
    long size = json ? RECORD_CHARACTERS + 2L * dataLength : building.more(key, recordBytes);
    if (building.size + size > most && building.size > 0) {
      nextPart();
      if (!json) size = building.more(key, recordBytes);
    }
    if (size > most) throw new Remaking.Unmakeable("one record is above the receiver's bound");
    if (record.addTo(building.blocks) == Addition.TOO_MANY_BLOCKS) {
      nextPart();
      if (!json) size = building.more(key, recordBytes);
      record.addTo(building.blocks);
    }
    building.added(key, recordBytes, size);
  }

  private void nextPart() {
    if (parts.size() + 1 == MAX_BATCHES) {
      throw new Remaking.Unmakeable("more than " + MAX_BATCHES + " batches would be needed");
    }
    parts.add(building.finish());
    building = new Building(next(parts.size()));
  }

  private Preamble next(int index) {
    Preamble from = old.preamble();
    return new Preamble(
        from.magic(),
        0,
        UUID.randomUUID(),
        from.origin(),
        from.destination(),
        from.createdMillis() + index);
  }

  /* One batch, as it grows. */
  private final class Building implements BatchSink {
    private final Preamble preamble;
    private final CanonicalBlocks blocks = new CanonicalBlocks(this, Pieces.unbounded());
    private final List<StoredSegment> segments = new ArrayList<>();
    private final List<EndBlock> end = new ArrayList<>();
    private long size;
    private long bytes;
    private Optional<BlockHeader> open = Optional.empty();
    private int openRecords;
    private int openBytes;

    Building(Preamble preamble) {
      this.preamble = preamble;
      blocks.preamble(preamble);
    }

    /* What a record adds: itself, and a header where it begins a block. */
    int more(BlockHeader key, int recordBytes) {
      return recordBytes + (begins(key, recordBytes) ? BatchLayout.HEADER_BYTES : 0);
    }

    void added(BlockHeader key, int recordBytes, long counted) {
      if (begins(key, recordBytes)) {
        open = Optional.of(key);
        openRecords = 0;
        openBytes = 0;
      }
      openRecords++;
      openBytes += recordBytes;
      size += counted;
    }

    private boolean begins(BlockHeader key, int recordBytes) {
      return open.filter(key::equals).isEmpty()
          || openRecords == BatchLayout.MAX_RECORDS
          || openBytes + recordBytes > BatchLayout.MAX_BODY_BYTES;
    }

    Part finish() {
      blocks.finish();
      return new Part(preamble, segments, bytes, end.getFirst());
    }

    @Override
    public void preamble(Preamble same) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] piece, int offset) {
      return true;
    }

    @Override
    public void segment(Segment segment) {
      int to = segment.offset() + segment.length();
      byte[] kept = Arrays.copyOfRange(segment.piece(), segment.offset(), to);
      bytes += kept.length;
      segments.add(new StoredSegment(
          old.destination(),
          segments.size(),
          segment.records(),
          false,
          Buffer.buffer(segment.hashes()),
          Buffer.buffer(kept)));
    }

    @Override
    public void end(EndBlock proven, byte[] digest) {
      end.add(proven);
    }
  }
}
