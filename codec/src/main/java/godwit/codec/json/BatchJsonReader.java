package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.Pieces;
import java.util.Optional;

/// Reads a batch of exposures from JSON that comes in pieces of any size, and tells a sink of its
/// canonical octets: preamble, blocks, segments, end with total and digest.
///
/// - shape: one object: `batch`, `origin`, `destination`, `created`, then the arrays `exposures`
///   and `venueExposures`, either of which may be missing
/// - units: offsets in errors count from the start of the document
/// - errors: [DecodeException] with `bad-json` and a JSON Pointer, `truncated`, `trailing-bytes`,
///   `too-large`
/// - source: docs/protocol.md, "JSON"; RFC 8259
///
/// Members that mean nothing are skipped, whatever their length; repeated ones are found only among
/// those that mean something, since memory is bounded.
/*
 * Tokens are read from a window of 16 KiB; what the records become lies in the piece that is
 * stored. A record is added at its closing brace, and if no memory is to be had then, that brace is
 * read again. So reading can stop at any byte, and nothing is allocated for a record.
 */
public final class BatchJsonReader implements BodyReader {
  /* What comes next. */
  private enum Part {
    DOCUMENT,
    FIRST_NAME,
    NAME,
    IN_NAME,
    COLON,
    VALUE,
    IN_DATA,
    AFTER_VALUE,
    FIRST_RECORD,
    RECORD,
    AFTER_RECORD,
    IN_IGNORED_VALUE,
    NOTHING
  }

  private final Pieces pieces;
  private final CanonicalBlocks blocks;
  private final JsonText text = new JsonText();
  private final MemberValues values = new MemberValues(text);
  private final RecordFields fields;
  private final MemberNames names = new MemberNames(text);
  private final DocumentHeader header = new DocumentHeader();
  private final IgnoredValue ignored = new IgnoredValue();

  private Part part = Part.DOCUMENT;
  private Scope scope = Scope.DOCUMENT;
  private Member member = Member.NONE;
  private long record;
  private boolean inRecord;
  private boolean stalled;
  private boolean ended;

  public BatchJsonReader(BatchSink sink, Pieces pieces) {
    this.pieces = pieces;
    this.blocks = new CanonicalBlocks(sink, pieces);
    this.fields = new RecordFields(pieces);
  }

  @Override
  public boolean makeRoom() {
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
  public byte[] window() {
    return text.bytes;
  }

  @Override
  public int position() {
    return text.limit;
  }

  @Override
  public int room() {
    return text.bytes.length - text.limit;
  }

  @Override
  public void advance(int count) {
    text.limit += count;
    if (!stalled) parse();
  }

  @Override
  public boolean end() {
    if (ended) return true;
    if (!isUnderWay()) return false;
    if (part != Part.NOTHING) {
      throw new DecodeException(Fault.TRUNCATED, text.end(), pointer());
    }
    ended = true;
    blocks.finish();
    return true;
  }

  @Override
  public void release() {
    if (text.bytes.length > 0) pieces.give(text.bytes);
    text.bytes = new byte[0];
    fields.data.release();
    blocks.release();
  }

  @Override
  public int heldBytes() {
    return text.bytes.length + fields.data.heldBytes() + blocks.heldBytes();
  }

  @Override
  public Optional<String> blockPointer() {
    Member array =
        blocks.kind() == BatchLayout.KIND_VENUE ? Member.VENUE_EXPOSURES : Member.EXPOSURES;
    return Optional.of("/" + array.text() + "/" + blocks.firstRecord());
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
      case COLON -> colon();
      case VALUE -> value();
      case IN_DATA -> data();
      case IN_NAME -> name();
      case IN_IGNORED_VALUE -> ignoredValue();
      default -> {
        int next = text.peek();
        yield next != JsonText.UNFINISHED && mark(next);
      }
    };
  }

  /* Reads what stands between values. */
  private boolean mark(int next) {
    switch (part) {
      case AFTER_VALUE -> {
        if (next != ',') return close(next);
        text.at++;
        part = text.isAt('"') ? Part.IN_NAME : Part.NAME;
        return part == Part.NAME || name();
      }
      case NAME, FIRST_NAME -> {
        if (next != '"') {
          if (part == Part.NAME) throw broken();
          return close(next);
        }
        part = Part.IN_NAME;
        return name();
      }
      case AFTER_RECORD -> {
        if (next != ',') return closeArray(next);
        part = Part.RECORD;
      }
      case RECORD, FIRST_RECORD -> {
        if (next == ']' && part == Part.FIRST_RECORD) return closeArray(next);
        inRecord = true;
        expect(next, '{');
        fields.begin();
        names.begin();
        part = Part.FIRST_NAME;
      }
      case DOCUMENT -> {
        expect(next, '{');
        part = Part.FIRST_NAME;
      }
      case NOTHING -> throw new DecodeException(Fault.TRAILING_BYTES, text.offset(), "");
      case COLON, VALUE, IN_NAME, IN_DATA, IN_IGNORED_VALUE ->
        throw new IllegalStateException("part=" + part);
    }
    text.at++;
    return true;
  }

  private boolean name() {
    switch (names.read(scope.known())) {
      case UNFINISHED -> {
        return false;
      }
      case BROKEN -> throw broken();
      case COMPLETE -> {}
    }
    member = names.member();
    part = Part.COLON;
    if (member == Member.NONE) return true;
    if (scope == Scope.DOCUMENT) {
      check(header.see(member));
    } else if (!fields.see(member) || (member == Member.DATE && isVenue())) {
      throw broken();
    }
    return true;
  }

  private boolean colon() {
    int next = text.peek();
    if (next == JsonText.UNFINISHED) return false;
    expect(next, ':');
    text.at++;
    if (member == Member.NONE) {
      ignored.begin();
      part = Part.IN_IGNORED_VALUE;
    } else {
      part = Part.VALUE;
    }
    return true;
  }

  private boolean value() {
    int next = text.peek();
    if (next == JsonText.UNFINISHED) return false;
    switch (member) {
      case DATA -> {
        expect(next, '"');
        text.at++;
        fields.data.begin();
        part = Part.IN_DATA;
      }
      case EXPOSURES, VENUE_EXPOSURES -> {
        expect(next, '[');
        text.at++;
        scope = member == Member.EXPOSURES ? Scope.EXPOSURE : Scope.VENUE_EXPOSURE;
        member = Member.NONE;
        record = 0;
        part = Part.FIRST_RECORD;
      }
      case ORIGIN, DESTINATION -> {
        expect(next, '{');
        text.at++;
        scope = member == Member.ORIGIN ? Scope.ORIGIN : Scope.DESTINATION;
        member = Member.NONE;
        fields.begin();
        part = Part.FIRST_NAME;
      }
      case BATCH -> {
        int length = values.string();
        if (length == JsonText.UNFINISHED) return false;
        if (length == JsonText.BROKEN) throw broken();
        header.batch(values.uuid(length).orElseThrow(this::broken));
        complete();
      }
      case NONE,
          CREATED,
          PAYLOAD_TYPE,
          COUNTRY,
          STATE,
          CUSTOM,
          DATE,
          RISK_TYPE,
          RISK_SCORE,
          RISK_MECHANISM,
          VENUE,
          START,
          END -> {
        long read = values.read(member, isVenue());
        if (read == JsonText.UNFINISHED) return false;
        if (read < 0) throw broken();
        if (member == Member.CREATED) header.created(read);
        else fields.set(member, read);
        complete();
      }
    }
    return true;
  }

  private boolean data() {
    return switch (fields.data.read(text)) {
      case COMPLETE -> {
        complete();
        yield true;
      }
      case UNFINISHED -> false;
      case NO_MEMORY -> {
        stalled = true;
        yield false;
      }
      case BROKEN -> throw broken();
    };
  }

  private boolean ignoredValue() {
    int end = ignored.scan(text.bytes, text.at, text.limit);
    if (end < 0) throw broken();
    text.at = end;
    if (!ignored.isDone()) return false;
    complete();
    return true;
  }

  /* After the value of a member. */
  private void complete() {
    member = Member.NONE;
    part = Part.AFTER_VALUE;
    if (scope == Scope.DOCUMENT) header.preamble().ifPresent(blocks::preamble);
  }

  /* Closes the object that is open; false if there is no memory for the record that it is. */
  private boolean close(int next) {
    expect(next, '}');
    switch (scope) {
      case DOCUMENT -> {
        if (!header.isComplete()) check(header.missing());
        part = Part.NOTHING;
      }
      case ORIGIN, DESTINATION -> {
        check(fields.codeAtFault());
        header.code(scope.holder(), fields.code());
        scope = Scope.DOCUMENT;
        complete();
      }
      case EXPOSURE, VENUE_EXPOSURE -> {
        if (!add()) return false;
        record++;
        inRecord = false;
        part = Part.AFTER_RECORD;
      }
    }
    text.at++;
    return true;
  }

  private boolean closeArray(int next) {
    expect(next, ']');
    text.at++;
    scope = Scope.DOCUMENT;
    complete();
    return true;
  }

  private boolean add() {
    check(fields.atFault(scope.needed()));
    return switch (isVenue() ? fields.addVenue(blocks) : fields.addExposure(blocks)) {
      case ADDED -> true;
      case NO_MEMORY -> {
        stalled = true;
        yield false;
      }
      case TOO_MANY_BLOCKS -> throw new DecodeException(Fault.TOO_LARGE, text.offset(), pointer());
    };
  }

  private boolean isVenue() {
    return scope == Scope.VENUE_EXPOSURE;
  }

  private void check(Member atFault) {
    if (atFault == Member.NONE) return;
    member = atFault;
    throw broken();
  }

  private void expect(int next, int expected) {
    if (next != expected) throw broken();
  }

  private DecodeException broken() {
    return new DecodeException(Fault.BAD_JSON, text.offset(), pointer());
  }

  private String pointer() {
    var pointer = new StringBuilder();
    if (scope != Scope.DOCUMENT) pointer.append('/').append(scope.holder().text());
    if (inRecord) pointer.append('/').append(record);
    if (member != Member.NONE) pointer.append('/').append(member.text());
    return pointer.toString();
  }
}
