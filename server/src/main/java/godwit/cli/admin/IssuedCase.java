package godwit.cli.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import godwit.console.CommandFailure;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.UUID;

/// A code that a node has issued, and the case that it is of: by this staff find it again.
///
/// @param expires as the node says it
/// @param caseId as the node says it
record IssuedCase(
    String code, String expires, @JsonProperty("case") String caseId) {
  /// Reads a node's answer.
  ///
  /// @param address of the node
  static IssuedCase of(HttpResponse<String> answer, String address) {
    IssuedCode issued = IssuedCode.of(answer, address);
    Optional<UUID> caseId =
        RefusalText.object(answer.body()).flatMap(read -> id(read.path("case")));
    return new IssuedCase(
        issued.code(),
        issued.expires(),
        caseId
            .orElseThrow(() ->
                new CommandFailure("what answers at " + address + " is no node: it named no case"))
            .toString());
  }

  String text() {
    return new IssuedCode(code, expires).text() + "\ncase     " + caseId;
  }

  private static Optional<UUID> id(JsonNode text) {
    try {
      return Optional.of(UUID.fromString(text.asText()));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
