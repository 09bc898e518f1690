package godwit.batchfile;

import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.DecodedView;
import godwit.codec.payload.Diagnostic;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.ExtendedData;
import godwit.codec.payload.ExtendedDataDecoder;
import godwit.codec.payload.ExtendedReading;
import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.PayloadReading;
import godwit.codec.payload.PayloadView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A contact event as nested maps, lists, text and numbers, ready to be printed as JSON.
///
/// - shape: see [DecodedView]; decoded is `{"start", "end", "hex", "payload", "extended",
///   "readings"}` and, where there is such a section, `"event", "provenance", "dateOnly"`
/// - units: times RFC 3339; readings are pairs of seconds since start and dBm
/// - errors: none thrown; `LENGTH_MISMATCH`, `BAD_TIMES`, and what payload and sections have
/// - source: our own
final class ContactView {
  private ContactView() {}

  /// The record that the cursor is at.
  static Map<String, @Nullable Object> of(byte[] bytes, ContactCursor contact) {
    if (!contact.isWhole()) {
      return refused(DiagnosticCode.LENGTH_MISMATCH, "the payload overruns its record");
    }
    int payloadEnd = contact.payloadOffset() + contact.payloadLength();
    PayloadReading payload =
        PayloadDecoder.decode(bytes, contact.payloadOffset(), contact.payloadLength());
    ExtendedReading sections =
        ExtendedDataDecoder.decode(bytes, contact.sectionsOffset(), contact.sectionsLength());
    List<Diagnostic> diagnostics = new ArrayList<>(payload.diagnostics());
    diagnostics.addAll(sections.diagnostics());

    Map<String, @Nullable Object> decoded = new LinkedHashMap<>();
    decoded.put("start", Instant.ofEpochSecond(contact.startSeconds()).toString());
    decoded.put("end", Instant.ofEpochSecond(contact.endSeconds()).toString());
    decoded.put("hex", HexFormat.of().formatHex(bytes, contact.payloadOffset(), payloadEnd));
    decoded.put("payload", PayloadView.of(payload).get("decoded"));
    decoded.put(
        "extended",
        PayloadView.of(sections).get("decoded") instanceof Map<?, ?> shown
            ? shown.get("extended")
            : null);
    sections.extended().ifPresent(found -> ownSections(found, decoded, diagnostics));
    if (contact.endSeconds() < contact.startSeconds()) {
      diagnostics.add(
          Diagnostic.structural(DiagnosticCode.BAD_TIMES, "the end is before the start"));
    }
    return DecodedView.of(diagnostics, Optional.of(decoded));
  }

  /// Bytes that are no contact event at all.
  static Map<String, @Nullable Object> refused(DiagnosticCode code, String detail) {
    return DecodedView.of(List.of(Diagnostic.structural(code, detail)), Optional.empty());
  }

  private static void ownSections(
      ExtendedData extended, Map<String, @Nullable Object> decoded, List<Diagnostic> diagnostics) {
    List<List<Integer>> readings = new ArrayList<>();
    decoded.put("readings", readings);
    for (ExtendedData.Section section : extended.sections()) {
      if (!ContactSection.owns(section.code())) continue;
      Optional<ContactSection> read = ContactSection.read(section);
      if (read.isEmpty()) {
        diagnostics.add(unread(section));
        continue;
      }
      switch (read.get()) {
        case ContactSection.Readings heard -> {
          for (var reading : heard.values()) {
            readings.add(List.of(reading.seconds(), reading.rssi()));
          }
        }
        case ContactSection.Event event ->
          decoded.put("event", Map.of("id", event.id().toString(), "revision", event.revision()));
        case ContactSection.Provenance provenance ->
          decoded.put(
              "provenance",
              Map.of(
                  "header",
                  provenance.origin().label(),
                  "service",
                  provenance.service().toString()));
        case ContactSection.DateOnly _ -> decoded.put("dateOnly", true);
      }
    }
  }

  /* Readings are scored, so that a record with unsound ones is rejected; the others inform. */
  private static Diagnostic unread(ExtendedData.Section section) {
    String detail = "section 0x" + HexFormat.of().toHexDigits((byte) section.code());
    return section.code() == ContactSection.READINGS_CODE
        ? Diagnostic.structural(DiagnosticCode.TLV_BAD_LENGTH, detail)
        : Diagnostic.semantic(DiagnosticCode.TLV_BAD_VALUE, detail);
  }
}
