package godwit.server;

import godwit.codec.BigEndian;
import godwit.codec.batch.ContactCursor;
import godwit.codec.payload.ExtendedData;
import godwit.codec.payload.ExtendedDataDecoder;
import godwit.codec.payload.ExtendedReading;
import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.PayloadView;
import godwit.codec.payload.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A contact event as nested maps, lists, text and numbers, ready to be printed as JSON.
///
/// - shape: `{"valid", "error", "severity", "decoded", "diagnostics"}` as of a payload; decoded is
///   `{"start", "end", "hex", "payload", "extended", "readings"}`
/// - units: times RFC 3339; readings are pairs of seconds since start and dBm
/// - errors: none thrown; `LENGTH_MISMATCH`, `BAD_TIMES`, and what payload and sections have
/// - source: our own
final class ContactView {
  private static final int READINGS = 0x80;
  private static final int READING_BYTES = 3;

  private ContactView() {}

  /// The record that the cursor is at.
  static Map<String, @Nullable Object> of(byte[] bytes, ContactCursor contact) {
    if (!contact.isWhole()) return refused("LENGTH_MISMATCH", "the payload overruns its record");
    int payloadEnd = contact.payloadOffset() + contact.payloadLength();
    Map<String, @Nullable Object> payload = PayloadView.of(
        PayloadDecoder.decode(bytes, contact.payloadOffset(), contact.payloadLength()));
    ExtendedReading sections =
        ExtendedDataDecoder.decode(bytes, contact.sectionsOffset(), contact.sectionsLength());
    Map<String, @Nullable Object> extended = PayloadView.of(sections);
    List<Map<?, ?>> diagnostics = new ArrayList<>(diagnostics(payload));
    diagnostics.addAll(diagnostics(extended));

    Map<String, @Nullable Object> decoded = new LinkedHashMap<>();
    decoded.put("start", Instant.ofEpochSecond(contact.startSeconds()).toString());
    decoded.put("end", Instant.ofEpochSecond(contact.endSeconds()).toString());
    decoded.put("hex", HexFormat.of().formatHex(bytes, contact.payloadOffset(), payloadEnd));
    decoded.put("payload", payload.get("decoded"));
    decoded.put(
        "extended",
        extended.get("decoded") instanceof Map<?, ?> shown ? shown.get("extended") : null);
    sections.extended().ifPresent(found -> decoded.put("readings", readings(found, diagnostics)));
    if (contact.endSeconds() < contact.startSeconds()) {
      diagnostics.add(structural("BAD_TIMES", "the end is before the start"));
    }
    return result(decoded, diagnostics);
  }

  /// Bytes that are no contact event at all.
  static Map<String, @Nullable Object> refused(String code, String detail) {
    return result(null, List.of(structural(code, detail)));
  }

  private static List<List<Integer>> readings(ExtendedData extended, List<Map<?, ?>> diagnostics) {
    List<List<Integer>> readings = new ArrayList<>();
    for (ExtendedData.Section section : extended.sections()) {
      if (section.code() != READINGS) continue;
      byte[] data = section.data().toArray();
      if (data.length % READING_BYTES != 0) {
        diagnostics.add(structural("TLV_BAD_LENGTH", "readings have 3 bytes each"));
        continue;
      }
      for (int at = 0; at < data.length; at += READING_BYTES) {
        readings.add(List.of(BigEndian.uint16(data, at), (int) data[at + 2]));
      }
    }
    return readings;
  }

  private static Map<String, @Nullable Object> result(
      @Nullable Object decoded, List<Map<?, ?>> diagnostics) {
    @Nullable Object error = null;
    @Nullable Object severity = null;
    for (Severity weight : List.of(Severity.STRUCTURAL, Severity.SEMANTIC)) {
      for (Map<?, ?> diagnostic : diagnostics) {
        if (error == null && weight.label().equals(diagnostic.get("severity"))) {
          error = diagnostic.get("code");
          severity = weight.label();
        }
      }
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("valid", error == null);
    result.put("error", error);
    result.put("severity", severity);
    result.put("decoded", decoded);
    result.put("diagnostics", diagnostics);
    return result;
  }

  private static List<Map<?, ?>> diagnostics(Map<String, @Nullable Object> view) {
    List<Map<?, ?>> found = new ArrayList<>();
    for (Object each : (List<?>) Objects.requireNonNull(view.get("diagnostics"))) {
      found.add((Map<?, ?>) each);
    }
    return found;
  }

  static Map<String, Object> structural(String code, String detail) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("code", code);
    view.put("severity", Severity.STRUCTURAL.label());
    view.put("detail", detail);
    return view;
  }
}
