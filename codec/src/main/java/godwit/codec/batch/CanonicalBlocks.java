package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.CRC;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.LENGTH_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_BLOCKS;
import static godwit.codec.batch.BatchLayout.MAX_BODY_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_RECORDS;
import static godwit.codec.batch.BatchLayout.SCORE_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_CODE;
import static godwit.codec.batch.BatchLayout.VENUE_END;
import static godwit.codec.batch.BatchLayout.VENUE_FIXED_BYTES;
import static godwit.codec.batch.BatchLayout.VENUE_LENGTH;
import static godwit.codec.batch.BatchLayout.VENUE_SCORE;
import static godwit.codec.batch.BatchLayout.VENUE_START;

import godwit.codec.BigEndian;
import java.io.ByteArrayOutputStream;
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
 * Blocks are built in the piece that is stored: finished blocks that the sink keeps form a run
 * from its first byte on, and the open block follows. A full piece first grows (16, 64, 264 KiB);
 * at its largest the run leaves as a segment together with its piece, and the open block is copied
 * into the next one.
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
  private final Pieces pieces;
  private final ByteArrayOutputStream hashes = new ByteArrayOutputStream(Digest.BYTES);
  private Optional<Digest> digest = Optional.empty();

  private byte[] piece = new byte[0];
  private int runLength;
  private long runRecords;
  /* The open block begins at `runLength`; its next record at `end`. */
  private boolean open;
  private int end;
  private int count;

  private int kind;
  private int payloadType;
  private int routingCode;
  private int date;
  private int riskType;
  private int mechanism;
  private int dataLength;

  private int blocks;
  private long total;
  private long added;
  private long firstRecord;

  public CanonicalBlocks(BatchSink sink, Pieces pieces) {
    this.sink = sink;
    this.pieces = pieces;
  }

  /// Begins the batch.
  public void preamble(Preamble preamble) {
    digest = Optional.of(new Digest(preamble));
    sink.preamble(preamble);
  }

  /// Adds an exposure whose payload data, 1 to 65,535 bytes, begins the array.
  public Addition exposure(
      int type, int code, int day, int risk, int scoredBy, int score, byte[] data, int length) {
    int size = SCORE_BYTES + length;
    Addition addition = reserve(KIND_EXPOSURES, type, code, day, risk, scoredBy, length, size);
    if (addition != Addition.ADDED) return addition;
    int at = end - size;
    BigEndian.put16(piece, at, score);
    System.arraycopy(data, 0, piece, at + SCORE_BYTES, length);
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
    int size = VENUE_FIXED_BYTES + length;
    Addition addition = reserve(KIND_VENUE, type, code, day, risk, scoredBy, 0, size);
    if (addition != Addition.ADDED) return addition;
    int at = end - size;
    BigEndian.put32(piece, at + VENUE_CODE, (int) venue);
    BigEndian.put32(piece, at + VENUE_START, (int) startSeconds);
    BigEndian.put32(piece, at + VENUE_END, (int) endSeconds);
    BigEndian.put16(piece, at + VENUE_SCORE, score);
    BigEndian.put16(piece, at + VENUE_LENGTH, length);
    System.arraycopy(data, 0, piece, at + VENUE_FIXED_BYTES, length);
    return addition;
  }

  /// Adds a contact event.
  public Addition contact(ContactRecord record) {
    int length = record.bytes();
    int size = LENGTH_BYTES + length;
    Addition addition = reserve(KIND_CONTACTS, 0, 0, 0, 0, 0, 0, size);
    if (addition != Addition.ADDED) return addition;
    BigEndian.put16(piece, end - size, length);
    record.write(piece, end - length);
    return addition;
  }

  /// Finishes the last block and tells the end of the batch, which is unsigned.
  public void finish() {
    close();
    if (runLength > 0) {
      Segment last = segment();
      piece = new byte[0];
      sink.segment(last);
    }
    byte[] proven = digest.orElseThrow().finish();
    sink.end(new EndBlock(total, proven, Optional.empty()), proven);
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
    return piece.length;
  }

  /// Gives all memory back. Nothing else may be called after it.
  public void release() {
    if (piece.length > 0) pieces.give(piece);
    piece = new byte[0];
  }

  /* Makes room for a record at the end of the open block, or of a new one. */
  private Addition reserve(
      int recordKind, int type, int code, int day, int risk, int scoredBy, int length, int size) {
    boolean fits = open
        && code == routingCode
        && day == date
        && type == payloadType
        && length == dataLength
        && risk == riskType
        && scoredBy == mechanism
        && recordKind == kind
        && count < MAX_RECORDS
        && end + size - runLength <= HEADER_BYTES + MAX_BODY_BYTES;
    if (!fits) {
      close();
      if (blocks == MAX_BLOCKS) return Addition.TOO_MANY_BLOCKS;
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
      end = runLength + HEADER_BYTES;
      open = true;
    } else if (!makeRoom(size)) {
      return Addition.NO_MEMORY;
    }
    end += size;
    count++;
    added++;
    return Addition.ADDED;
  }

  private void close() {
    if (!open) return;
    int start = runLength;
    int body = end - start - HEADER_BYTES;
    header(count, body, 0).write(piece, start);
    int crc = BlockHeader.checksum(piece, start, body);
    BigEndian.put32(piece, start + CRC, crc);
    BlockHeader header = header(count, body, crc);
    byte[] hash = digest.orElseThrow().block(piece, start, end - start);
    total += count;
    open = false;
    count = 0;
    if (sink.block(blocks++, header, piece, start)) {
      runRecords += header.count();
      hashes.writeBytes(hash);
      runLength = end;
    } else {
      end = start;
    }
  }

  private BlockHeader header(int records, int body, int crc) {
    return new BlockHeader(
        kind, payloadType, routingCode, date, riskType, mechanism, dataLength, records, body, crc);
  }

  private boolean makeRoom(int size) {
    while (end + size > piece.length) {
      if (piece.length < Pieces.LARGE_BYTES ? !grow() : !handOn()) return false;
    }
    return true;
  }

  private boolean grow() {
    int bytes = piece.length == 0
        ? Pieces.SMALL_BYTES
        : piece.length == Pieces.SMALL_BYTES ? Pieces.MEDIUM_BYTES : Pieces.LARGE_BYTES;
    Optional<byte[]> larger = pieces.take(bytes);
    if (larger.isEmpty()) return false;
    System.arraycopy(piece, 0, larger.get(), 0, end);
    if (piece.length > 0) pieces.give(piece);
    piece = larger.get();
    return true;
  }

  /* A largest piece holds any block, so there is a run if it is full. */
  private boolean handOn() {
    Optional<byte[]> next = pieces.take(Pieces.LARGE_BYTES);
    if (next.isEmpty()) return false;
    System.arraycopy(piece, runLength, next.get(), 0, end - runLength);
    end -= runLength;
    Segment leaving = segment();
    piece = next.get();
    sink.segment(leaving);
    return true;
  }

  private Segment segment() {
    Segment segment = new Segment(piece, 0, runLength, runRecords, hashes.toByteArray());
    hashes.reset();
    runLength = 0;
    runRecords = 0;
    return segment;
  }
}
