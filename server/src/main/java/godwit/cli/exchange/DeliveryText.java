package godwit.cli.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import godwit.cli.admin.OpsClient;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

/// What a node says of batches, as lines for people.
final class DeliveryText {
  private static final int OK = 200;
  private static final int PROBLEM_CHARACTERS = 60;

  private DeliveryText() {}

  /// The document of an answer.
  static JsonNode object(HttpResponse<String> answer) {
    if (answer.statusCode() != OK) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    return RefusalText.object(answer.body())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it sends no document"));
  }

  /// A page of batches.
  static JsonNode page(HttpResponse<String> answer) {
    JsonNode page = object(answer);
    if (page.path("deliveries").isArray()) return page;
    throw new CommandFailure("what answers is no node: it lists no batches");
  }

  /// Asks the node to do something to a batch.
  static JsonNode change(OpsClient client, UUID batch, String verb, boolean dryRun)
      throws IOException, InterruptedException {
    var body = JsonNodeFactory.instance.objectNode().put("dryRun", dryRun);
    return object(client.post("/admin/delivery/" + batch + "/" + verb, body));
  }

  static String changed(JsonNode done) {
    boolean dry = done.path("dryRun").asBoolean();
    return "%s  for %s, %d records: %s, %s %s"
        .formatted(
            done.path("batch").asText(),
            done.path("destination").asText(),
            done.path("records").asLong(),
            done.path("was").asText(),
            dry ? "would be" : "is now",
            done.path("state").asText());
  }

  static String table(List<JsonNode> batches) {
    if (batches.isEmpty()) return "none";
    String format = "%-36s  %-15s  %-11s  %8s  %9s  %-20s  %s";
    StringBuilder lines = new StringBuilder(format.formatted(
        "BATCH", "DESTINATION", "STATE", "ATTEMPTS", "RECORDS", "SINCE", "PROBLEM"));
    for (JsonNode each : batches) {
      String problem = each.path("problem").asText();
      lines
          .append('\n')
          .append(format.formatted(
              each.path("batch").asText(),
              each.path("destination").asText(),
              each.path("state").asText(),
              each.path("attempts").asInt(),
              each.path("records").asLong(),
              each.path("since").asText(),
              problem.substring(0, Math.min(PROBLEM_CHARACTERS, problem.length()))));
    }
    return lines.toString();
  }

  static String details(JsonNode batch) {
    StringBuilder lines = new StringBuilder();
    batch.fields().forEachRemaining(member -> {
      if (!lines.isEmpty()) lines.append('\n');
      JsonNode value = member.getValue();
      lines.append("%-12s %s"
          .formatted(member.getKey(), value.isTextual() ? value.asText() : value.toString()));
    });
    return lines.toString();
  }
}
