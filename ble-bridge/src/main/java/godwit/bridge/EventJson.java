package godwit.bridge;

import com.fasterxml.jackson.core.JsonGenerator;
import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.Sample;
import godwit.codec.air.AirSystem;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// A replay's events and counts as JSON objects.
///
/// - shape: docs/gateways/README.md
/// - units: times are UTC, ISO 8601; rssi in dBm; bytes in lower-case hex
/// - errors: none
/// - source: our own
final class EventJson {
  private static final HexFormat HEX = HexFormat.of();

  /* Those whose figure is there though it is 0: what a capture can identify. */
  private static final Set<AirSystem> CARRIED =
      EnumSet.of(AirSystem.GAEN, AirSystem.ROBERT, AirSystem.DP3T);

  private EventJson() {}

  /// @param receivers by name; left out where there are none to tell apart
  static void event(
      JsonGenerator json, ContactEvent event, RoutingCode heardAt, List<String> receivers)
      throws IOException {
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
    if (!receivers.isEmpty()) {
      json.writeArrayFieldStart("receivers");
      for (String receiver : receivers) json.writeString(receiver);
      json.writeEndArray();
    }
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

  static void counts(JsonGenerator json, ReplayCounts counts) throws IOException {
    json.writeStartObject();
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
    json.writeNumberField("adverts", counts.detected().adverts());
    json.writeNumberField("scanResponses", counts.detected().scanResponses());
    json.writeObjectFieldStart("recognised");
    for (AirSystem system : AirSystem.values()) {
      long seen = counts.detected().recognised().getOrDefault(system, 0L);
      if (seen > 0 || CARRIED.contains(system)) json.writeNumberField(system.word(), seen);
    }
    json.writeEndObject();
    json.writeNumberField("possible", counts.detected().possible());
    json.writeNumberField("unknown", counts.detected().unknown());
    json.writeNumberField("cutAdverts", counts.detected().cut());
    json.writeNumberField("malformedEvents", counts.malformedEvents());
    json.writeNumberField("malformedAdverts", counts.detected().malformed());
    json.writeNumberField("identified", counts.detected().identified());
    json.writeNumberField("droppedSightings", counts.droppedSightings());
    json.writeNumberField("clockSteps", counts.clockSteps());
    json.writeEndObject();
  }
}
