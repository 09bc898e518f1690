package godwit.bridge.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.spool.Spool;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What an answer of the authority means for a batch.
sealed interface UplinkAnswer {
  /// The authority has it.
  ///
  /// @param warning what an operator should know all the same
  record Delivered(Optional<String> warning) implements UplinkAnswer {}

  /// To be tried again.
  ///
  /// @param retryAfter as the answer says, if it says
  record Later(String reason, Optional<String> retryAfter) implements UplinkAnswer {}

  /// Too large for the authority.
  record TooLarge(String reason) implements UplinkAnswer {}

  /// Never taken in this form.
  record Refused(String reason) implements UplinkAnswer {}

  /// What a status and a body mean.
  ///
  /// - shape: a receipt, or a problem (RFC 9457)
  /// - units: none
  /// - errors: what is neither is tried again
  /// - source: docs/protocol.md, "Receipt" and "Problems"
  static UplinkAnswer of(Spool.Batch batch, int status, byte[] body, Optional<String> retryAfter) {
    JsonNode json = json(body);
    String type = json.path("type").asText("");
    String problem = type.startsWith(PROBLEM) ? type.substring(PROBLEM.length()) : "";
    String reason = problem.isEmpty() ? "status " + status : status + " " + shown(problem);
    if (status == 200 || status == 201) return receipt(batch, json);
    if (status == 413) return new TooLarge(reason);
    if (status == 422 && problem.equals("nothing-accepted") && fits(batch, json)) {
      return new Delivered(Optional.of("the authority accepted none of its records"));
    }
    boolean last = FINAL.contains(status) && !problem.isEmpty() && !MENDED.contains(problem);
    return last ? new Refused(reason) : new Later(reason, retryAfter);
  }

  String PROBLEM = "urn:hix:problem:";
  Set<Integer> FINAL = Set.of(400, 403, 404, 409, 415, 422);

  /* Those that somebody at the authority mends: nothing is wrong with the batch. */
  Set<String> MENDED = Set.of(
      "unknown-peer",
      "unknown-authority",
      "unknown-venue",
      "not-authorised-for-origin",
      "not-authorised-for-destination",
      "not-authorised-for-venue",
      "signature-required");

  private static UplinkAnswer receipt(Spool.Batch batch, JsonNode json) {
    String state = json.path("state").asText("");
    boolean kept = state.equals("stored") || state.equals("delivered");
    if (!kept || !fits(batch, json)) {
      return new Later("an answer that is no receipt of this batch", Optional.empty());
    }
    long accepted = json.path("accepted").asLong(-1);
    return new Delivered(
        accepted >= 0 && accepted < batch.records()
            ? Optional.of("the authority rejected " + (batch.records() - accepted) + " records")
            : Optional.empty());
  }

  private static boolean fits(Spool.Batch batch, JsonNode json) {
    return json.path("batch").asText("").equals(batch.id().toString())
        && json.path("records").asLong(-1) == batch.records()
        && json.path("digest").asText("").equalsIgnoreCase(BatchDigest.hex(batch.bytes()));
  }

  private static JsonNode json(byte[] body) {
    try {
      JsonNode json = new ObjectMapper().readTree(body);
      return json == null ? new ObjectMapper().createObjectNode() : json;
    } catch (JsonProcessingException _) {
      return new ObjectMapper().createObjectNode();
    } catch (java.io.IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  /// A reason without anything that a log should not hold.
  private static String shown(String problem) {
    String lower = problem.toLowerCase(Locale.ROOT);
    return lower.matches("[a-z0-9-]{1,60}") ? lower : "a problem of another kind";
  }
}
