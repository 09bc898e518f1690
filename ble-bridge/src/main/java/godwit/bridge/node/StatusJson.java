package godwit.bridge.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import godwit.bridge.uplink.Uplink;
import godwit.bridge.venue.GatewayHealth;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A bridge's status as JSON.
///
/// - shape: `{"venue", "gateways": [...], "pipeline", "spool", "uplink", "clockJumps"}`
/// - units: seconds
/// - errors: none
/// - source: docs/gateways/README.md
final class StatusJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StatusJson() {}

  static String of(Bridge.Status status) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("venue", status.venue());
      json.writeArrayFieldStart("gateways");
      for (GatewayHealth gateway : status.gateways()) gateway(json, gateway, status);
      json.writeEndArray();
      pipeline(json, status);
      json.writeObjectFieldStart("spool");
      for (Map.Entry<String, Long> count : status.spool().entrySet()) {
        json.writeNumberField(count.getKey(), count.getValue());
      }
      json.writeEndObject();
      if (status.uplink().isPresent()) uplink(json, status.uplink().get());
      json.writeNumberField("brokers", status.brokers());
      json.writeNumberField("brokersConnected", status.brokersConnected());
      json.writeNumberField("clockJumps", status.clockJumps());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  private static void gateway(JsonGenerator json, GatewayHealth gateway, Bridge.Status status)
      throws IOException {
    GatewayHealth.Figures figures = gateway.figures();
    json.writeStartObject();
    json.writeStringField("name", gateway.gateway().name());
    json.writeStringField("area", gateway.gateway().area());
    json.writeStringField("product", gateway.gateway().product().word());
    json.writeNumberField("connections", figures.connections());
    seconds(json, "silentSeconds", silent(figures, status));
    json.writeNumberField("cadenceSeconds", figures.cadenceMillis() / 1000.0);
    seconds(json, "clockOffsetSeconds", figures.offsetMillis());
    json.writeNumberField("messages", figures.messages());
    json.writeNumberField("reports", figures.reports());
    json.writeNumberField("contactTracing", figures.tracing());
    json.writeNumberField("malformed", figures.malformed());
    json.writeNumberField("duplicates", figures.duplicates());
    json.writeNumberField("stale", figures.stale());
    json.writeNumberField("refused", figures.refused());
    json.writeNumberField("impostors", figures.impostors());
    json.writeNumberField("clockSteps", figures.clockSteps());
    json.writeArrayFieldStart("warnings");
    for (String each : status.warnings().getOrDefault(gateway.gateway().name(), List.of())) {
      json.writeString(each);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static OptionalLong silent(GatewayHealth.Figures figures, Bridge.Status status) {
    return figures.lastMillis().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(status.nowMillis() - figures.lastMillis().getAsLong());
  }

  private static void seconds(JsonGenerator json, String name, OptionalLong millis)
      throws IOException {
    if (millis.isEmpty()) json.writeNullField(name);
    else json.writeNumberField(name, millis.getAsLong() / 1000.0);
  }

  private static void pipeline(JsonGenerator json, Bridge.Status status) throws IOException {
    json.writeObjectFieldStart("pipeline");
    json.writeNumberField("adverts", status.pipeline().detected().adverts());
    json.writeObjectFieldStart("recognised");
    status.pipeline().detected().recognised().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> {
          try {
            json.writeNumberField(each.getKey().word(), each.getValue());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    json.writeEndObject();
    json.writeNumberField("possible", status.pipeline().detected().possible());
    json.writeNumberField("unknown", status.pipeline().detected().unknown());
    json.writeNumberField("identified", status.pipeline().detected().identified());
    json.writeNumberField("expired", status.pipeline().detected().expired());
    json.writeNumberField("dropped", status.pipeline().dropped());
    json.writeNumberField("refused", status.pipeline().refused());
    json.writeNumberField("faults", status.pipeline().faults());
    json.writeNumberField("stays", status.pipeline().stays());
    json.writeEndObject();
  }

  private static void uplink(JsonGenerator json, Uplink.Status uplink) throws IOException {
    json.writeObjectFieldStart("uplink");
    if (uplink.lastDelivered().isPresent()) {
      json.writeStringField("lastDelivered", uplink.lastDelivered().get().toString());
    }
    if (uplink.trouble().isPresent()) {
      json.writeStringField("trouble", uplink.trouble().get());
    }
    json.writeNumberField("delivered", uplink.delivered());
    json.writeNumberField("tries", uplink.tries());
    json.writeEndObject();
  }
}
