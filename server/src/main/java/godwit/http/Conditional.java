package godwit.http;

import godwit.codec.batch.Digest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.List;

/// A document that a client may keep for a while, and then ask whether it still holds.
///
/// It depends on who asks and in which form, so only the client itself may keep it.
public final class Conditional {
  private static final String KEEP = "private, max-age=60";
  private static final int TAG_BYTES = 16;

  private Conditional() {}

  public static void send(RoutingContext context, String type, Buffer body) {
    /* The same bytes under another type are another representation. */
    byte[] bytes = Buffer.buffer(type).appendBuffer(body).getBytes();
    String tag =
        '"' + HexFormat.of().formatHex(Digest.hash(bytes, 0, bytes.length), 0, TAG_BYTES) + '"';
    HttpServerResponse response = context
        .response()
        .putHeader(HttpHeaders.ETAG, tag)
        .putHeader(HttpHeaders.CACHE_CONTROL, KEEP)
        .putHeader(HttpHeaders.VARY, "Accept");
    if (isHeld(context.request(), tag)) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    Answers.end(context.request(), body);
  }

  /// Whether the client says that it holds what has this tag.
  ///
  /// - source: RFC 9110, section 13.1.2: compared weakly, and a star is any
  public static boolean isHeld(HttpServerRequest request, String tag) {
    List<String> headers = request.headers().getAll(HttpHeaders.IF_NONE_MATCH);
    for (String each : String.join(",", headers).split(",", -1)) {
      String held = each.strip();
      if (held.equals("*") || held.equals(tag) || held.equals("W/" + tag)) return true;
    }
    return false;
  }
}
