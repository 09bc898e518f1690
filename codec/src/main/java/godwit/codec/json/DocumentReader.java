package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.Pieces;
import java.util.Optional;
import java.util.UUID;

/// Reads a batch from a document that comes in pieces of any size: the grammar of JSON over a table
/// of scopes, which says what a document of its kind may hold.
///
/// - shape: an object (RFC 8259) whose members are in the table; others are skipped, whatever their
///   length
/// - units: offsets in errors count from the start of the document
/// - errors: [DecodeException] with `bad-json` and a JSON Pointer, `truncated`, `trailing-bytes`,
///   `too-large`
/// - source: docs/protocol.md, "JSON"; RFC 8259
///
/// Repeated members are found only among those of the table, since memory is bounded.
/*
 * Tokens are read from a window of 16 KiB; what the records become lies in the piece that is
 * stored. A record is added at its closing brace, and if no memory is to be had then, that brace is
 * read again. So reading can stop at any byte, and nothing is allocated for a record.
 */
abstract sealed class DocumentReader implements BodyReader
    permits BatchJsonReader, ContactJsonReader {
  /* What comes next. */
  private enum Part {
    DOCUMENT,
    FIRST_NAME,
    NAME,
    IN_NAME,
    COLON,
    VALUE,
    IN_VALUE,
    IN_IGNORED_VALUE,
    AFTER_VALUE,
    FIRST_ELEMENT,
    ELEMENT,
    AFTER_ELEMENT,
    NOTHING
  }

  final CanonicalBlocks blocks;
  final DocumentHeader header;

  private final Pieces pieces;
  private final JsonText text = new JsonText();
  private final MemberValues values = new MemberValues(text);
  private final MemberNames names = new MemberNames(text);
  private final IgnoredValue ignored = new IgnoredValue();

  private final DocumentPath path;

  private Part part = Part.DOCUMENT;
  private boolean stalled;
  private boolean ended;

  DocumentReader(BatchSink sink, Pieces pieces, DocumentHeader header, Scope document) {
    this.pieces = pieces;
    this.blocks = new CanonicalBlocks(sink, pieces);
    this.header = header;
    this.path = new DocumentPath(document);
  }

  /// An object of this scope begins.
  abstract void begin(Scope opened);

  /// Takes in a number; false if it cannot stand here.
  abstract boolean set(Scope open, Member named, long value);

  /// What reads the value of a member that is read as it comes.
  abstract StreamedValue streamed(Scope open, Member named);

  /// Ends an object that is no document; false if there is no memory for what it becomes, and then
  /// it is ended again.
  ///
  /// @param members bits of those that it has; none that it needs is missing
  abstract boolean close(Scope closed, int members);

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
    if (part != Part.NOTHING)
      throw new DecodeException(Fault.TRUNCATED, text.end(), path.pointer());
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

  /// Whether a record was added, or waits for memory.
  final boolean added(CanonicalBlocks.Addition addition) {
    return switch (addition) {
      case ADDED -> true;
      case NO_MEMORY -> stall();
      case TOO_MANY_BLOCKS ->
        throw new DecodeException(Fault.TOO_LARGE, text.offset(), path.pointer());
    };
  }

  /// Says that memory is missing; what was being read is read again when there is some.
  final boolean stall() {
    stalled = true;
    return false;
  }

  /// Refuses the document if a member of the open object is at fault.
  final void check(Member atFault) {
    if (atFault == Member.NONE) return;
    path.member = atFault;
    throw broken();
  }

  /// The refusal of what is being read.
  final DecodeException broken() {
    return new DecodeException(Fault.BAD_JSON, text.offset(), path.pointer());
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

  /* Reads one thing; false if more bytes, or memory, are needed. */
  private boolean step() {
    return switch (part) {
      case IN_NAME -> name();
      case IN_VALUE -> streamedValue();
      case IN_IGNORED_VALUE -> ignoredValue();
      case DOCUMENT,
          FIRST_NAME,
          NAME,
          COLON,
          VALUE,
          AFTER_VALUE,
          FIRST_ELEMENT,
          ELEMENT,
          AFTER_ELEMENT,
          NOTHING -> {
        int next = text.peek();
        yield next != JsonText.UNFINISHED && mark(next);
      }
    };
  }

  /* Reads what begins with a byte that is not white space. */
  private boolean mark(int next) {
    return switch (part) {
      case COLON -> colon(next);
      case VALUE -> value(next);
      case AFTER_VALUE -> next == ',' ? comma() : closeObject(next);
      case NAME -> {
        expect(next, '"');
        yield name();
      }
      case FIRST_NAME -> next == '"' ? name() : closeObject(next);
      case FIRST_ELEMENT -> next == ']' ? closeArray(next) : element(next);
      case ELEMENT -> element(next);
      case AFTER_ELEMENT -> next == ',' ? past(Part.ELEMENT) : closeArray(next);
      case DOCUMENT -> {
        expect(next, '{');
        yield past(Part.FIRST_NAME);
      }
      case NOTHING -> throw new DecodeException(Fault.TRAILING_BYTES, text.offset(), "");
      case IN_NAME, IN_VALUE, IN_IGNORED_VALUE -> throw new IllegalStateException("part=" + part);
    };
  }

  /* Goes past the byte that stands here. */
  private boolean past(Part following) {
    text.at++;
    part = following;
    return true;
  }

  private boolean comma() {
    past(Part.NAME);
    return !text.isAt('"') || name();
  }

  private boolean name() {
    switch (names.read(path.scope.known())) {
      case UNFINISHED -> {
        part = Part.IN_NAME;
        return false;
      }
      case BROKEN -> throw broken();
      case COMPLETE -> {}
    }
    Member member = names.member();
    path.member = member;
    part = Part.COLON;
    if (member == Member.NONE) return true;
    if (!path.see() || path.scope.kind(member) == Scope.Kind.REFUSED) throw broken();
    if (path.scope.isDocument()) check(header.see(member));
    int next = text.peek();
    return next != JsonText.UNFINISHED && colon(next);
  }

  private boolean colon(int next) {
    expect(next, ':');
    if (path.member == Member.NONE) {
      ignored.begin();
      return past(Part.IN_IGNORED_VALUE);
    }
    past(Part.VALUE);
    int first = text.peek();
    return first != JsonText.UNFINISHED && value(first);
  }

  private boolean value(int next) {
    return switch (path.scope.kind(path.member)) {
      case NUMBER -> number();
      case ID -> id();
      case STREAMED -> {
        StreamedValue value = streamed(path.scope, path.member);
        expect(next, value.opening());
        value.begin();
        yield past(Part.IN_VALUE);
      }
      case OBJECT -> {
        expect(next, '{');
        open();
        yield past(Part.FIRST_NAME);
      }
      case ARRAY -> {
        expect(next, '[');
        path.beginArray();
        yield past(Part.FIRST_ELEMENT);
      }
      case REFUSED -> throw broken();
    };
  }

  private boolean number() {
    long read = values.read(path.member);
    if (read == JsonText.UNFINISHED) return false;
    if (read < 0) throw broken();
    if (path.scope.isDocument()) header.created(read);
    else if (!set(path.scope, path.member, read)) throw broken();
    return complete();
  }

  private boolean id() {
    int length = values.string();
    if (length == JsonText.UNFINISHED) return false;
    if (length < 0) throw broken();
    UUID read = values.uuid(length).orElseThrow(this::broken);
    header.batch(read);
    return complete();
  }

  private boolean streamedValue() {
    return switch (streamed(path.scope, path.member).read(text, values)) {
      case COMPLETE -> complete();
      case UNFINISHED -> false;
      case NO_MEMORY -> stall();
      case BROKEN -> throw broken();
    };
  }

  private boolean ignoredValue() {
    int end = ignored.scan(text.bytes, text.at, text.limit);
    if (end < 0) throw broken();
    text.at = end;
    return ignored.isDone() && complete();
  }

  /* Goes on after the value of a member. */
  private boolean complete() {
    path.member = Member.NONE;
    part = Part.AFTER_VALUE;
    if (path.scope.isDocument()) header.preamble().ifPresent(blocks::preamble);
    return true;
  }

  private boolean element(int next) {
    open();
    expect(next, '{');
    return past(Part.FIRST_NAME);
  }

  private void open() {
    names.begin(path.member);
    path.open();
    begin(path.scope);
  }

  /* Closes the object that is open; false if there is no memory for what it becomes. */
  private boolean closeObject(int next) {
    expect(next, '}');
    Scope closed = path.scope;
    if (closed.isDocument()) {
      if (!header.isComplete()) check(header.missing());
      return past(Part.NOTHING);
    }
    check(Member.firstMissing(closed.needed(), path.seen()));
    if (!close(closed, path.seen())) return false;
    path.close();
    if (closed.isElement()) return past(Part.AFTER_ELEMENT);
    text.at++;
    return complete();
  }

  private boolean closeArray(int next) {
    expect(next, ']');
    text.at++;
    return complete();
  }

  private void expect(int next, int expected) {
    if (next != expected) throw broken();
  }
}
