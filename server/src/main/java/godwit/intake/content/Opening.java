package godwit.intake.content;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.sealing.BlockOpener;
import godwit.codec.sealing.OpeningKey;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The sealed blocks of one upload while they are opened: each into memory behind what is kept of
/// those before it, until that is full and leaves as a segment.
/*
 * Like the decoder it holds one piece, which is taken before a block is opened: so an upload waits
 * for memory where it would for any other, and two pieces are all that a sealed one ever holds.
 */
public final class Opening {
  /* Hashes of so many sealed blocks are kept, so that both sides can compare them. */
  private static final int MOST_HASHES = 4_096;

  private final Pieces pieces;
  private final Supplier<List<OpeningKey>> keys;
  private final UnaryOperator<BlockHeader> left;
  private final Consumer<Segment> full;
  private final Buffer sealedHashes = Buffer.buffer();
  private Optional<BlockOpener> opener = Optional.empty();
  private boolean unknownKey;
  private byte[] piece = new byte[0];
  private int kept;
  private boolean large;
  private long records;
  private Buffer hashes = Buffer.buffer();

  /// @param full takes what is kept; its piece is the taker's from then on
  public Opening(Pieces pieces, Supplier<List<OpeningKey>> keys, Consumer<Segment> full) {
    this(pieces, keys, UnaryOperator.identity(), full);
  }

  /// One whose judge may shorten blocks where they lie.
  ///
  /// @param left what is left of the block that was kept last
  public Opening(
      Pieces pieces,
      Supplier<List<OpeningKey>> keys,
      UnaryOperator<BlockHeader> left,
      Consumer<Segment> full) {
    this.pieces = pieces;
    this.keys = keys;
    this.left = left;
    this.full = full;
  }

  /// Judges the blocks that a sealed one holds.
  public interface Inner {
    /// @return whether the block that lies at `offset` is kept
    boolean block(int index, BlockHeader header, byte[] bytes, int offset);
  }

  /// Begins the batch.
  public void begin(Preamble preamble) {
    opener = Optional.of(new BlockOpener(preamble, keys.get()));
  }

  /// Whether there is memory to open the block into, if it is a sealed one.
  public boolean isReady(int index, BlockHeader header) {
    if (header.kind() != KIND_SEALED) return true;
    int needed = BlockOpener.openedBytes(index, header);
    if (piece.length - kept >= needed) return true;
    if (kept > 0) handOn();
    else release();
    Optional<byte[]> next = pieces.take(size(needed));
    if (next.isEmpty()) return false;
    piece = next.get();
    return true;
  }

  /// Takes note of the hash of the sealed block that comes next.
  public void hashed(byte[] hash) {
    if (sealedHashes.length() <= MOST_HASHES * Digest.BYTES) sealedHashes.appendBytes(hash);
  }

  /// Opens the block that lies at `offset`, and has those that it holds judged.
  ///
  /// @return whether it opened; also true of an unknown key, see [#isOfUnknownKey()]
  public boolean open(int index, BlockHeader header, byte[] bytes, int offset, Inner judge) {
    int length = BlockOpener.openedBytes(index, header);
    BlockOpener.Outcome outcome =
        opener.orElseThrow().open(index, header, bytes, offset, piece, kept);
    if (outcome == BlockOpener.Outcome.CANNOT_OPEN) return false;
    unknownKey = outcome == BlockOpener.Outcome.UNKNOWN_KEY;
    if (!unknownKey) walk(kept, kept + length, judge);
    return true;
  }

  /// Whether the batch is sealed to a key that is not held here.
  public boolean isOfUnknownKey() {
    return unknownKey;
  }

  /// The SHA-256 of each sealed block, end to end; nothing where they were too many to keep.
  public Buffer sealedHashes() {
    boolean all = sealedHashes.length() <= MOST_HASHES * Digest.BYTES;
    return all ? sealedHashes : Buffer.buffer();
  }

  /// Hands on what is left.
  public void finish() {
    if (kept > 0) handOn();
  }

  /// Gives its memory back. Nothing else is called after it.
  public void release() {
    if (piece.length > 0) pieces.give(piece);
    piece = new byte[0];
    kept = 0;
  }

  private void walk(int from, int to, Inner judge) {
    int inner = 0;
    for (int at = from; at < to; inner++) {
      BlockHeader header = BlockHeader.read(piece, at);
      int length = header.blockBytes();
      if (judge.block(inner, header, piece, at)) {
        BlockHeader shortened = left.apply(header);
        int bytes = shortened.blockBytes();
        hashes.appendBytes(Digest.hash(piece, at, bytes));
        records += shortened.count();
        if (at != kept) System.arraycopy(piece, at, piece, kept, bytes);
        kept += bytes;
      }
      at += length;
    }
  }

  private void handOn() {
    Segment segment = new Segment(piece, 0, kept, records, hashes.getBytes());
    large = true;
    piece = new byte[0];
    kept = 0;
    records = 0;
    hashes = Buffer.buffer();
    full.accept(segment);
  }

  /* A small batch holds little; a large one is not stored in small segments. */
  private int size(int needed) {
    if (large) return Pieces.LARGE_BYTES;
    if (needed <= Pieces.SMALL_BYTES) return Pieces.SMALL_BYTES;
    return needed <= Pieces.MEDIUM_BYTES ? Pieces.MEDIUM_BYTES : Pieces.LARGE_BYTES;
  }
}
