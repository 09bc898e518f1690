package godwit.perf.load;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// An answer to one request.
///
/// @param next where its `Link` leads on to
/// @param body its first bytes: enough for a receipt, not for a page
/// @param bodyBytes how many there were in all
record HttpAnswer(int status, Optional<String> next, Buffer body, long bodyBytes) {
  /// The document that an answer with the expected status holds.
  JsonObject require(int expected, String what) {
    if (status == expected) return body.toJsonObject();
    throw new IllegalStateException(what + " was answered " + status + ": " + body);
  }
}
