package godwit.cli.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/// What a server answered instead of what was asked for, as a line for an operator.
///
/// - shape: `title: detail (offset N, block N)` of an `application/problem+json` document
/// - units: at most [#MAX_CHARACTERS]; control characters are left out
/// - errors: none; an answer that is no problem document gives its status alone
/// - source: RFC 9457; docs/protocol.md, "Errors"
public final class RefusalText {
  private static final int MAX_CHARACTERS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RefusalText() {}

  public static String of(int status, String body) {
    Optional<JsonNode> problem = object(body).filter(read -> read.path("title").isTextual());
    if (problem.isEmpty()) return "refused with status " + status;
    var line = new StringBuilder("refused with status " + status);
    line.append(": ").append(problem.get().path("title").asText());
    String detail = problem.get().path("detail").asText("");
    if (!detail.isEmpty()) line.append(": ").append(detail);
    String where = where(problem.get());
    if (!where.isEmpty()) line.append(" (").append(where).append(')');
    String clean = line.toString().replaceAll("\\p{Cntrl}", " ");
    return clean.substring(0, Math.min(MAX_CHARACTERS, clean.length()));
  }

  /// The one JSON object that a text is.
  public static Optional<JsonNode> object(String text) {
    try {
      return Optional.ofNullable(JSON.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static String where(JsonNode problem) {
    var where = new StringBuilder();
    for (String member : new String[] {"offset", "block", "pointer"}) {
      if (!problem.has(member)) continue;
      if (!where.isEmpty()) where.append(", ");
      where.append(member).append(' ').append(problem.get(member).asText());
    }
    return where.toString();
  }
}
