package godwit.exchange;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// A peer's response, read to its end.
///
/// - shape: a receipt (`batch`, `state`, and a hub's `delivery`), or a problem of RFC 9457
/// - units: the text of a problem is kept up to [#PROBLEM_CHARACTERS]
/// - errors: none: an answer without the receipt it promises counts as [Answer.Later]
/// - source: docs/protocol.md, "HTTP between authorities" and "Errors"
record Reply(int status, Optional<Duration> retryAfter, Buffer body) {
  private static final int PROBLEM_CHARACTERS = 16_384;

  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NOT_FOUND = 404;
  private static final int TIMED_OUT = 408;
  private static final int TOO_MANY = 429;

  /// What it says to whoever sent the batch.
  Answer toSending(UUID batch) {
    if (status == OK || status == CREATED) return receipt(batch);
    boolean passing = status == TIMED_OUT || status == TOO_MANY;
    return status >= 400 && status < 500 && !passing ? new Answer.Refused(problem()) : later();
  }

  /// What it says to whoever asked for the batch. Only an answer about the batch settles it.
  Answer toAsking(UUID batch) {
    return switch (status) {
      case OK -> receipt(batch);
      case NOT_FOUND -> new Answer.Unknown();
      default -> later();
    };
  }

  private Answer receipt(UUID batch) {
    Optional<JsonObject> parsed = json();
    if (parsed.isEmpty()) return new Answer.Later("status " + status + " without receipt", none());
    JsonObject receipt = parsed.get();
    if (!text(receipt, "batch").equalsIgnoreCase(batch.toString())) {
      return new Answer.Later("status " + status + " with the receipt of another batch", none());
    }
    /* A hub speaks of the destination in `delivery`; what it says of itself comes second. */
    if (receipt.getValue("delivery") instanceof JsonObject delivery) {
      return switch (text(delivery, "state")) {
        case "delivered" -> new Answer.Delivered(member(delivery, "receipt").orElse(text()));
        case "refused" -> new Answer.Refused(bounded(member(delivery, "problem").orElse(text())));
        default -> new Answer.Relayed();
      };
    }
    return switch (text(receipt, "state")) {
      case "stored", "delivered" -> new Answer.Delivered(text());
      case "relayed" -> new Answer.Relayed();
      case "refused" -> new Answer.Refused(problem());
      default -> new Answer.Later("status " + status + " with a receipt without state", none());
    };
  }

  private Answer later() {
    return new Answer.Later(problem(), retryAfter);
  }

  /// The document that it is, if it is one.
  public Optional<JsonObject> json() {
    try {
      return Optional.of(new JsonObject(body));
    } catch (DecodeException | ClassCastException notOne) {
      return Optional.empty();
    }
  }

  private String problem() {
    return json().isPresent() ? bounded(text()) : "status " + status;
  }

  private String text() {
    return body.toString();
  }

  private static String bounded(String text) {
    return text.length() <= PROBLEM_CHARACTERS ? text : text.substring(0, PROBLEM_CHARACTERS) + "…";
  }

  private static String text(JsonObject object, String member) {
    return object.getValue(member) instanceof String text ? text : "";
  }

  private static Optional<String> member(JsonObject object, String member) {
    return switch (object.getValue(member)) {
      case JsonObject nested -> Optional.of(nested.encode());
      case String text -> Optional.of(text.replace("\0", ""));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Duration> none() {
    return Optional.empty();
  }
}
