package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SectionCursor;
import java.util.Optional;

/// Reads a batch of contact events from JSON that comes in pieces of any size, and tells a sink of
/// its canonical octets: preamble, blocks of kind 4, end with total and digest.
///
/// - shape: one object: `batch`, `created`, then the array `contacts`, which may be missing
/// - units: offsets in errors count from the start of the document
/// - errors: [DecodeException] with `bad-json` and a JSON Pointer, `truncated`, `trailing-bytes`,
///   `too-large`
/// - source: docs/protocol.md, "Contact events as JSON"; RFC 8259
///
/// What octets could say is told, for the sink to judge; what they could not is refused.
public final class ContactJsonReader extends DocumentReader {
  /* What comes next. */
  private enum Part {
    DOCUMENT,
    FIRST_NAME,
    NAME,
    IN_NAME,
    COLON,
    VALUE,
    IN_DATA,
    IN_READINGS,
    AFTER_VALUE,
    FIRST_CONTACT,
    CONTACT,
    AFTER_CONTACT,
    FIRST_SECTION,
    SECTION,
    AFTER_SECTION,
    IN_IGNORED_VALUE,
    NOTHING
  }

  /* Which object is open. */
  private enum Level {
    DOCUMENT,
    CONTACT,
    SECTION
  }

  private final DocumentHeader header;
  private final ContactFields fields;

  private Part part = Part.DOCUMENT;
  private Level level = Level.DOCUMENT;
  private long contact;
  private int section;

  /// @param authority of the app that uploads, which the document does not name
  public ContactJsonReader(BatchSink sink, Pieces pieces, RoutingCode authority) {
    super(sink, pieces);
    this.header = DocumentHeader.ofContacts(authority);
    this.fields = new ContactFields(pieces);
  }

  @Override
  public Optional<String> blockPointer() {
    return Optional.of("/" + Member.CONTACTS.text() + "/" + blocks.firstRecord());
  }

  @Override
  boolean isWhole() {
    return part == Part.NOTHING;
  }

  @Override
  int recordBytes() {
    return fields.heldBytes();
  }

  @Override
  void releaseRecord() {
    fields.release();
  }

  @Override
  boolean step() {
    return switch (part) {
      case IN_NAME -> name();
      case IN_DATA -> data();
      case IN_READINGS -> readings();
      case IN_IGNORED_VALUE -> ignoredValue();
      case COLON, VALUE -> {
        int next = text.peek();
        yield next != JsonText.UNFINISHED && (part == Part.COLON ? colon(next) : value(next));
      }
      case DOCUMENT,
          FIRST_NAME,
          NAME,
          AFTER_VALUE,
          FIRST_CONTACT,
          CONTACT,
          AFTER_CONTACT,
          FIRST_SECTION,
          SECTION,
          AFTER_SECTION,
          NOTHING -> {
        int next = text.peek();
        yield next != JsonText.UNFINISHED && mark(next);
      }
    };
  }

  /* Reads what stands between values. */
  private boolean mark(int next) {
    switch (part) {
      case DOCUMENT -> {
        expect(next, '{');
        part = Part.FIRST_NAME;
      }
      case FIRST_NAME, NAME -> {
        if (next == '"') {
          part = Part.IN_NAME;
          return true;
        }
        if (part == Part.NAME) throw broken();
        return close(next);
      }
      case AFTER_VALUE -> {
        if (next != ',') return close(next);
        part = Part.NAME;
      }
      case AFTER_CONTACT, AFTER_SECTION -> {
        if (next != ',') return closeArray(next);
        part = part == Part.AFTER_CONTACT ? Part.CONTACT : Part.SECTION;
      }
      case FIRST_CONTACT, CONTACT -> {
        if (next == ']' && part == Part.FIRST_CONTACT) return closeArray(next);
        open(Level.CONTACT);
        expect(next, '{');
        fields.begin();
        section = 0;
      }
      case FIRST_SECTION, SECTION -> {
        if (next == ']' && part == Part.FIRST_SECTION) return closeArray(next);
        open(Level.SECTION);
        expect(next, '{');
        fields.beginSection();
      }
      case NOTHING -> throw new DecodeException(Fault.TRAILING_BYTES, text.offset(), "");
      case IN_NAME, COLON, VALUE, IN_DATA, IN_READINGS, IN_IGNORED_VALUE ->
        throw new IllegalStateException("part=" + part);
    }
    text.at++;
    return true;
  }

  private void open(Level opened) {
    level = opened;
    member = Member.NONE;
    names.begin();
    part = Part.FIRST_NAME;
  }

  private boolean name() {
    switch (names.read(known())) {
      case UNFINISHED -> {
        return false;
      }
      case BROKEN -> throw broken();
      case COMPLETE -> {}
    }
    member = names.member();
    part = Part.COLON;
    if (member == Member.NONE) return true;
    switch (level) {
      case DOCUMENT -> check(header.see(member));
      case CONTACT -> check(fields.see(member) ? Member.NONE : member);
      case SECTION -> check(fields.seeInSection(member) ? Member.NONE : member);
    }
    return true;
  }

  private int known() {
    return switch (level) {
      case DOCUMENT -> Member.CONTACT_DOCUMENT;
      case CONTACT -> Member.CONTACT;
      case SECTION -> Member.SECTION;
    };
  }

  private boolean colon(int next) {
    expect(next, ':');
    text.at++;
    part = member == Member.NONE ? Part.IN_IGNORED_VALUE : Part.VALUE;
    if (member == Member.NONE) ignored.begin();
    return true;
  }

  private boolean value(int next) {
    switch (member) {
      case PAYLOAD, DATA -> {
        expect(next, '"');
        text.at++;
        (member == Member.PAYLOAD ? fields.payload : fields.data).begin();
        part = Part.IN_DATA;
      }
      case READINGS -> {
        expect(next, '[');
        text.at++;
        fields.readings.begin();
        part = Part.IN_READINGS;
      }
      case CONTACTS, SECTIONS -> {
        expect(next, '[');
        text.at++;
        part = member == Member.CONTACTS ? Part.FIRST_CONTACT : Part.FIRST_SECTION;
      }
      case BATCH -> {
        int length = values.string();
        if (length == JsonText.UNFINISHED) return false;
        if (length == JsonText.BROKEN) throw broken();
        header.batch(values.uuid(length).orElseThrow(this::broken));
        complete();
      }
      case MODEL -> {
        int length = fields.model.read(text);
        if (length == JsonText.UNFINISHED) return false;
        if (length == JsonText.BROKEN) throw broken();
        complete();
      }
      default -> {
        long read = values.read(member, false);
        if (read == JsonText.UNFINISHED) return false;
        if (read < 0) throw broken();
        if (member == Member.SECTION_CODE && ContactFields.hasMember(read)) throw broken();
        if (member == Member.CREATED) header.created(read);
        else fields.set(member, read);
        complete();
      }
    }
    return true;
  }

  private boolean data() {
    DataText read = member == Member.PAYLOAD ? fields.payload : fields.data;
    return switch (read.read(text)) {
      case COMPLETE -> {
        boolean tooLong = member == Member.DATA && read.length() > SectionCursor.MAX_DATA_BYTES;
        if (tooLong) throw broken();
        complete();
        yield true;
      }
      case UNFINISHED -> false;
      case NO_MEMORY -> stall();
      case BROKEN -> throw broken();
    };
  }

  private boolean readings() {
    return switch (fields.readings.read(text, values)) {
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
    if (level == Level.DOCUMENT) header.preamble().ifPresent(blocks::preamble);
  }

  /* Closes the object that is open; false if there is no memory for what it becomes. */
  private boolean close(int next) {
    expect(next, '}');
    switch (level) {
      case DOCUMENT -> {
        if (!header.isComplete()) check(header.missing());
        part = Part.NOTHING;
      }
      case CONTACT -> {
        check(fields.atFault());
        if (fields.isTooLong()) throw broken();
        if (!added(blocks.contact(fields))) return false;
        contact++;
        level = Level.DOCUMENT;
        member = Member.CONTACTS;
        part = Part.AFTER_CONTACT;
      }
      case SECTION -> {
        check(fields.sectionAtFault());
        if (!hasRoom(fields.addSection())) return false;
        section++;
        level = Level.CONTACT;
        member = Member.SECTIONS;
        part = Part.AFTER_SECTION;
      }
    }
    text.at++;
    return true;
  }

  private boolean closeArray(int next) {
    expect(next, ']');
    text.at++;
    complete();
    return true;
  }

  private boolean hasRoom(GatheredBytes.Room room) {
    return switch (room) {
      case THERE -> true;
      case NO_MEMORY -> stall();
      case NONE -> throw broken();
    };
  }

  @Override
  String pointer() {
    var pointer = new StringBuilder();
    if (level != Level.DOCUMENT) {
      pointer.append('/').append(Member.CONTACTS.text()).append('/').append(contact);
    }
    if (level == Level.SECTION) {
      pointer.append('/').append(Member.SECTIONS.text()).append('/').append(section);
    }
    if (member != Member.NONE) pointer.append('/').append(member.text());
    return pointer.toString();
  }
}
