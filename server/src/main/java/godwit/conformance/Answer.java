package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// What a server answered, and what can be expected of it.
///
/// @param body at most as much as [Server] reads of one
/// @param http2 whether it came over HTTP/2
/// @param continued whether the server had asked for the body
record Answer(int status, MultiMap headers, byte[] body, boolean http2, boolean continued) {
  static final String HAL = "application/hal+json";
  static final String JSON = "application/json";
  static final String OCTETS = "application/octet-stream";

  private static final ObjectMapper READER = new ObjectMapper();
  private static final String PROBLEM = "application/problem+json";
  private static final String REASON = "urn:hix:problem:";

  Answer is(int expected) {
    Mismatch.unless(status == expected, "" + expected, this);
    return this;
  }

  /// Is a problem of this reason.
  Answer isProblem(int expected, String reason) {
    return problem(expected, REASON + reason);
  }

  /// Is a problem that needs no reason beyond its status.
  Answer isPlainProblem(int expected) {
    return problem(expected, "about:blank");
  }

  private Answer problem(int expected, String type) {
    String said = json().path("type").asText();
    boolean right = status == expected && said.equals(type);
    Mismatch.unless(right, expected + " " + type.replace(REASON, ""), this);
    isOf(PROBLEM);
    Mismatch.unlessEqual(
        "status in the problem", expected, json().path("status").asInt());
    Mismatch.unless(
        json().path("title").isTextual(), "a title in the problem", json().path("title"));
    return this;
  }

  Answer isOf(String mediaType) {
    String said =
        header("content-type").toLowerCase(Locale.ROOT).split(";", -1)[0].strip();
    Mismatch.unlessEqual("content type", mediaType, said);
    return this;
  }

  /// Has a header whose value matches a regular expression.
  Answer has(String name, String pattern) {
    Mismatch.unless(
        header(name).matches(pattern), "header " + name + ": " + pattern, quoted(header(name)));
    return this;
  }

  /// A header's value, empty if it is not there.
  public String header(String name) {
    return Optional.ofNullable(headers.get(name)).orElse("");
  }

  /// The body as JSON; nothing if it is none.
  JsonNode json() {
    try {
      return Optional.ofNullable(READER.readTree(body)).orElse(MissingNode.getInstance());
    } catch (IOException none) {
      return MissingNode.getInstance();
    }
  }

  /// Status and reason of a problem; else status and the body's start.
  @Override
  public String toString() {
    JsonNode type = json().path("type");
    String detail = json().path("detail").asText();
    return type.isTextual()
        ? status + " " + type.asText().replace(REASON, "") + (detail.isEmpty() ? "" : ": " + detail)
        : status + " " + header("content-type") + " " + new String(body, StandardCharsets.UTF_8);
  }

  static String quoted(String value) {
    return value.isEmpty() ? "none" : '"' + value + '"';
  }
}
