package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_END;
import static godwit.codec.batch.BatchLayout.MAX_BLOCKS;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/// Reads a batch from pieces of any size, and hands on what is kept where it lies.
///
/// - shape: see [BatchLayout]
/// - units: offsets in errors count from the start of the batch
/// - errors: [DecodeException] with any of `bad-magic`, `bad-preamble`, `bad-block`, `bad-crc`,
///   `bad-length`, `bad-total`, `bad-digest`, `truncated`, `trailing-bytes`
/// - source: docs/protocol.md, "Batch"
///
/// The window is the piece that is stored: the inflater's output needs no copy on its way there.
/*
 * One window at a time. A block is judged once it lies whole in the window; kept blocks that
 * follow each other form a run. A full window first grows (16, 64, 264 KiB), so that a small
 * batch holds little; at its largest the run leaves as a segment together with its piece, and
 * only the start of the unfinished block is copied. Nothing is ever allocated by a length that
 * the bytes claim: memory follows what has arrived.
 */
public final class BatchDecoder implements BodyReader {
  private final BatchSink sink;
  private final Pieces pieces;
  private final ByteArrayOutputStream hashes = new ByteArrayOutputStream(Digest.BYTES);

  private byte[] window = new byte[0];
  private int filled;
  /* Bytes before `parsed` are done with, but for the run. */
  private int parsed;
  private int runStart;
  private int runLength;
  private long runRecords;
  /* Where the window's first byte stands in the batch. */
  private long windowOffset;

  private Optional<Preamble> preamble = Optional.empty();
  private Optional<Digest> digest = Optional.empty();
  private Optional<BlockHeader> pending = Optional.empty();
  private int blocks;
  private long total;
  private boolean ended;

  public BatchDecoder(BatchSink sink, Pieces pieces) {
    this.sink = sink;
    this.pieces = pieces;
  }

  /// May hand on a segment.
  @Override
  public boolean makeRoom() {
    if (filled < window.length) return true;
    if (parsed == filled && runLength == 0 && window.length > 0) {
      slide();
      return true;
    }
    if (window.length < Pieces.LARGE_BYTES) return grow();
    return handOn();
  }

  @Override
  public byte[] window() {
    return window;
  }

  @Override
  public int position() {
    return filled;
  }

  @Override
  public int room() {
    return window.length - filled;
  }

  @Override
  public void advance(int count) {
    filled += count;
    while (step()) {}
  }

  @Override
  public boolean end() {
    if (!ended) throw new DecodeException(Fault.TRUNCATED, windowOffset + filled, blockOrNone());
    return true;
  }

  @Override
  public void release() {
    if (window.length > 0) pieces.give(window);
    window = new byte[0];
    filled = 0;
  }

  /* Parses one thing; false if more bytes are needed. */
  private boolean step() {
    int left = filled - parsed;
    if (ended) {
      if (left == 0) return false;
      throw new DecodeException(Fault.TRAILING_BYTES, windowOffset + parsed);
    }
    if (preamble.isEmpty()) return left >= PREAMBLE_BYTES && readPreamble();
    if (pending.isEmpty()) return left >= HEADER_BYTES && readHeader();
    BlockHeader header = pending.get();
    return left >= header.blockBytes() && readBlock(header);
  }

  private boolean readPreamble() {
    Preamble read = Preamble.read(window, parsed);
    preamble = Optional.of(read);
    digest = Optional.of(new Digest(read));
    parsed += PREAMBLE_BYTES;
    sink.preamble(read);
    return true;
  }

  private boolean readHeader() {
    BlockHeader header = BlockHeader.read(window, parsed);
    long offset = windowOffset + parsed;
    BlockCheck.header(preamble.orElseThrow().magic(), header, offset, blocks);
    if (header.kind() != KIND_END && blocks == MAX_BLOCKS) {
      throw new DecodeException(Fault.BAD_BLOCK, offset, blocks);
    }
    pending = Optional.of(header);
    return true;
  }

  private boolean readBlock(BlockHeader header) {
    int start = parsed;
    long offset = windowOffset + start;
    if (!header.isIntact(window, start)) {
      throw new DecodeException(Fault.BAD_CRC, offset, blocks);
    }
    if (header.kind() == KIND_END) {
      readEnd(header, start, offset);
      return true;
    }
    if (BlockCheck.isWalked(header)) {
      BlockCheck.records(header, window, start, offset, blocks);
    }
    byte[] hash = digest.orElseThrow().block(window, start, header.blockBytes());
    total += header.count();
    if (sink.block(blocks, header, window, start)) {
      keep(header, hash, start);
    }
    blocks++;
    parsed = start + header.blockBytes();
    pending = Optional.empty();
    return true;
  }

  private void readEnd(BlockHeader header, int start, long offset) {
    BlockCheck.algorithm(header, window, start, offset, blocks);
    int body = start + HEADER_BYTES;
    EndBlock end = EndBlock.read(window, body, (int) header.bodyLength());
    if (end.total() != total) {
      throw new DecodeException(Fault.BAD_TOTAL, offset + HEADER_BYTES, blocks);
    }
    byte[] proven = digest.orElseThrow().finish();
    if (!MessageDigest.isEqual(proven, end.digest())) {
      throw new DecodeException(
          Fault.BAD_DIGEST, offset + HEADER_BYTES + BatchLayout.END_DIGEST, blocks);
    }
    parsed = start + header.blockBytes();
    ended = true;
    if (filled > parsed) {
      throw new DecodeException(Fault.TRAILING_BYTES, windowOffset + parsed);
    }
    if (runLength > 0) {
      sink.segment(segment());
      window = new byte[0];
      windowOffset += filled;
      filled = 0;
      parsed = 0;
    }
    sink.end(end, proven);
  }

  private void keep(BlockHeader header, byte[] hash, int start) {
    if (runLength == 0) runStart = start;
    /* After a rejected block: move up, so that the run stays one. */
    if (runStart + runLength != start) {
      System.arraycopy(window, start, window, runStart + runLength, header.blockBytes());
    }
    runLength += header.blockBytes();
    runRecords += header.count();
    hashes.writeBytes(hash);
  }

  private Segment segment() {
    Segment segment = new Segment(window, runStart, runLength, runRecords, hashes.toByteArray());
    hashes.reset();
    runLength = 0;
    runRecords = 0;
    return segment;
  }

  private void slide() {
    windowOffset += filled;
    filled = 0;
    parsed = 0;
  }

  private boolean grow() {
    int bytes = window.length == 0
        ? Pieces.SMALL_BYTES
        : window.length == Pieces.SMALL_BYTES ? Pieces.MEDIUM_BYTES : Pieces.LARGE_BYTES;
    Optional<byte[]> larger = pieces.take(bytes);
    if (larger.isEmpty()) return false;
    System.arraycopy(window, 0, larger.get(), 0, filled);
    if (window.length > 0) pieces.give(window);
    window = larger.get();
    return true;
  }

  /* Lets go of all that is done with: the run as a segment, and the window with it. */
  private boolean handOn() {
    byte[] next = window;
    Optional<Segment> leaving = Optional.empty();
    if (runLength > 0) {
      Optional<byte[]> taken = pieces.take(Pieces.LARGE_BYTES);
      if (taken.isEmpty()) return false;
      next = taken.get();
      leaving = Optional.of(segment());
    }
    int rest = filled - parsed;
    System.arraycopy(window, parsed, next, 0, rest);
    window = next;
    windowOffset += parsed;
    filled = rest;
    parsed = 0;
    leaving.ifPresent(sink::segment);
    return true;
  }

  private int blockOrNone() {
    return preamble.isEmpty() ? DecodeException.NO_BLOCK : blocks;
  }
}
