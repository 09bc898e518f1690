package godwit.codec.json;

import godwit.codec.batch.BatchSink;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;

/// Reads a batch of contact events from JSON that comes in pieces of any size, and tells a sink of
/// its canonical octets: preamble, blocks of kind 4, end with total and digest.
///
/// - shape: one object: `batch`, `created`, then the array `contacts`, which may be missing
/// - units: offsets in errors count from the start of the document
/// - errors: those of [DocumentReader]
/// - source: docs/protocol.md, "Contact events as JSON"; RFC 8259
///
/// What octets could say is told, for the sink to judge; what they could not is refused.
public final class ContactJsonReader extends DocumentReader {
  private static final Scope DOCUMENT = Scope.document().id(Member.BATCH).numbers(Member.CREATED);

  private static final Scope CONTACT = DOCUMENT
      .array(Member.CONTACTS)
      .streamed(Member.PAYLOAD, Member.READINGS, Member.MODEL)
      .numbers(Member.START, Member.END, Member.RSSI, Member.TX_POWER)
      .needs(Member.PAYLOAD, Member.START, Member.END);

  private static final Scope SECTION = CONTACT
      .array(Member.SECTIONS)
      .numbers(Member.SECTION_CODE)
      .streamed(Member.DATA)
      .needs(Member.SECTION_CODE, Member.DATA);

  private final ContactFields fields;

  /// @param authority of the app that uploads, which the document does not name
  public ContactJsonReader(BatchSink sink, Pieces pieces, RoutingCode authority) {
    super(sink, pieces, DocumentHeader.ofContacts(authority), DOCUMENT);
    this.fields = new ContactFields(pieces);
  }

  @Override
  public Optional<String> blockPointer() {
    return Optional.of("/" + CONTACT.holder().text() + "/" + blocks.firstRecord());
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
  void begin(Scope opened) {
    if (opened == CONTACT) fields.begin();
  }

  @Override
  StreamedValue streamed(Scope open, Member named) {
    if (named == Member.PAYLOAD) return fields.payload;
    if (named == Member.READINGS) return fields.readings;
    return named == Member.MODEL ? fields.model : fields.data;
  }

  @Override
  boolean set(Scope open, Member named, long value) {
    if (named == Member.SECTION_CODE && ContactFields.hasMember(value)) return false;
    fields.set(named, value);
    return true;
  }

  @Override
  boolean close(Scope closed, int members) {
    if (closed == SECTION) return hasRoom(fields.addSection());
    if (!fields.end(members)) throw broken();
    return added(blocks.contact(fields));
  }

  private boolean hasRoom(GatheredBytes.Room room) {
    return switch (room) {
      case THERE -> true;
      case NO_MEMORY -> stall();
      case NONE -> throw broken();
    };
  }
}
