package godwit.codec.json;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.PayloadFamily;
import java.util.Optional;

/// Reads a batch of exposures from JSON that comes in pieces of any size, and tells a sink of its
/// canonical octets: preamble, blocks, segments, end with total and digest.
///
/// - shape: one object: `batch`, `origin`, `destination`, `created`, then the arrays `exposures`
///   and `venueExposures`, either of which may be missing
/// - units: offsets in errors count from the start of the document
/// - errors: those of [DocumentReader]
/// - source: docs/protocol.md, "JSON"; RFC 8259
public final class BatchJsonReader extends DocumentReader {
  private static final Scope DOCUMENT = Scope.document().id(Member.BATCH).numbers(Member.CREATED);

  private static final Scope ORIGIN =
      DOCUMENT.object(Member.ORIGIN).numbers(Member.COUNTRY, Member.STATE, Member.CUSTOM);

  private static final Scope DESTINATION =
      DOCUMENT.object(Member.DESTINATION).numbers(Member.COUNTRY, Member.STATE, Member.CUSTOM);

  private static final Scope EXPOSURE =
      scored(DOCUMENT.array(Member.EXPOSURES)).numbers(Member.DATE).needs(Member.DATE);

  /* The date is the start's. */
  private static final Scope VENUE_EXPOSURE = scored(DOCUMENT.array(Member.VENUE_EXPOSURES))
      .numbers(Member.VENUE, Member.START, Member.END)
      .needs(Member.VENUE, Member.START, Member.END)
      .refused(Member.DATE);

  private static Scope scored(Scope record) {
    return record
        .numbers(Member.PAYLOAD_TYPE, Member.COUNTRY, Member.STATE, Member.CUSTOM)
        .numbers(Member.RISK_TYPE, Member.RISK_SCORE, Member.RISK_MECHANISM)
        .streamed(Member.DATA)
        .needs(Member.PAYLOAD_TYPE, Member.DATA)
        .needs(Member.RISK_TYPE, Member.RISK_SCORE, Member.RISK_MECHANISM);
  }

  private final RecordFields fields;

  public BatchJsonReader(BatchSink sink, Pieces pieces) {
    super(sink, pieces, DocumentHeader.ofExposures(), DOCUMENT);
    this.fields = new RecordFields(pieces);
  }

  @Override
  public Optional<String> blockPointer() {
    Scope records = blocks.kind() == BatchLayout.KIND_VENUE ? VENUE_EXPOSURE : EXPOSURE;
    return Optional.of("/" + records.holder().text() + "/" + blocks.firstRecord());
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
  void begin(Scope opened) {}

  @Override
  StreamedValue streamed(Scope open, Member named) {
    return fields.data;
  }

  @Override
  boolean set(Scope open, Member named, long value) {
    if (named == Member.PAYLOAD_TYPE
        && open == VENUE_EXPOSURE
        && PayloadFamily.of((int) value) != PayloadFamily.HERALD_VENUE) {
      return false;
    }
    fields.set(named, value);
    return true;
  }

  @Override
  boolean close(Scope closed, int members) {
    if (closed == ORIGIN || closed == DESTINATION) {
      check(fields.authorityAtFault(members));
      header.code(closed.holder(), fields.authority(members));
      return true;
    }
    check(fields.codeAtFault(members));
    if (closed == VENUE_EXPOSURE) return added(fields.addVenue(blocks));
    if (fields.data.length() == 0) check(Member.DATA);
    return added(fields.addExposure(blocks));
  }
}
