package godwit.http;

import godwit.domain.ProblemType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A small JSON body, read whole: for requests of a few members, never for batches.
public final class SmallJson {
  private static final int MAX_BYTES = 16 * 1024;
  private static final int SECONDS = 10;

  private SmallJson() {}

  /// A member that has to be there, and text.
  ///
  /// @throws Refusal if it is not
  public static String text(JsonObject body, String name) {
    if (body.getValue(name) instanceof String text) return text;
    throw Refusal.at(ProblemType.BAD_JSON, "/" + name, name + " is missing, or no text");
  }

  /// A member that has to be there, and a whole number within bounds.
  ///
  /// @throws Refusal if it is not
  public static long whole(JsonObject body, String name, long least, long most) {
    Object value = body.getValue(name);
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= least && number <= most) return number;
    }
    throw Refusal.at(
        ProblemType.BAD_JSON, "/" + name, name + " is a number from " + least + " to " + most);
  }

  /// A member that may be missing, and is true or false.
  ///
  /// @throws Refusal if it is anything else
  public static Optional<Boolean> flag(JsonObject body, String name) {
    if (!body.containsKey(name)) return Optional.empty();
    if (body.getValue(name) instanceof Boolean flag) return Optional.of(flag);
    throw Refusal.at(ProblemType.BAD_JSON, "/" + name, name + " is neither true nor false");
  }

  /// Fails with a [Refusal] if the body is too large, comes too slowly, or is no JSON object.
  public static Future<JsonObject> read(HttpServerRequest request) {
    return bytes(request).map(SmallJson::parse);
  }

  /// The JSON object that a body is.
  ///
  /// @throws Refusal if it is none
  public static JsonObject parse(Buffer body) {
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      throw Refusal.at(ProblemType.BAD_JSON, "", "send a JSON object");
    }
  }

  /// A small body as it came. Fails with a [Refusal] if it is too large, or comes too slowly.
  public static Future<Buffer> bytes(HttpServerRequest request) {
    if (Bodies.claimedBytes(request) > MAX_BYTES) return Future.failedFuture(tooLarge());
    Promise<Buffer> read = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() + chunk.length() > MAX_BYTES) {
        request.handler(_ -> {});
        read.tryFail(tooLarge());
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.exceptionHandler(read::tryFail);
    request.endHandler(_ -> read.tryComplete(body));
    Bodies.proceed(request);
    return read.future()
        .timeout(SECONDS, TimeUnit.SECONDS)
        .recover(failure ->
            Future.failedFuture(failure instanceof TimeoutException ? tooSlow() : failure));
  }

  private static Refusal tooSlow() {
    return Refusal.of(ProblemType.TOO_SLOW, "send so few bytes within " + SECONDS + " s");
  }

  private static Refusal tooLarge() {
    return Refusal.of(ProblemType.TOO_LARGE, "at most " + MAX_BYTES + " bytes");
  }
}
