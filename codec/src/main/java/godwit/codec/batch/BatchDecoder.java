package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.END_DIGEST;
import static godwit.codec.batch.BatchLayout.END_TOTAL;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_END;
import static godwit.codec.batch.BatchLayout.KIND_SEALED;
import static godwit.codec.batch.BatchLayout.MAX_BLOCKS;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
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
 * A block is judged once it lies whole in the window, which is the piece of a SegmentRun; kept
 * blocks that follow each other stay where they are. Only the start of a block that is not yet
 * whole is ever copied.
 */
public final class BatchDecoder implements BodyReader {
  private final BatchSink sink;
  private final SegmentRun run;

  private int filled;
  /* Bytes before `parsed` are done with, but for the run. */
  private int parsed;
  /* Where the window's first byte stands in the batch. */
  private long windowOffset;

  private Optional<Preamble> preamble = Optional.empty();
  private Optional<BlockHeader> pending = Optional.empty();
  private boolean ended;
  /* Whether its blocks are sealed: all are, or none. */
  private boolean sealed;
  /* Whether a block is whole that the sink has no memory for. */
  private boolean waits;

  public BatchDecoder(BatchSink sink, Pieces pieces) {
    this.sink = sink;
    this.run = new SegmentRun(sink, pieces);
  }

  /// May hand on a segment.
  @Override
  public boolean makeRoom() {
    if (!goOn()) return false;
    if (room() > 0) return true;
    boolean isSpent = parsed == filled && run.isEmpty() && filled > 0;
    if (isSpent) {
      slide();
      return true;
    }
    if (!run.isLargest()) return run.grow(filled);
    if (!run.handOn(parsed, filled)) return false;
    slide();
    return true;
  }

  @Override
  public byte[] window() {
    return run.piece();
  }

  @Override
  public int position() {
    return filled;
  }

  @Override
  public int room() {
    return run.piece().length - filled;
  }

  @Override
  public void advance(int count) {
    filled += count;
    while (step()) {}
  }

  @Override
  public boolean end() {
    if (!goOn()) return false;
    if (!ended) throw new DecodeException(Fault.TRUNCATED, windowOffset + filled, blockOrNone());
    return true;
  }

  @Override
  public void release() {
    run.release();
    filled = 0;
  }

  /* Once more, where the sink had no memory for a block that is whole; false if it has none. */
  private boolean goOn() {
    if (!waits) return true;
    waits = false;
    while (step()) {}
    return !waits;
  }

  /* Parses one thing; false if more bytes are needed, or memory. */
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
    Preamble read = Preamble.read(run.piece(), parsed);
    preamble = Optional.of(read);
    parsed += PREAMBLE_BYTES;
    run.begin(read);
    return true;
  }

  private boolean readHeader() {
    BlockHeader header = BlockHeader.read(run.piece(), parsed);
    long offset = windowOffset + parsed;
    BlockCheck.header(preamble.orElseThrow().magic(), header, offset, run.blocks());
    if (header.kind() != KIND_END) {
      boolean ofSealed = header.kind() == KIND_SEALED;
      if (run.blocks() == 0) sealed = ofSealed;
      if (run.blocks() == MAX_BLOCKS || sealed != ofSealed) {
        throw new DecodeException(Fault.BAD_BLOCK, offset, run.blocks());
      }
    }
    pending = Optional.of(header);
    return true;
  }

  private boolean readBlock(BlockHeader header) {
    long offset = windowOffset + parsed;
    if (header.kind() != KIND_END && !sink.isReady(run.blocks(), header)) {
      waits = true;
      return false;
    }
    if (!header.isIntact(run.piece(), parsed)) {
      throw new DecodeException(Fault.BAD_CRC, offset, run.blocks());
    }
    if (header.kind() == KIND_END) {
      readEnd(header, offset);
      return true;
    }
    if (BlockCheck.isWalked(header)) {
      BlockCheck.records(header, run.piece(), parsed, offset, run.blocks());
    }
    run.add(header, parsed);
    parsed += header.blockBytes();
    pending = Optional.empty();
    return true;
  }

  private void readEnd(BlockHeader header, long offset) {
    byte[] window = run.piece();
    BlockCheck.algorithm(header, window, parsed, offset, run.blocks());
    long body = offset + HEADER_BYTES;
    EndBlock end = EndBlock.read(window, parsed + HEADER_BYTES, (int) header.bodyLength());
    if (end.total() != run.total()) {
      throw new DecodeException(Fault.BAD_TOTAL, body + END_TOTAL, run.blocks());
    }
    byte[] proven = run.digest();
    if (!MessageDigest.isEqual(proven, end.digest())) {
      throw new DecodeException(Fault.BAD_DIGEST, body + END_DIGEST, run.blocks());
    }
    parsed += header.blockBytes();
    ended = true;
    if (filled > parsed) {
      throw new DecodeException(Fault.TRAILING_BYTES, windowOffset + parsed);
    }
    if (!run.isEmpty()) {
      slide();
      run.flush();
    }
    sink.end(end, proven);
  }

  /* The window begins with what is not yet parsed. */
  private void slide() {
    windowOffset += parsed;
    filled -= parsed;
    parsed = 0;
  }

  private int blockOrNone() {
    return preamble.isEmpty() ? DecodeException.NO_BLOCK : run.blocks();
  }
}
