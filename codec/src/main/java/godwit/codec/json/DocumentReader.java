package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.Pieces;
import java.util.Optional;

/// A document that comes in pieces of any size: its window, and how reading goes on where bytes or
/// memory were missing.
/*
 * Tokens are read from a window of 16 KiB; what the records become lies in the piece that is
 * stored. A record is added at its closing brace, and if no memory is to be had then, that brace is
 * read again. So reading can stop at any byte, and nothing is allocated for a record.
 */
abstract sealed class DocumentReader implements BodyReader
    permits BatchJsonReader, ContactJsonReader {
  final Pieces pieces;
  final CanonicalBlocks blocks;
  final JsonText text = new JsonText();
  final MemberValues values = new MemberValues(text);
  final MemberNames names = new MemberNames(text);
  final IgnoredValue ignored = new IgnoredValue();

  /// The member that is being read, or is at fault.
  Member member = Member.NONE;

  private boolean stalled;
  private boolean ended;

  DocumentReader(BatchSink sink, Pieces pieces) {
    this.pieces = pieces;
    this.blocks = new CanonicalBlocks(sink, pieces);
  }

  /// Reads one thing; false if more bytes, or memory, are needed.
  abstract boolean step();

  /// Goes on after the value of a member.
  abstract void complete();

  /// Whether the document has come to its end.
  abstract boolean isWhole();

  /// JSON Pointer (RFC 6901) to where reading is.
  abstract String pointer();

  /// Gives the memory of the open record back.
  abstract void releaseRecord();

  /// Bytes of the pieces that the open record holds.
  abstract int recordBytes();

  @Override
  public final int heldBytes() {
    return text.bytes.length + recordBytes() + blocks.heldBytes();
  }

  @Override
  public final boolean makeRoom() {
    if (!isUnderWay()) return false;
    if (text.limit < text.bytes.length) return true;
    if (text.bytes.length == 0) {
      Optional<byte[]> window = pieces.take(Pieces.SMALL_BYTES);
      if (window.isEmpty()) return false;
      text.bytes = window.get();
    } else {
      text.compact();
    }
    return true;
  }

  @Override
  public final byte[] window() {
    return text.bytes;
  }

  @Override
  public final int position() {
    return text.limit;
  }

  @Override
  public final int room() {
    return text.bytes.length - text.limit;
  }

  @Override
  public final void advance(int count) {
    text.limit += count;
    if (!stalled) parse();
  }

  @Override
  public final boolean end() {
    if (ended) return true;
    if (!isUnderWay()) return false;
    if (!isWhole()) throw new DecodeException(Fault.TRUNCATED, text.end(), pointer());
    ended = true;
    blocks.finish();
    return true;
  }

  @Override
  public final void release() {
    if (text.bytes.length > 0) pieces.give(text.bytes);
    text.bytes = new byte[0];
    releaseRecord();
    blocks.release();
  }

  /// Says that memory is missing; what [#step()] was about is read again when there is some.
  final boolean stall() {
    stalled = true;
    return false;
  }

  /// Whether a record was added, or waits for memory.
  final boolean added(CanonicalBlocks.Addition addition) {
    return switch (addition) {
      case ADDED -> true;
      case NO_MEMORY -> stall();
      case TOO_MANY_BLOCKS -> throw new DecodeException(Fault.TOO_LARGE, text.offset(), pointer());
    };
  }

  /// Skips a value that means nothing; false if more bytes are needed.
  final boolean ignoredValue() {
    int end = ignored.scan(text.bytes, text.at, text.limit);
    if (end < 0) throw broken();
    text.at = end;
    if (!ignored.isDone()) return false;
    complete();
    return true;
  }

  final void check(Member atFault) {
    if (atFault == Member.NONE) return;
    member = atFault;
    throw broken();
  }

  final void expect(int next, int expected) {
    if (next != expected) throw broken();
  }

  final DecodeException broken() {
    return new DecodeException(Fault.BAD_JSON, text.offset(), pointer());
  }

  /* Goes on where memory was missing, if there is some now. */
  private boolean isUnderWay() {
    if (stalled) {
      stalled = false;
      parse();
    }
    return !stalled;
  }

  private void parse() {
    while (step()) {}
    if (text.at == text.limit) text.compact();
  }
}
