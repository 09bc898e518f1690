package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import godwit.fixture.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `code revoke` and `forget`: what they ask a node, and what they print of its answer.
@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class TakebackCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CASE = "00000000-0000-0000-0000-00000000000a";
  private static final String PLAN = "00000000-0000-0000-0000-00000000000b";

  private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private HttpServer node;
  private int status = 200;
  private String answer = """
      {"id": "00000000-0000-0000-0000-00000000000b", "cases": 2, "exposures": 7, "sentAgain": 1,
       "destinations": [{"authority": "578/0", "exposures": 7, "sentAgain": 1}], "more": 1}""";

  @BeforeEach
  void startANode() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/admin/", exchange -> {
      try (exchange) {
        assertEquals("1", exchange.getRequestHeaders().getFirst("X-Godwit-Admin"));
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        asked.add(exchange.getRequestURI() + " " + body);
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    });
    node.start();
  }

  @AfterEach
  void stopIt() {
    node.stop(0);
  }

  @Test
  void asksForWhatItIsTold() {
    assertEquals(0, run("code", "revoke", "--case", CASE, "--dry-run").status());
    assertEquals("/admin/revocation {\"case\":\"" + CASE + "\",\"dryRun\":true}", asked.remove());
    assertEquals(0, run("code", "revoke", "--code", "7K3M-9QXA-2TRB-W0DE").status());
    assertEquals("/admin/revocation {\"code\":\"7K3M-9QXA-2TRB-W0DE\"}", asked.remove());
    assertEquals(
        0,
        run("code", "revoke", "--test-lab-day", "2026-11-20", "--confirm", PLAN).status());
    assertEquals(
        "/admin/revocation {\"testLabDay\":\"2026-11-20\",\"confirm\":\"" + PLAN + "\"}",
        asked.remove());
    assertEquals(0, run("forget", "--case", CASE).status());
    assertEquals("/admin/case/removal {\"case\":\"" + CASE + "\"}", asked.remove());
    for (String[] wrong : new String[][] {
      {"code", "revoke"},
      {"code", "revoke", "--case", "7"},
      {"code", "revoke", "--case", CASE, "--code", "7K3M9QXA2TRBW0DE"},
      {"code", "revoke", "--test-lab-day", "yesterday"},
      {"forget"}
    }) {
      assertEquals(2, run(wrong).status(), String.join(" ", wrong));
    }
    assertEquals(0, asked.size());
  }

  @Test
  void printsWhatTheNodeCounted() throws IOException {
    JsonNode json = run("code", "revoke", "--case", CASE, "--json").json();
    assertEquals(PLAN, json.path("id").asText());
    assertEquals(2, json.path("cases").asInt());
    assertEquals(7, json.path("exposures").asInt());
    assertEquals(1, json.path("sentAgain").asInt());
    assertEquals("578/0", json.path("destinations").path(0).path("authority").asText());
    String text = run("code", "revoke", "--case", CASE, "--dry-run").out();
    assertTrue(text.contains("would take  7 exposures"), text);
    assertTrue(text.contains("578/0  7, again 1"), text);
  }

  @Test
  void saysWhyTheNodeRefuses() {
    status = 409;
    answer = """
        {"title": "Conflict", "detail": "101 cases at once are taken back only with a dry run"}""";
    CommandRun run = run("code", "revoke", "--test-lab-day", "2026-11-20");
    assertEquals(1, run.status());
    assertTrue(run.err().contains("101 cases at once"), run.err());
    status = 200;
    answer = "{}";
    assertEquals(1, run("forget", "--case", CASE).status());
  }

  private CommandRun run(String... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add("--ops");
    all.add("http://127.0.0.1:" + node.getAddress().getPort());
    return CommandRun.of(all.toArray());
  }
}
