package godwit.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import godwit.bridge.detection.ContactEvent;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// Lines of JSON for a capture that is followed: an event each, and at the end `{"counts"}`.
final class LineDocument {
  private static final JsonFactory JSON = new JsonFactory();

  private LineDocument() {}

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static String event(ContactEvent event, RoutingCode heardAt) {
    return line(json -> EventJson.event(json, event, heardAt, List.of()));
  }

  static String counts(ReplayCounts counts) {
    return line(json -> {
      json.writeStartObject();
      json.writeFieldName("counts");
      EventJson.counts(json, counts);
      json.writeEndObject();
    });
  }

  private static String line(Content content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
