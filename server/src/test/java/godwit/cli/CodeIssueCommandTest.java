package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import godwit.fixture.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
class CodeIssueCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  Path folder;

  private final LinkedBlockingQueue<JsonNode> asked = new LinkedBlockingQueue<>();
  private HttpServer node;
  private Path config;
  private int status = 201;
  private String answer = """
      {"code": "0123456789ABCDEF", "expires": "2026-11-24T10:00:00Z", "_links": {},
       "case": "00000000-0000-0000-0000-00000000000a"}""";

  @BeforeEach
  void startANode() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext("/admin/code", exchange -> {
      try (exchange) {
        assertEquals("POST", exchange.getRequestMethod());
        assertEquals("1", exchange.getRequestHeaders().getFirst("X-Godwit-Admin"));
        asked.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    });
    node.start();
    config = folder.resolve("godwit.yaml");
    listenOn(node.getAddress().getPort());
  }

  @AfterEach
  void stopIt() {
    node.stop(0);
  }

  @Test
  void printsTheCodeInGroups() {
    CommandRun run = issue("--test-date", "2026-11-20", "--onset", "2026-11-18");
    assertEquals(0, run.status(), run.err());
    assertEquals("""
            code     0123-4567-89AB-CDEF
            expires  2026-11-24T10:00:00Z
            case     00000000-0000-0000-0000-00000000000a
            """, run.out());
    assertEquals(
        "{\"riskType\":1,\"testDate\":\"2026-11-20\",\"onset\":\"2026-11-18\","
            + "\"crossBorder\":true}",
        asked.remove().toString());
  }

  @Test
  void leavesOutWhatIsNotKnownAndKeepsToOneCountry() throws IOException {
    CommandRun run = issueAnswered("--test-date", "2026-11-20", "--no-cross-border", "--json");
    assertEquals(
        "{\"code\":\"0123456789ABCDEF\",\"expires\":\"2026-11-24T10:00:00Z\","
            + "\"case\":\"00000000-0000-0000-0000-00000000000a\"}",
        run.json().toString());
    JsonNode body = asked.remove();
    assertFalse(body.has("onset"));
    assertFalse(body.get("crossBorder").asBoolean());
  }

  @Test
  void givesAnotherCodeOfACase() throws IOException {
    String id = "00000000-0000-0000-0000-00000000000a";
    CommandRun run = another(id);
    assertEquals(0, run.status(), run.err());
    assertEquals("{\"case\":\"" + id + "\"}", asked.remove().toString());
    assertEquals(0, another(id, "--no-cross-border").status());
    assertEquals(
        "{\"case\":\"" + id + "\",\"crossBorder\":false}", asked.remove().toString());
    assertEquals(2, another("7").status());
    assertEquals(2, another(id, "--test-date", "2026-11-20").status());
    assertEquals(0, asked.size());
  }

  private CommandRun another(String id, String... options) {
    Object[] args = new Object[options.length + 6];
    Object[] first = {"code", "issue", "--config", config, "--case", id};
    System.arraycopy(first, 0, args, 0, first.length);
    System.arraycopy(options, 0, args, first.length, options.length);
    return CommandRun.of(args);
  }

  @Test
  void neverTakesConsentForGranted() {
    CommandRun run = issueAnswered("--test-date", "2026-11-20");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("--[no-]cross-border"), run.err());
    assertEquals(0, asked.size());
  }

  @Test
  void saysWhyTheNodeRefuses() {
    status = 400;
    answer = """
        {"title": "The document is not what is expected here", "detail": "onset after test"}""";
    CommandRun run = issue("--test-date", "2026-11-20");
    assertEquals(1, run.status());
    assertEquals("", run.out());
    assertEquals(
        "godwit: refused with status 400: The document is not what is expected here:"
            + " onset after test\n",
        run.err());
  }

  @Test
  void believesNothingThatIsNoCode() {
    for (String other : new String[] {"", "{}", "[1]", "{\"code\": \"0123456789ABCDEI\"}"}) {
      answer = other;
      CommandRun run = issue("--test-date", "2026-11-20");
      assertEquals(1, run.status());
      assertTrue(run.err().contains("it gave no code"), run.err());
    }
    answer = "x".repeat(100_000);
    assertEquals(1, issue("--test-date", "2026-11-20").status());
  }

  @Test
  void saysThatNoNodeRuns() {
    node.stop(0);
    CommandRun run = issue("--test-date", "2026-11-20");
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("godwit: no node answers at 127.0.0.1:"), run.err());
  }

  @Test
  void aPortThatTheNodePicksIsNotKnown() throws IOException {
    listenOn(0);
    CommandRun run = issue("--test-date", "2026-11-20");
    assertEquals(1, run.status());
    assertTrue(run.err().startsWith("godwit: listen.ops.port is 0"), run.err());
  }

  @Test
  void asksWhereItIsTold() {
    String url = "http://127.0.0.1:" + node.getAddress().getPort();
    CommandRun run = CommandRun.of(
        "code",
        "issue",
        "--ops",
        url,
        "--risk-type",
        1,
        "--test-date",
        "2026-11-20",
        "--cross-border");
    assertEquals(0, run.status(), run.err());
    assertEquals(1, asked.remove().get("riskType").asInt());
    CommandRun wrong = CommandRun.of(
        "code",
        "issue",
        "--ops",
        "ftp://x",
        "--risk-type",
        1,
        "--test-date",
        "2026-11-20",
        "--cross-border");
    assertEquals(1, wrong.status());
    assertTrue(wrong.err().contains("--ops needs an address"), wrong.err());
  }

  private CommandRun issue(String... options) {
    String[] answered = Arrays.copyOf(options, options.length + 1);
    answered[options.length] = "--cross-border";
    return issueAnswered(answered);
  }

  private CommandRun issueAnswered(String... options) {
    Object[] args = new Object[options.length + 6];
    Object[] first = {"code", "issue", "--config", config, "--risk-type", "confirmed-test"};
    System.arraycopy(first, 0, args, 0, first.length);
    System.arraycopy(options, 0, args, first.length, options.length);
    return CommandRun.of(args);
  }

  private void listenOn(int port) throws IOException {
    Files.writeString(config, """
        authority: { country: 250, state: 0 }
        listen: { ops: { host: 127.0.0.1, port: %d } }
        tls: { certificate: a.pem, key: a.key, trust: ca.pem }
        """.formatted(port));
  }
}
