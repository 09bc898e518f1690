package godwit.http.contract;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import godwit.config.ServerConfig;
import godwit.domain.Limits;
import godwit.domain.ProblemType;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.TestClient;
import godwit.http.Callers;
import godwit.http.Contract;
import godwit.http.LoopContext;
import godwit.http.ProblemStatus;
import godwit.http.Routing;
import godwit.http.contract.ContractCases.Case;
import godwit.http.device.DeviceRoutes;
import godwit.http.peer.PeerRoutes;
import io.vertx.core.Future;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The OpenAPI documents and the routes say the same: every operation, status, header and body.
class ContractTest extends PeerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path VECTORS = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../vectors")
      .normalize();

  private ContractStage stage;

  @Override
  public Limits limits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        ContractCases.BODY_BYTES, 200, 16 << 20, 21, 1, usual.streamBytes(), 4, 1_000, 200, 100);
  }

  @Override
  public ServerConfig configured(ServerConfig usual) {
    return RunningNode.withUsers(usual);
  }

  @BeforeAll
  void prepare() {
    stage = new ContractStage(node);
  }

  @Test
  void everyStatusOfEveryOperationHasACaseAndNoneIsElsewhere() {
    List<String> documented = new ArrayList<>();
    for (Contract contract : Contract.values()) {
      operations(
          contract,
          (named, operation) -> operation
              .path("responses")
              .fieldNames()
              .forEachRemaining(status -> documented.add(contract + " " + named + " " + status)));
    }
    assertEquals(
        documented.stream().sorted().toList(),
        ContractCases.list().stream().map(Case::key).distinct().sorted().toList());
  }

  @Test
  void everyRouteThatIsMountedIsDocumentedAndNoOther() {
    LoopContext loop = LoopContext.of(node.context(), node.vertx(), node.pool());
    Callers callers = new Callers(node.context().federation(), node.context().clock());
    assertEquals(documented(Contract.PEERS), mounted(new PeerRoutes(loop, callers).router()));
    assertEquals(documented(Contract.DEVICES), mounted(new DeviceRoutes(loop).router()));
  }

  static Stream<Case> cases() {
    return ContractCases.list().stream().filter(each -> !ContractCases.SLOW.contains(each.key()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isAnsweredAsDocumented(Case each) throws JsonProcessingException {
    check(each, each.script().on(stage));
  }

  @Test
  @Tag("long")
  void aBodyOnWhichNothingComesIsAnsweredAsDocumented() throws JsonProcessingException {
    List<Future<TestClient.Reply>> replies = List.of(
        stage.silent(stage.france, NORWAY),
        stage.silent(stage.france, NORWAY + "/1"),
        stage.silent(stage.france, "/exposure/custom/033a0001"),
        stage.silent(stage.gateway, "/contact"),
        stage.silent(stage.phone, "/contact", "authorization", stage.bearer()));
    for (int index = 0; index < replies.size(); index++) {
      String key = ContractCases.SLOW.get(index);
      Case slow = ContractCases.list().stream()
          .filter(each -> each.key().equals(key))
          .findFirst()
          .orElseThrow();
      check(slow, await(replies.get(index)));
    }
  }

  @Test
  void everyReasonIsDocumentedWithItsStatus() {
    Set<String> expected = new TreeSet<>();
    Set<String> documented = new TreeSet<>();
    for (ProblemType type : ProblemType.values()) {
      expected.add(ProblemStatus.of(type) + " " + type.word());
    }
    for (Contract contract : Contract.values()) {
      JsonNode document = document(contract);
      operations(
          contract,
          (_, operation) -> operation
              .path("responses")
              .fields()
              .forEachRemaining(response -> SchemaCheck.resolved(document, response.getValue())
                  .findValues("type")
                  .forEach(type -> reasons(type)
                      .forEach(word -> documented.add(response.getKey() + " " + word)))));
    }
    assertEquals(expected, documented);
  }

  @ParameterizedTest
  @EnumSource
  void examplesAreWhatTheirSchemasSay(Contract contract) {
    JsonNode document = document(contract);
    List<JsonNode> contents = document.findParents("examples");
    assertTrue(contents.size() >= 10, "" + contents.size());
    for (JsonNode content : contents) {
      for (JsonNode example : content.path("examples")) {
        assertEquals(
            List.of(),
            SchemaCheck.breaches(document, content.path("schema"), example.path("value")),
            example.toString());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"PEERS, Batch, batch-json", "DEVICES, ContactBatch, contact-json"})
  void goldenDocumentsAreWhatTheirSchemasSay(Contract contract, String schema, String folder)
      throws IOException {
    JsonNode document = document(contract);
    try (Stream<Path> files = Files.list(VECTORS.resolve(folder))) {
      for (Path file : files.toList()) {
        assertEquals(
            List.of(),
            SchemaCheck.breaches(
                document,
                document.path("components").path("schemas").path(schema),
                JSON.readTree(Files.readAllBytes(file))),
            file.toString());
      }
    }
  }

  private static void check(Case each, TestClient.Reply reply) throws JsonProcessingException {
    assertEquals(each.status(), reply.status(), reply.problemAt());
    JsonNode document = document(each.document());
    JsonNode response = SchemaCheck.resolved(
        document,
        document
            .path("paths")
            .path(each.path())
            .path(each.method())
            .path("responses")
            .path("" + each.status()));
    response.path("headers").fields().forEachRemaining(header -> {
      JsonNode described = SchemaCheck.resolved(document, header.getValue());
      String value = reply.header(header.getKey());
      if (value.isEmpty()) {
        assertTrue(!described.path("required").asBoolean(), "no " + header.getKey());
        return;
      }
      JsonNode text = JSON.getNodeFactory().textNode(value);
      assertEquals(
          List.of(),
          SchemaCheck.breaches(document, described.path("schema"), text),
          header.getKey());
    });
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      assertEquals(0, reply.body().length());
      return;
    }
    String type = reply.header("content-type");
    assertTrue(content.has(type), type + " is not in " + content);
    if (!type.endsWith("json")) return;
    JsonNode body = JSON.readTree(reply.body().toString());
    JsonNode schema = content.path(type).path("schema");
    assertEquals(List.of(), SchemaCheck.breaches(document, schema, body), body.toString());
    if (!each.path().equals("/openapi.json")) { // what that one may hold, OpenAPI itself says
      assertEquals(List.of(), SchemaCheck.undocumented(document, schema, body), body.toString());
    }
    JsonNode more = body.deepCopy();
    for (JsonNode open : more.isArray() ? more : List.of(more)) {
      ((ObjectNode) open).put("x-member-to-come", 1);
    }
    assertEquals(List.of(), SchemaCheck.breaches(document, schema, more), "closed: " + type);
  }

  /* Reasons stand in "enum" or "const" of a problem's type. */
  private static List<String> reasons(JsonNode type) {
    List<String> words = new ArrayList<>();
    type.path("enum").forEach(each -> words.add(each.asText()));
    if (type.has("const")) words.add(type.path("const").asText());
    return words.stream()
        .filter(word -> word.startsWith("urn:hix:problem:"))
        .map(word -> word.replace("urn:hix:problem:", ""))
        .toList();
  }

  private static Set<String> documented(Contract contract) {
    Set<String> named = new TreeSet<>();
    operations(contract, (name, _) -> named.add(name));
    return named;
  }

  private static Set<String> mounted(Router router) {
    Set<String> named = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      if (route.getPath() == null) continue;
      String path = route.getPath().replaceAll(":([a-z]+)", "{$1}");
      for (String method : route.<String>getMetadata(Routing.METHODS).split(", ", -1)) {
        named.add(method.toLowerCase(Locale.ROOT) + " " + path);
      }
    }
    return named;
  }

  private static void operations(Contract contract, BiConsumer<String, JsonNode> each) {
    document(contract)
        .path("paths")
        .fields()
        .forEachRemaining(path -> path.getValue()
            .fields()
            .forEachRemaining(operation ->
                each.accept(operation.getKey() + " " + path.getKey(), operation.getValue())));
  }

  private static JsonNode document(Contract contract) {
    try {
      return JSON.readTree(contract.document().getBytes());
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }
}
