package godwit.codec.batch;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/// The blocks of one batch as they become whole: hashed, counted, told to a sink, and those that it
/// keeps gathered into segments where they lie.
///
/// - shape: a piece of memory; in it the run of kept blocks, and after it whatever is not yet whole
/// - units: bytes
/// - errors: none of its own; what the sink throws
/// - source: docs/protocol.md, "Digest"
/*
 * A piece that is full first grows (16, 64, 264 KiB), so that a small batch holds little; at its
 * largest the run leaves as a segment together with the piece, and only what is not yet whole is
 * copied. Nothing is ever allocated by a length that the bytes claim: memory follows what is there.
 */
final class SegmentRun {
  private final BatchSink sink;
  private final Pieces pieces;
  private final ByteArrayOutputStream hashes = new ByteArrayOutputStream(Digest.BYTES);
  private Optional<Digest> digest = Optional.empty();

  private byte[] piece = new byte[0];
  private int start;
  private int length;
  private long records;

  private int blocks;
  private long total;

  SegmentRun(BatchSink sink, Pieces pieces) {
    this.sink = sink;
    this.pieces = pieces;
  }

  /// Begins the batch.
  void begin(Preamble preamble) {
    digest = Optional.of(new Digest(preamble));
    sink.preamble(preamble);
  }

  /// The memory in use; another one after [#grow], [#handOn] and [#flush].
  byte[] piece() {
    return piece;
  }

  /// Whether no kept block is in the piece.
  boolean isEmpty() {
    return length == 0;
  }

  /// Blocks so far, rejected ones too.
  int blocks() {
    return blocks;
  }

  /// Records of all those blocks.
  long total() {
    return total;
  }

  /// Takes in the block that lies whole at `offset`, behind the run; false if the sink does not
  /// keep it.
  boolean add(BlockHeader header, int offset) {
    byte[] hash = digest.orElseThrow().block(piece, offset, header.blockBytes());
    total += header.count();
    sink.hashed(hash);
    boolean kept = sink.block(blocks, header, piece, offset);
    blocks++;
    if (!kept) return false;
    BlockHeader left = sink.kept(header);
    if (length == 0) start = offset;
    /* After a rejected block: move up, so that the run stays one. */
    if (start + length != offset) {
      System.arraycopy(piece, offset, piece, start + length, left.blockBytes());
    }
    boolean whole = left.count() == header.count();
    hashes.writeBytes(whole ? hash : Digest.hash(piece, start + length, left.blockBytes()));
    length += left.blockBytes();
    records += left.count();
    return true;
  }

  /// Whether the piece can grow no more.
  boolean isLargest() {
    return piece.length == Pieces.LARGE_BYTES;
  }

  /// Takes a larger piece, with what fills this one at the same places; false while no memory is
  /// to be had.
  boolean grow(int filled) {
    int bytes = piece.length == 0
        ? Pieces.SMALL_BYTES
        : piece.length == Pieces.SMALL_BYTES ? Pieces.MEDIUM_BYTES : Pieces.LARGE_BYTES;
    Optional<byte[]> larger = pieces.take(bytes);
    if (larger.isEmpty()) return false;
    System.arraycopy(piece, 0, larger.get(), 0, filled);
    if (piece.length > 0) pieces.give(piece);
    piece = larger.get();
    return true;
  }

  /// Lets go of the run, as a segment together with its piece; what is not yet whole, from `from`
  /// to `to`, then begins the piece. False while no memory is to be had.
  boolean handOn(int from, int to) {
    if (length == 0) {
      System.arraycopy(piece, from, piece, 0, to - from);
      return true;
    }
    Optional<byte[]> next = pieces.take(Pieces.LARGE_BYTES);
    if (next.isEmpty()) return false;
    System.arraycopy(piece, from, next.get(), 0, to - from);
    Segment leaving = segment();
    piece = next.get();
    sink.segment(leaving);
    return true;
  }

  /// The digest of the batch. Nothing can be added after it.
  byte[] digest() {
    return digest.orElseThrow().finish();
  }

  /// Hands on what is left, if there is any, and the piece with it.
  void flush() {
    if (length == 0) return;
    Segment last = segment();
    piece = new byte[0];
    sink.segment(last);
  }

  /// Gives all memory back. Nothing else may be called after it.
  void release() {
    if (piece.length > 0) pieces.give(piece);
    piece = new byte[0];
  }

  private Segment segment() {
    Segment segment = new Segment(piece, start, length, records, hashes.toByteArray());
    hashes.reset();
    length = 0;
    records = 0;
    return segment;
  }
}
