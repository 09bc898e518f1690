package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;
import java.util.UUID;

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
    COLON,
    VALUE,
    IN_DATA,
    AFTER_VALUE,
    FIRST_RECORD,
    RECORD,
    AFTER_RECORD,
    IN_IGNORED_NAME,
    IN_IGNORED_VALUE,
    NOTHING
  }

  /* Which object the next name belongs to. */
  private enum Scope {
    DOCUMENT(Member.NONE, Member.DOCUMENT, 0),
    ORIGIN(Member.ORIGIN, Member.CODE, 0),
    DESTINATION(Member.DESTINATION, Member.CODE, 0),
    EXPOSURE(Member.EXPOSURES, Member.EXPOSURE | Member.CODE, Member.EXPOSURE),
    /* The date is known so that it can be refused: it would have to be the start's. */
    VENUE_EXPOSURE(
        Member.VENUE_EXPOSURES,
        Member.VENUE_EXPOSURE | Member.CODE | Member.DATE.bit(),
        Member.VENUE_EXPOSURE);

    private final Member holder;
    private final int known;
    private final int needed;

    Scope(Member holder, int known, int needed) {
      this.holder = holder;
      this.known = known;
      this.needed = needed;
    }
  }

  private final Pieces pieces;
  private final CanonicalBlocks blocks;
  private final JsonText text = new JsonText();
  private final MemberValues values = new MemberValues(text);
  private final RecordFields fields;
  private final StringCheck ignoredName = new StringCheck();
  private final IgnoredValue ignored = new IgnoredValue();

  private Part part = Part.DOCUMENT;
  private Scope scope = Scope.DOCUMENT;
  private Member member = Member.NONE;
  /* Of the document; those of an object within it are in `fields`. */
  private int seen;
  private long record;
  private boolean inRecord;
  private boolean stalled;
  private boolean ended;

  private UUID batch = new UUID(0, 0);
  private long created;
  private Optional<RoutingCode> origin = Optional.empty();
  private Optional<RoutingCode> destination = Optional.empty();
  private boolean begun;

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

  /// JSON Pointer (RFC 6901) to the first record of the block that the sink is being told of.
  public String blockPointer() {
    Member array =
        blocks.kind() == BatchLayout.KIND_VENUE ? Member.VENUE_EXPOSURES : Member.EXPOSURES;
    return "/" + array.text() + "/" + blocks.firstRecord();
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
      case IN_IGNORED_NAME -> ignoredName();
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
        part = Part.NAME;
      }
      case NAME, FIRST_NAME -> {
        if (next != '"') {
          if (part == Part.NAME) throw broken();
          return close(next);
        }
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
        part = Part.FIRST_NAME;
      }
      case DOCUMENT -> {
        expect(next, '{');
        part = Part.FIRST_NAME;
      }
      case NOTHING -> throw new DecodeException(Fault.TRAILING_BYTES, text.offset(), "");
      case COLON, VALUE, IN_DATA, IN_IGNORED_NAME, IN_IGNORED_VALUE ->
        throw new IllegalStateException("part=" + part);
    }
    text.at++;
    return true;
  }

  private boolean name() {
    int quote = text.at;
    int length = text.string();
    if (length == JsonText.UNFINISHED) return false;
    if (length == JsonText.BROKEN) throw broken();
    if (length == JsonText.TOO_LONG) {
      ignoredName.begin();
      text.at++;
      part = Part.IN_IGNORED_NAME;
      return true;
    }
    member = Member.find(text.token, text.tokenFrom, length, scope.known);
    if (member == Member.NONE) {
      ignoredName.begin();
      if (ignoredName.scan(text.bytes, quote + 1, text.at) != text.at) throw broken();
    } else if (scope == Scope.DOCUMENT) {
      seeInDocument();
    } else if (!fields.see(member) || (member == Member.DATE && isVenue())) {
      throw broken();
    }
    part = Part.COLON;
    return true;
  }

  /* The header first, then the one array, then the other. */
  private void seeInDocument() {
    int before = seen;
    seen |= member.bit();
    if (before == seen) throw broken();
    if ((Member.HEADER & member.bit()) != 0) return;
    if (!begun) {
      member = Member.firstMissing(Member.HEADER, seen);
      throw broken();
    }
    if (member == Member.EXPOSURES && (before & Member.VENUE_EXPOSURES.bit()) != 0) throw broken();
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
        batch = values.uuid(length).orElseThrow(this::broken);
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
        if (member == Member.CREATED) created = read;
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

  private boolean ignoredName() {
    int end = ignoredName.scan(text.bytes, text.at, text.limit);
    if (end == StringCheck.BROKEN) throw broken();
    text.at = end == StringCheck.UNFINISHED ? text.limit : end;
    if (end == StringCheck.UNFINISHED) return false;
    member = Member.NONE;
    part = Part.COLON;
    return true;
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
    if (begun || scope != Scope.DOCUMENT || (seen & Member.HEADER) != Member.HEADER) return;
    begun = true;
    blocks.preamble(new Preamble(
        Magic.EXPOSURES, 0, batch, origin.orElseThrow(), destination.orElseThrow(), created));
  }

  /* Closes the object that is open; false if there is no memory for the record that it is. */
  private boolean close(int next) {
    expect(next, '}');
    switch (scope) {
      case DOCUMENT -> {
        if (!begun) {
          member = Member.firstMissing(Member.HEADER, seen);
          throw broken();
        }
        part = Part.NOTHING;
      }
      case ORIGIN -> {
        origin = Optional.of(code());
        scope = Scope.DOCUMENT;
        complete();
      }
      case DESTINATION -> {
        destination = Optional.of(code());
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

  private RoutingCode code() {
    Member atFault = fields.codeAtFault();
    if (atFault == Member.NONE) return fields.code();
    member = atFault;
    throw broken();
  }

  private boolean add() {
    Member atFault = fields.atFault(scope.needed);
    if (atFault != Member.NONE) {
      member = atFault;
      throw broken();
    }
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

  private void expect(int next, int expected) {
    if (next != expected) throw broken();
  }

  private DecodeException broken() {
    return new DecodeException(Fault.BAD_JSON, text.offset(), pointer());
  }

  private String pointer() {
    var pointer = new StringBuilder();
    if (scope != Scope.DOCUMENT) pointer.append('/').append(scope.holder.text());
    if (inRecord) pointer.append('/').append(record);
    if (member != Member.NONE) pointer.append('/').append(member.text());
    return pointer.toString();
  }
}
