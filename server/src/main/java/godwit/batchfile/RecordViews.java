package godwit.batchfile;

import com.fasterxml.jackson.core.JsonGenerator;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.VenueCursor;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.StructuralCheck;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;

/// The first records of a block as the members `"records"` and `"recordsOmitted"` of its JSON.
///
/// - shape: of each kind as JSON has it, but for data, which is in hex; `"fault"` says what is
///   structurally wrong with a record, for which its block would be rejected
/// - units: risk scores in minutes; times RFC 3339
/// - errors: [IOException] of the stream
/// - source: docs/protocol.md, "JSON"
final class RecordViews {
  private final JsonGenerator json;
  private final long shown;
  private final ExposureCursor exposures = new ExposureCursor();
  private final VenueCursor venues = new VenueCursor();
  private final ContactCursor contacts = new ContactCursor();

  RecordViews(JsonGenerator json, long shown) {
    this.json = json;
    this.shown = shown;
  }

  /// Shows the block that lies at `offset`; nothing for a sealed one.
  void show(BlockHeader header, byte[] block, int offset) throws IOException {
    if (header.kind() == BatchLayout.KIND_SEALED) return;
    json.writeArrayFieldStart("records");
    switch (header.kind()) {
      case BatchLayout.KIND_VENUE -> venues(header, block, offset);
      case BatchLayout.KIND_CONTACTS -> contacts(header, block, offset);
      default -> exposures(header, block, offset);
    }
    json.writeEndArray();
    if (header.count() > shown) json.writeNumberField("recordsOmitted", header.count() - shown);
  }

  private void exposures(BlockHeader header, byte[] block, int offset) throws IOException {
    exposures.wrap(block, offset, header);
    for (long index = 0; index < shown && exposures.next(); index++) {
      json.writeStartObject();
      score(exposures.score());
      data(block, exposures.dataOffset(), exposures.dataLength());
      fault(StructuralCheck.firstFault(
          header.payloadType(), block, exposures.dataOffset(), exposures.dataLength()));
      json.writeEndObject();
    }
  }

  private void venues(BlockHeader header, byte[] block, int offset) throws IOException {
    venues.wrap(block, offset, header);
    for (long index = 0; index < shown && venues.next(); index++) {
      json.writeStartObject();
      json.writeNumberField("venue", venues.venue());
      json.writeStringField(
          "start", Instant.ofEpochSecond(venues.startSeconds()).toString());
      json.writeStringField("end", Instant.ofEpochSecond(venues.endSeconds()).toString());
      score(venues.score());
      data(block, venues.dataOffset(), venues.dataLength());
      fault(StructuralCheck.firstSectionFault(block, venues.dataOffset(), venues.dataLength()));
      json.writeEndObject();
    }
  }

  private void contacts(BlockHeader header, byte[] block, int offset) throws IOException {
    contacts.wrap(block, offset, header);
    for (long index = 0; index < shown && contacts.next(); index++) {
      json.writePOJO(ContactView.of(block, contacts));
    }
  }

  private void score(int hundredths) throws IOException {
    json.writeNumberField("riskScore", BigDecimal.valueOf(hundredths, 2));
  }

  private void data(byte[] block, int offset, int length) throws IOException {
    json.writeStringField("data", HexFormat.of().formatHex(block, offset, offset + length));
  }

  private void fault(DiagnosticCode fault) throws IOException {
    if (fault != DiagnosticCode.NONE) json.writeStringField("fault", fault.name());
  }
}
