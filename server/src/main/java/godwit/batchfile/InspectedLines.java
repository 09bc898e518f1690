package godwit.batchfile;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.codec.BigEndian;
import godwit.codec.air.AdvertDecoder;
import godwit.codec.air.AirView;
import godwit.codec.air.HeraldWriteDecoder;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.Diagnostic.Severity;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.ExtendedDataDecoder;
import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.PayloadSeries;
import godwit.codec.payload.PayloadView;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lines of a kind and hex digits, each answered by one JSON document on a line, at once.
///
/// - shape: `{"valid", "error", "severity", "decoded", "diagnostics"}`; a batch has decoded first
/// - units: a line is at most [#MAX_LINE_CHARACTERS] long; empty ones are passed over
/// - errors: none for what lines hold: `UNSUPPORTED_KIND`, `BAD_HEX`, `TOO_LONG` are answers too
/// - source: our own
public final class InspectedLines {
  private static final int MAX_LINE_CHARACTERS = 8 << 20;
  private static final int LENGTH_BYTES = 2;
  private static final int MAX_KIND_CHARACTERS = 40;

  private final PrintWriter out;
  private final JsonGenerator json;
  private final long shown;

  /// @param shown records to show of each block of a batch
  public InspectedLines(PrintWriter out, long shown) throws IOException {
    this.out = out;
    this.shown = shown;
    this.json = new ObjectMapper()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .setPrettyPrinter(new MinimalPrettyPrinter(""));
  }

  public void run(InputStream in) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (var line = line(reader); line.isPresent(); line = line(reader)) {
      String text = line.get().strip();
      if (text.isEmpty()) continue;
      if (text.length() > MAX_LINE_CHARACTERS) {
        json.writePOJO(refused("TOO_LONG", "a longer line than can be read"));
      } else {
        answer(text);
      }
      json.flush();
      out.println();
      out.flush();
    }
  }

  private void answer(String line) throws IOException {
    String[] words = line.split("\\s+", 2);
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(words.length > 1 ? words[1] : "");
    } catch (IllegalArgumentException _) {
      json.writePOJO(refused("BAD_HEX", "an even number of hex digits is expected"));
      return;
    }
    switch (words[0]) {
      case "payload" -> json.writePOJO(PayloadView.of(PayloadDecoder.decode(bytes)));
      case "extended" -> json.writePOJO(PayloadView.of(ExtendedDataDecoder.decode(bytes)));
      case "concat" -> json.writePOJO(PayloadView.of(PayloadSeries.read(bytes)));
      case "gatt" -> json.writePOJO(AirView.of(HeraldWriteDecoder.decode(bytes)));
      case "advert" -> json.writePOJO(AirView.of(AdvertDecoder.decode(bytes)));
      case "contact" -> json.writePOJO(contact(bytes));
      case "batch" -> batch(bytes);
      default -> {
        String kind = words[0].substring(0, Math.min(MAX_KIND_CHARACTERS, words[0].length()));
        json.writePOJO(refused("UNSUPPORTED_KIND", kind));
      }
    }
  }

  private static Map<String, @Nullable Object> contact(byte[] record) {
    if (record.length < LENGTH_BYTES) {
      return ContactView.refused(DiagnosticCode.TRUNCATED_BODY, "a record starts with its length");
    }
    if (BigEndian.uint16(record, 0) != record.length - LENGTH_BYTES) {
      return ContactView.refused(
          DiagnosticCode.LENGTH_MISMATCH, "the record's length is not that of the bytes");
    }
    byte[] block = new byte[BatchLayout.HEADER_BYTES + record.length];
    System.arraycopy(record, 0, block, BatchLayout.HEADER_BYTES, record.length);
    var header = new BlockHeader(BatchLayout.KIND_CONTACTS, 0, 0, 0, 0, 0, 0, 1, record.length, 0);
    ContactCursor contact = new ContactCursor().wrap(block, 0, header);
    contact.next();
    return ContactView.of(block, contact);
  }

  private void batch(byte[] bytes) throws IOException {
    var view = new BatchView(json, shown);
    json.writeStartObject();
    json.writeObjectFieldStart("decoded");
    var reader = new BatchDecoder(view, Pieces.unbounded());
    BatchFeed.Outcome outcome =
        BatchFeed.show(new ByteArrayInputStream(bytes), BatchFeed.isGzip(bytes), reader, view);
    json.writeEndObject();
    switch (outcome) {
      case BatchFeed.Outcome.Sound _ -> {
        json.writeBooleanField("valid", true);
        json.writeNullField("error");
        json.writeNullField("severity");
        json.writeArrayFieldStart("diagnostics");
      }
      case BatchFeed.Outcome.Broken(var fault) -> {
        json.writeBooleanField("valid", false);
        json.writeStringField("error", fault.fault().reason());
        json.writeStringField("severity", "structural");
        json.writeArrayFieldStart("diagnostics");
        json.writePOJO(structural(fault.fault().reason(), "at byte " + fault.offset()));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /// A line that holds nothing to look at, or nothing that can be.
  private static Map<String, @Nullable Object> refused(String code, String detail) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("valid", false);
    view.put("error", code);
    view.put("severity", Severity.STRUCTURAL.label());
    view.put("decoded", null);
    view.put("diagnostics", List.of(structural(code, detail)));
    return view;
  }

  private static Map<String, Object> structural(String code, String detail) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("code", code);
    view.put("severity", Severity.STRUCTURAL.label());
    view.put("detail", detail);
    return view;
  }

  /// The next line; longer than can be read, it is cut one character later.
  private static Optional<String> line(Reader in) throws IOException {
    var line = new StringBuilder();
    int next = in.read();
    if (next < 0) return Optional.empty();
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.length() <= MAX_LINE_CHARACTERS) line.append((char) next);
    }
    return Optional.of(line.toString());
  }
}
