package godwit.exchange;

import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A peer's response, read to its end.
record Reply(int status, Optional<Duration> retryAfter, Buffer body) {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// The document that it is, if it is one. One that names a member twice is none: what it says
  /// depends on who reads it.
  Optional<JsonObject> json() {
    try (JsonParser parser = JacksonCodec.createParser(text())) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      return JacksonCodec.fromParser(parser, Object.class) instanceof JsonObject document
          ? Optional.of(document)
          : Optional.empty();
    } catch (DecodeException | IOException notOne) {
      return Optional.empty();
    }
  }

  /// The body as text; bytes that are no UTF-8 are replaced.
  String text() {
    String text = body.toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
