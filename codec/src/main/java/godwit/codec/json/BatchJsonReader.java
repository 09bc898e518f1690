package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
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
public final class BatchJsonReader extends DocumentReader {
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

  private final RecordFields fields;
  private final DocumentHeader header = DocumentHeader.ofExposures();

  private Part part = Part.DOCUMENT;
  private Scope scope = Scope.DOCUMENT;
  private long record;
  private boolean inRecord;

  public BatchJsonReader(BatchSink sink, Pieces pieces) {
    super(sink, pieces);
    this.fields = new RecordFields(pieces);
  }

  @Override
  boolean isWhole() {
    return part == Part.NOTHING;
  }

  @Override
  void releaseRecord() {
    fields.data.release();
  }

  @Override
  int recordBytes() {
    return fields.data.heldBytes();
  }

  @Override
  public Optional<String> blockPointer() {
    Member array =
        blocks.kind() == BatchLayout.KIND_VENUE ? Member.VENUE_EXPOSURES : Member.EXPOSURES;
    return Optional.of("/" + array.text() + "/" + blocks.firstRecord());
  }

  @Override
  boolean step() {
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
          END,
          CONTACTS,
          PAYLOAD,
          READINGS,
          RSSI,
          TX_POWER,
          MODEL,
          SECTIONS,
          SECTION_CODE -> {
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
      case NO_MEMORY -> stall();
      case BROKEN -> throw broken();
    };
  }

  @Override
  void complete() {
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
    return added(isVenue() ? fields.addVenue(blocks) : fields.addExposure(blocks));
  }

  private boolean isVenue() {
    return scope == Scope.VENUE_EXPOSURE;
  }

  @Override
  String pointer() {
    var pointer = new StringBuilder();
    if (scope != Scope.DOCUMENT) pointer.append('/').append(scope.holder().text());
    if (inRecord) pointer.append('/').append(record);
    if (member != Member.NONE) pointer.append('/').append(member.text());
    return pointer.toString();
  }
}
