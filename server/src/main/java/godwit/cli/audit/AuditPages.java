package godwit.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.cli.admin.OpsClient;
import godwit.cli.admin.RefusalText;
import godwit.console.CommandFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.function.Consumer;

/// The audit of a running node, page by page.
final class AuditPages {
  private static final int OK = 200;

  private AuditPages() {}

  /// Hands on every link of the chain, oldest first.
  static void each(OpsClient client, Consumer<JsonNode> taker)
      throws IOException, InterruptedException {
    String next = "";
    do {
      JsonNode page = object(client.get("/admin/audit?after=" + next));
      if (!page.path("entries").isArray()) {
        throw new CommandFailure("what answers is no node: it lists no entries");
      }
      page.path("entries").forEach(taker);
      next = page.path("next").asText("");
    } while (!next.isEmpty());
  }

  /// The document of an answer.
  static JsonNode object(HttpResponse<String> answer) {
    if (answer.statusCode() != OK) {
      throw new CommandFailure(RefusalText.of(answer.statusCode(), answer.body()));
    }
    return RefusalText.object(answer.body())
        .orElseThrow(() -> new CommandFailure("what answers is no node: it sends no document"));
  }
}
