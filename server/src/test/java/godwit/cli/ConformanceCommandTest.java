package godwit.cli;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.fixture.SpoilingProxy;
import godwit.fixture.SpoilingProxy.Answer;
import godwit.fixture.SpoilingProxy.Spoiler;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A node of our own passes every case; servers that differ from it fail those that say so.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceCommandTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final Spoiler HONEST = (_, answer) -> answer;

  private final Vertx vertx = Vertx.vertx();
  private Member norway;
  private Member france;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    norway = Member.sharing(vertx, folder, NORWAY)
        .configured(
            false, "country: 250, state: 0, delivery: pull, " + Member.pinned(folder, FRANCE));
    String config = Files.readString(norway.config());
    String told = "country: 578, state: 0, endpoints: [ \"https://no:1\", \"https://backup/no\" ]";
    Files.writeString(norway.config(), config.replaceFirst("country: 578, state: 0", told));
    norway.startHere();
    somethingWaitsForFrance();
    france = Member.sharing(vertx, folder, FRANCE)
        .configured(false, "country: 578, state: 0, delivery: pull");
  }

  /* A user of Norway's has met some from France. */
  private void somethingWaitsForFrance() throws IOException {
    CommandRun issued = CommandRun.of(
        "code",
        "issue",
        "--ops",
        "http://127.0.0.1:" + norway.ports().ops(),
        "--risk-type",
        "confirmed-test",
        "--test-date",
        NumberedBatches.today(),
        "--cross-border");
    String code = issued.out().lines().findFirst().orElse("").replaceFirst("code +", "");
    try (Caller phone = Caller.phone(vertx, norway.identity())) {
      int port = norway.ports().devices();
      String token = phone
          .postJson(port, "/authorisation", new JsonObject().put("code", code))
          .document()
          .getString("token");
      var batch = NumberedBatches.contacts(UUID.randomUUID(), NORWAY, FRANCE, 50);
      assertEquals(201, phone.postBatch(port, "/contact", token, batch).status());
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (norway.number("select count(*) from outgoing where magic = 'EXPOSURES'") == 0) {
      assertTrue(System.nanoTime() < end, norway::toString);
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    }
  }

  @AfterAll
  void stop() throws IOException {
    norway.close();
    france.close();
    vertx.close();
  }

  @Test
  void aNodeOfOurOwnPassesEveryCase() throws IOException {
    CommandRun run = run("https://localhost:" + norway.ports().peers(), "--json");
    JsonNode report = run.json();
    assertEquals(new TreeSet<>(), failed(report));
    assertEquals(0, run.status(), run.err());
    assertTrue(report.path("ok").asBoolean());
    assertEquals("578/0", report.path("authority").asText());
    assertTrue(report.path("passed").asInt() > 200, run.out());
    long left = norway.number("select sum(accepted) from batch where state = 'stored'");
    assertTrue(left < 10_000, "records left behind: " + left);
    for (JsonNode each : report.path("cases")) {
      if (!each.path("result").asText().equals("skip")) continue;
      String section = each.path("section").asText();
      String why = each.path("why").asText();
      if (why.equals("it is about midnight, UTC")) continue;
      assertEquals("", section + ": " + why);
    }
  }

  @Test
  void namesAndSectionsAreSaid() {
    try (var proxy = proxy(HONEST)) {
      CommandRun run = run(proxy.url(), "--only", "Digest");
      List<String> lines = run.out().lines().toList();
      assertEquals(proxy.url() + ", 578/0", lines.getFirst());
      assertTrue(lines.getLast().matches("[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped"));
      assertTrue(
          lines.stream()
              .anyMatch(line -> line.matches("pass +a wrong digest is bad-digest +Digest *")),
          run.out());
    }
  }

  @Test
  void peersAreToldTheAddressesThatAreConfigured() {
    var seen = new CopyOnWriteArrayList<JsonObject>();
    Spoiler watching = (path, answer) -> {
      if (path.equals("/resolver/578/0")) seen.add(answer.body().toJsonObject());
      return answer;
    };
    try (var proxy = proxy(watching)) {
      assertEquals(0, run(proxy.url(), "--only", "own authority resolves").status());
    }
    JsonArray endpoints = new JsonArray()
        .add(new JsonObject().put("url", "https://no:1").put("priority", 0))
        .add(new JsonObject().put("url", "https://backup/no").put("priority", 1));
    assertEquals(endpoints, seen.getFirst().getJsonArray("endpoints"));
  }

  /* Everything but the resolver is answered 200 with nothing in it: no case may be content. */
  @Test
  void noCaseIsContentWithAnAnswerThatSaysNothing() throws IOException {
    Spoiler empty = (path, answer) -> path.equals("/resolver") && answer.status() == 200
        ? answer
        : answer.status(200).body("{}").with("content-type", "application/json");
    var passed = new TreeSet<String>();
    try (var proxy = proxy(empty)) {
      CommandRun run = run(proxy.url(), "--json");
      assertEquals(1, run.status());
      for (JsonNode each : run.json().path("cases")) {
        boolean ofTheResolver =
            each.path("section").asText().matches("Resolvers|Links|.*[Kk]eys.*");
        if (each.path("result").asText().equals("pass") && !ofTheResolver) {
          passed.add(each.path("name").asText());
        }
      }
    }
    assertEquals(new TreeSet<>(), passed);
  }

  @Test
  void aServerWhoseReceiptsAreWrongFails() throws IOException {
    assertEquals(
        "[octets with a length are stored]",
        failing("octets with a length", replacing("\"accepted\":", "\"taken\":"))
            .toString());
    assertEquals(
        "[a batch over HTTP/2 is stored]",
        failing("a batch over HTTP/2", replacing("sha-256:[0-9a-f]", "sha-256:g"))
            .toString());
    assertEquals(
        "[identity is no encoding]",
        failing("identity", (_, answer) -> answer.status() == 201 ? answer.status(200) : answer)
            .toString());
  }

  /* Each fault shows in the cases that are about it, and in no other. */
  @Test
  void aServerWithSomeFaultsFailsTheCasesThatSaySo() throws IOException {
    Spoiler faulty = (path, answer) -> {
      Answer spoilt = answer.without("allow").without("accept-encoding");
      for (Spoiler each : List.of(
          replacing("\"duplicate\":true", "\"duplicate\":false"),
          replacing("problem:bad-total", "problem:bad-block"),
          replacing("problem:not-authorised-for-origin", "problem:unknown-peer"),
          replacing("bad-times", "bad-payload"))) {
        spoilt = each.of(path, spoilt);
      }
      return spoilt.status() == 409 ? spoilt.status(400) : spoilt;
    };
    assertEquals(
        List.of(
            "a batch of somebody else's is not authorised",
            "a batch that was rejected is remembered too",
            "a body coded br is refused",
            "a body coded gzip, gzip is refused",
            "a path of exposures has two methods",
            "a retry gets the same receipt, marked a duplicate",
            "a visit on another day than its block's is bad-times",
            "a visit that ends before it starts is bad-times",
            "a wrong sum of records is bad-total",
            "another batch of the same id is a conflict",
            "another method is 405 with Allow",
            "batches are posted, not put",
            "certifications are posted, not put",
            "nobody certifies for somebody else",
            "the same batch in both forms is one batch"),
        List.copyOf(failing("", faulty)));
  }

  /* France fetches what is for Denmark. */
  @Test
  void aServerThatGivesOutWhatIsForOthersFails() throws IOException {
    Spoiler spoiler = (path, answer) -> {
      if (!path.startsWith("/exposure/250/0") || answer.status() != 200) return answer;
      if (answer.header("content-type").equals("application/json")) {
        return answer.body(answer.body().toString().replaceFirst(":250", ":208"));
      }
      return answer.octet(29, 208);
    };
    assertEquals(
        "[the oldest batch has a form in JSON, unless it was relayed,"
            + " the oldest batch is sent, or nothing is there]",
        failing("the oldest batch", spoiler).toString());
  }

  @Test
  void aServerThatDoesNotSayWhoItIsFailsAtOnce() throws IOException {
    try (var proxy = proxy((_, answer) -> answer.status(500))) {
      CommandRun run = run(proxy.url(), "--json");
      assertEquals(1, run.status());
      assertEquals("[the resolver says who the server is]", failed(run.json()).toString());
      assertEquals(0, run.json().path("passed").asInt());
    }
  }

  @Test
  void aServerThatIsNotThereFails() throws IOException {
    CommandRun run = run("https://127.0.0.1:1", "--json");
    assertEquals(1, run.status());
    assertTrue(run.json().path("cases").path(0).path("got").asText().startsWith("no answer"));
  }

  @Test
  void anAddressIsOfHttps() {
    for (String url : List.of("http://localhost", "localhost:8443", "https://a/?b", "https://")) {
      assertEquals(2, run(url).status(), url);
    }
  }

  /* The proxy asks for bodies before its server does, and reads them whole. */
  private static final String NOT_THROUGH_A_PROXY = "a body that is refused is not asked for";

  private Set<String> failing(String only, Spoiler spoiler) throws IOException {
    try (var proxy = proxy(spoiler)) {
      CommandRun run = run(proxy.url(), "--json", "--only", only);
      assertEquals(1, run.status(), run.err());
      Set<String> failed = failed(run.json());
      failed.remove(NOT_THROUGH_A_PROXY);
      return failed;
    }
  }

  private static Set<String> failed(JsonNode report) {
    var names = new TreeSet<String>();
    for (JsonNode each : report.path("cases")) {
      if (each.path("result").asText().equals("fail")) {
        names.add(each.path("name").asText());
        assertTrue(!each.path("expected").asText().isEmpty(), each.toString());
        assertTrue(!each.path("got").asText().isEmpty(), each.toString());
      }
    }
    return names;
  }

  private static Spoiler replacing(String found, String instead) {
    return (_, answer) -> answer.header("content-type").endsWith("json")
        ? answer.body(answer.body().toString().replaceAll(found, instead))
        : answer;
  }

  private SpoilingProxy proxy(Spoiler spoiler) {
    return new SpoilingProxy(
        vertx, norway.ports().peers(), norway.identity(), france.identity(), spoiler);
  }

  private CommandRun run(String url, String... options) {
    List<Object> args = new ArrayList<>(List.of("conformance", url, "--config", france.config()));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }
}
