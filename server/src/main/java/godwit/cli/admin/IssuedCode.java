package godwit.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.console.CommandFailure;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.regex.Pattern;

/// A code that a node has issued: printed once, and kept nowhere else.
///
/// @param expires as the node says it
record IssuedCode(String code, String expires) {
  private static final int CREATED = 201;

  /* Crockford's base 32: no I, L, O or U. */
  private static final Pattern CODE = Pattern.compile("[0-9A-HJKMNP-TV-Z]{16}");

  /// Reads a node's answer.
  ///
  /// @param address of the node
  static IssuedCode of(HttpResponse<String> answer, String address) {
    if (answer.statusCode() != CREATED) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    Optional<JsonNode> issued = RefusalText.object(answer.body());
    String code = issued.map(read -> read.path("code").asText()).orElse("").replace("-", "");
    if (!CODE.matcher(code).matches()) {
      throw new CommandFailure("what answers at " + address + " is no node: it gave no code");
    }
    return new IssuedCode(
        code, issued.map(read -> read.path("expires").asText()).orElse(""));
  }

  /// The same for people: the code in groups.
  String text() {
    return "code     " + code.replaceAll("(.{4})(?!$)", "$1-") + "\nexpires  " + expires;
  }
}
