package godwit.peer;

import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.JacksonCodec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A peer's response, read to its end.
///
/// @param retryAfter how long the peer asks to wait, at most [RetryAfter#LONGEST]
/// @param body of at most [PeerConnections#MAX_BODY_BYTES]
/// @param date what the peer's clock showed, if it says so
public record Reply(
    int status, Optional<Duration> retryAfter, Buffer body, Optional<Instant> date) {
  /// Of a peer that does not say what time it is.
  public Reply(int status, Optional<Duration> retryAfter, Buffer body) {
    this(status, retryAfter, body, Optional.empty());
  }

  private static final int TIMED_OUT = 408;
  private static final int TOO_MANY = 429;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /// Whether the same request may be answered otherwise at another time, or by another server.
  public boolean isRetryable() {
    return isRetryable(status);
  }

  /// The same of a status.
  public static boolean isRetryable(int status) {
    return status >= 500 || status == TIMED_OUT || status == TOO_MANY;
  }

  /// The document that it is, if it is one. One that names a member twice is none: what it says
  /// depends on who reads it.
  public Optional<JsonObject> json() {
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
  public String text() {
    String text = body.toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }
}
