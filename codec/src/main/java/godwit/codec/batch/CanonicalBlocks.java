package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.MAX_BLOCKS;
import static godwit.codec.batch.BatchLayout.MAX_BODY_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_RECORDS;

import java.util.Optional;

/// Records that come one by one, made into the canonical blocks of a batch, and told to a sink as
/// a [BatchDecoder] would tell the same octets.
///
/// - shape: a block is as full as the limits allow; a new one begins where payload type, routing
///   code, date, risk type or mechanism changes, for exposures also where the data length does
/// - units: as [BlockBuilder]
/// - errors: [Addition]
/// - source: docs/protocol.md, "JSON"
/*
 * Blocks are built in the piece of a SegmentRun: behind the finished blocks that the sink keeps
 * comes the open one, which alone is copied when the run leaves.
 */
public final class CanonicalBlocks {
  /// What became of a record.
  public enum Addition {
    ADDED,
    /// The same record is to be added again later.
    NO_MEMORY,
    TOO_MANY_BLOCKS
  }

  private final BatchSink sink;
  private final SegmentRun run;

  private boolean isOpen;
  /* Where the open block begins, or the next one will, and where its next record begins. */
  private int start;
  private int end;
  private int count;

  private int kind;
  private int payloadType;
  private int routingCode;
  private int date;
  private int riskType;
  private int mechanism;
  private int dataLength;

  private long added;
  private long firstRecord;

  public CanonicalBlocks(BatchSink sink, Pieces pieces) {
    this.sink = sink;
    this.run = new SegmentRun(sink, pieces);
  }

  /// Begins the batch.
  public void preamble(Preamble preamble) {
    run.begin(preamble);
  }

  /// Adds an exposure whose payload data, 1 to 65,535 bytes, begins the array.
  public Addition exposure(
      int type, int code, int day, int risk, int scoredBy, int score, byte[] data, int length) {
    int size = ExposureRecord.bytes(length);
    Addition addition = reserve(KIND_EXPOSURES, type, code, day, risk, scoredBy, length, size);
    if (addition != Addition.ADDED) return addition;
    ExposureRecord.put(run.piece(), end - size, score, data, 0, length);
    return addition;
  }

  /// Adds a venue exposure whose extended data, 0 to 65,535 bytes, begins the array.
  public Addition venue(
      int type,
      int code,
      int day,
      int risk,
      int scoredBy,
      int score,
      long venue,
      long startSeconds,
      long endSeconds,
      byte[] data,
      int length) {
    int size = VenueRecord.bytes(length);
    Addition addition = reserve(KIND_VENUE, type, code, day, risk, scoredBy, 0, size);
    if (addition != Addition.ADDED) return addition;
    VenueRecord.put(run.piece(), end - size, venue, startSeconds, endSeconds, score, data, length);
    return addition;
  }

  /// Adds a contact event.
  public Addition contact(ContactParts parts) {
    int size = parts.bytes();
    Addition addition = reserve(KIND_CONTACTS, 0, 0, 0, 0, 0, 0, size);
    if (addition != Addition.ADDED) return addition;
    parts.write(run.piece(), end - size);
    return addition;
  }

  /// Finishes the last block and tells the end of the batch, which is unsigned.
  public void finish() {
    close();
    run.flush();
    byte[] proven = run.digest();
    sink.end(new EndBlock(run.total(), proven, Optional.empty()), proven);
  }

  /// Which kind of records the block holds that the sink is being told of, or the last one.
  public int kind() {
    return kind;
  }

  /// Which record of its kind is the first of that block, counted from 0.
  public long firstRecord() {
    return firstRecord;
  }

  /// Bytes of the piece that it holds just now.
  public int heldBytes() {
    return run.piece().length;
  }

  /// Gives all memory back. Nothing else may be called after it.
  public void release() {
    run.release();
  }

  /* Makes room for a record at the end of the open block, or of a new one. */
  private Addition reserve(
      int recordKind, int type, int code, int day, int risk, int scoredBy, int length, int size) {
    boolean fits = isOpen
        && code == routingCode
        && day == date
        && type == payloadType
        && length == dataLength
        && risk == riskType
        && scoredBy == mechanism
        && recordKind == kind
        && count < MAX_RECORDS
        && end + size - start <= HEADER_BYTES + MAX_BODY_BYTES;
    if (!fits) {
      close();
      if (run.blocks() == MAX_BLOCKS) return Addition.TOO_MANY_BLOCKS;
      if (!makeRoom(HEADER_BYTES + size)) return Addition.NO_MEMORY;
      if (recordKind != kind) added = 0;
      kind = recordKind;
      payloadType = type;
      routingCode = code;
      date = day;
      riskType = risk;
      mechanism = scoredBy;
      dataLength = length;
      firstRecord = added;
      end = start + HEADER_BYTES;
      isOpen = true;
    } else if (!makeRoom(size)) {
      return Addition.NO_MEMORY;
    }
    end += size;
    count++;
    added++;
    return Addition.ADDED;
  }

  private void close() {
    if (!isOpen) return;
    BlockHeader header = new BlockHeader(
            kind,
            payloadType,
            routingCode,
            date,
            riskType,
            mechanism,
            dataLength,
            count,
            end - start - HEADER_BYTES,
            0)
        .seal(run.piece(), start);
    isOpen = false;
    count = 0;
    if (run.add(header, start)) start = end;
    else end = start;
  }

  /* A largest piece holds any block, so there is a run to hand on if it is full. */
  private boolean makeRoom(int size) {
    while (end + size > run.piece().length) {
      if (!run.isLargest()) {
        if (!run.grow(end)) return false;
      } else {
        if (!run.handOn(start, end)) return false;
        end -= start;
        start = 0;
      }
    }
    return true;
  }
}
