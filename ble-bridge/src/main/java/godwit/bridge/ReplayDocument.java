package godwit.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.Sample;
import godwit.codec.air.TracingSystem;
import godwit.codec.payload.RoutingCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Map;

/// The JSON document of a replay, written as its events come.
///
/// - shape: `{file, counts, identifiers, identifiersExact, events: [...]}`
/// - units: times are UTC, ISO 8601; rssi in dBm; bytes in lower-case hex
/// - errors: none
/// - source: docs/gateways/README.md
final class ReplayDocument implements Closeable {
  private static final HexFormat HEX = HexFormat.of();

  private final JsonGenerator json;
  private final RoutingCode heardAt;

  /// Starts a document.
  ///
  /// @param heardAt whose exposures these are; payloads are left out unless it is routable
  ReplayDocument(
      OutputStream out, boolean indented, RoutingCode heardAt, String file, ReplayCounts counts)
      throws IOException {
    this.heardAt = heardAt;
    json = new JsonFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    if (indented) {
      DefaultIndenter lines = new DefaultIndenter("  ", "\n");
      json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(lines));
    }
    json.writeStartObject();
    json.writeStringField("file", file);
    writeCounts(counts);
    json.writeNumberField("identifiers", counts.identifiers());
    json.writeBooleanField("identifiersExact", counts.identifiersExact());
    json.writeArrayFieldStart("events");
  }

  void add(ContactEvent event) throws IOException {
    json.writeStartObject();
    json.writeStringField("system", event.detection().system().word());
    json.writeStringField(
        "identifier", HEX.formatHex(event.detection().identifier().bytes()));
    if (heardAt.isRoutable()) {
      json.writeStringField("payload", HEX.formatHex(event.detection().payload(heardAt)));
    }
    json.writeStringField("start", event.start().toString());
    json.writeStringField("end", event.end().toString());
    json.writeNumberField("sightings", event.sightings());
    if (event.hasRssi()) {
      json.writeNumberField("rssiMin", event.rssiMin());
      json.writeNumberField("rssiMax", event.rssiMax());
    }
    json.writeArrayFieldStart("samples");
    for (Sample sample : event.samples()) {
      json.writeStartObject();
      json.writeNumberField("offsetSeconds", sample.offsetSeconds());
      json.writeNumberField("rssi", sample.rssi());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
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

  private void writeCounts(ReplayCounts counts) throws IOException {
    json.writeObjectFieldStart("counts");
    json.writeNumberField("records", counts.records());
    json.writeNumberField("hciEvents", counts.hciEvents());
    json.writeNumberField("otherRecords", counts.otherRecords());
    json.writeNumberField("cutRecords", counts.cutRecords());
    json.writeNumberField("untimelyRecords", counts.untimelyRecords());
    json.writeNumberField("backwardRecords", counts.backwardRecords());
    json.writeNumberField("recorderDrops", counts.recorderDrops());
    json.writeNumberField("reports", counts.reports());
    json.writeNumberField("partialReports", counts.partialReports());
    json.writeNumberField("abandonedAdverts", counts.abandonedAdverts());
    json.writeNumberField("adverts", counts.adverts());
    json.writeNumberField("scanResponses", counts.scanResponses());
    json.writeObjectFieldStart("recognised");
    for (Map.Entry<TracingSystem, Long> system : counts.recognised().entrySet()) {
      json.writeNumberField(system.getKey().word(), system.getValue());
    }
    json.writeEndObject();
    json.writeNumberField("unknown", counts.unknown());
    json.writeNumberField("cutAdverts", counts.cutAdverts());
    json.writeNumberField("malformedEvents", counts.malformedEvents());
    json.writeNumberField("malformedAdverts", counts.malformedAdverts());
    json.writeNumberField("droppedSightings", counts.droppedSightings());
    json.writeNumberField("clockSteps", counts.clockSteps());
    json.writeEndObject();
  }
}
