package godwit.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import godwit.bridge.detection.ContactEvent;
import godwit.codec.payload.RoutingCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The JSON document of a replay, written as its events come.
///
/// - shape: `{file, counts, identifiers, identifiersExact, events: [...]}`
/// - units: times are UTC, ISO 8601; rssi in dBm; bytes in lower-case hex
/// - errors: none
/// - source: docs/gateways/README.md
final class ReplayDocument implements Closeable {
  private final JsonGenerator json;
  private final RoutingCode heardAt;
  private final boolean several;

  /// Starts a document.
  ///
  /// @param heardAt whose exposures these are; payloads are left out unless it is routable
  ReplayDocument(
      OutputStream out,
      boolean indented,
      RoutingCode heardAt,
      List<String> files,
      ReplayCounts counts)
      throws IOException {
    this.heardAt = heardAt;
    this.several = files.size() > 1;
    json = new JsonFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    if (indented) {
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(lines));
    }
    json.writeStartObject();
    if (several) {
      json.writeArrayFieldStart("files");
      for (String file : files) json.writeString(file);
      json.writeEndArray();
    } else {
      json.writeStringField("file", files.getFirst());
    }
    json.writeFieldName("counts");
    EventJson.counts(json, counts);
    json.writeNumberField("identifiers", counts.identifiers());
    json.writeBooleanField("identifiersExact", counts.identifiersExact());
    json.writeArrayFieldStart("events");
  }

  void add(ContactEvent event, List<String> receivers) throws IOException {
    EventJson.event(json, event, heardAt, several ? receivers : List.of());
  }

  /// Ends the document with a line feed.
  void end() throws IOException {
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /// Hands on what was written; the stream stays the caller's.
  @Override
  public void close() throws IOException {
    json.close();
  }
}
