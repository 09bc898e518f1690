package godwit.http;

import godwit.codec.payload.RoutingCode;
import godwit.domain.MixPolicy;
import io.vertx.core.json.JsonObject;

/// Links as clients follow them: whoever knows `/resolver` and the relations needs no path.
///
/// - shape: `{"href"}`, or `{"href", "templated": true}` with variables in braces
/// - units: none
/// - errors: none
/// - source: HAL, draft-kelly-json-hal; templates are those of RFC 6570
public final class Hal {
  private Hal() {}

  public static JsonObject link(String href) {
    return new JsonObject().put("href", href);
  }

  public static JsonObject template(String href) {
    return link(href).put("templated", true);
  }

  /// An authority as documents name it.
  public static JsonObject code(RoutingCode code) {
    return code.custom()
        ? new JsonObject().put("custom", code.hex())
        : new JsonObject().put("country", code.country()).put("state", code.state());
  }

  /// When exposures of an authority's own users leave, in seconds.
  public static JsonObject mix(MixPolicy policy) {
    return new JsonObject()
        .put("every", policy.every().toSeconds())
        .put("cases", policy.cases())
        .put("atMost", policy.atMost().toSeconds());
  }
}
