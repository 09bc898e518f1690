package godwit.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.fixture.SpoilingProxy;
import godwit.fixture.SpoilingProxy.Answer;
import godwit.fixture.SpoilingProxy.Fault;
import godwit.fixture.SpoilingProxy.Request;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Receivers that are right but for one thing: `godwit conformance` names it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyReceiversTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final Pattern SCORE = Pattern.compile("\"riskScore\":([0-9.e]+)");
  private static final Pattern PADDED = Pattern.compile("\"data\":\"[^\"]*=\"");
  private static final Pattern UNUSED_BITS = Pattern.compile("\"data\":\"[^\"]*Dx\"");

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Map<String, String>> right = new TreeMap<>(); // by section
  private Member norway;
  private Member france;

  /// @param section of the protocol that says otherwise
  record Faulty(String what, String section, Fault fault) {
    @Override
    public String toString() {
      return what;
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    norway = Member.sharing(vertx, folder, NORWAY)
        .configured(false, "country: 250, state: 0, delivery: pull")
        .startHere();
    france = Member.sharing(vertx, folder, FRANCE)
        .configured(false, "country: 578, state: 0, delivery: pull");
  }

  @AfterAll
  void stop() throws IOException {
    norway.close();
    france.close();
    vertx.close();
  }

  static Stream<Faulty> receivers() {
    return Stream.of(days(), bounds(), headers(), documents(), answers()).flatMap(List::stream);
  }

  private static List<Faulty> days() {
    return List.of(
        rejects("the day after today", header -> header.date() == today() + 1),
        rejects("the first day of the window", header -> header.date() == today() - 21),
        rejects("a state's blocks at its country", header -> header.routing().state() == 0xFFFE),
        accepts("the day before the window", "Judgement", header -> header.date() == today() - 22),
        accepts("the day after tomorrow", "Judgement", header -> header.date() == today() + 2));
  }

  private static List<Faulty> bounds() {
    return List.of(
        refuses("65,536 records", header -> header.count() == 65_536),
        refuses("a body of 262,144 bytes", header -> header.bodyLength() == 262_144),
        refuses("a batch of more than 1,000 blocks", 1_001),
        accepts("65,537 records", "Block header", header -> header.count() == 65_537),
        accepts(
            "a body of 262,145 bytes", "Block header", header -> header.bodyLength() == 262_145));
  }

  private static List<Faulty> headers() {
    return List.of(
        accepts(
            "unused fields of sealed blocks",
            "Block header",
            header -> header.kind() == BatchLayout.KIND_SEALED && usesMore(header)),
        accepts(
            "contact events among exposures",
            "Block header",
            header -> header.kind() == BatchLayout.KIND_CONTACTS),
        accepts(
            "unused fields of the end block",
            "End block",
            header -> header.kind() == BatchLayout.KIND_END
                && (usesMore(header) || header.count() != 0 || header.routingCode() != 0)),
        accepts(
            "venue exposures with a length of data",
            "Venue exposures",
            header -> header.kind() == BatchLayout.KIND_VENUE && header.dataLength() > 0));
  }

  private static List<Faulty> documents() {
    return List.of(
        misreads("scores are floored", "\"riskScore\":[0-9]+\\.[0-9]{2}[5-9]"),
        new Faulty("scores above 655.35 wrap", "JSON", (request, answer) -> {
          var score = SCORE.matcher(text(request));
          boolean wraps = score.find() && Double.parseDouble(score.group(1)) > 655.355;
          return wraps ? otherDigest(answer) : answer;
        }),
        new Faulty("blocks of documents are cut at 100 records", "JSON", (request, answer) -> {
          long records = SCORE.matcher(text(request)).results().count();
          return isJson(request) && records > 100 ? otherDigest(answer) : answer;
        }),
        takes("padded base64", PADDED),
        takes("base64 with unused bits", UNUSED_BITS),
        new Faulty(
            "problems have no pointer",
            "JSON",
            (_, answer) -> replaced(answer, ",?\"pointer\":\"[^\"]*\"", "")));
  }

  private static List<Faulty> answers() {
    return List.of(
        new Faulty(
            "a receipt that is read is a duplicate",
            "GET /batch/{id}",
            (request, answer) -> request.method().equals("GET")
                ? replaced(answer, "\"duplicate\":false", "\"duplicate\":true")
                : answer),
        new Faulty(
            "receipts do not count what was rejected",
            "Judgement",
            (_, answer) -> replaced(answer, "\"rejectedRecords\":[0-9]+", "\"rejectedRecords\":0")),
        new Faulty(
            "problems say no offset",
            "Errors",
            (_, answer) -> replaced(answer, "\"offset\":[0-9]+,?", "")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("receivers")
  void isFound(Faulty receiver) throws IOException {
    Map<String, String> right = right(receiver.section());
    Map<String, String> wrong = results(receiver.fault(), receiver.section());
    var found = new TreeSet<String>();
    wrong.forEach((name, result) -> {
      if (result.equals("fail") && right.getOrDefault(name, "").equals("pass")) found.add(name);
    });
    assumeFalse(found.isEmpty() && right.containsValue("skip"), "about midnight");
    assertTrue(!found.isEmpty(), () -> receiver + " passes: " + wrong);
    assertEquals("", String.join(", ", failed(right)));
  }

  private static List<String> failed(Map<String, String> results) {
    List<String> failed = new ArrayList<>();
    results.forEach((name, result) -> {
      if (result.equals("fail")) failed.add(name);
    });
    return failed;
  }

  /* What one without a fault is told, asked for once. */
  private Map<String, String> right(String section) throws IOException {
    Map<String, String> known = right.getOrDefault(section, Map.of());
    if (!known.isEmpty()) return known;
    Map<String, String> results = results((_, answer) -> answer, section);
    right.put(section, results);
    return results;
  }

  private Map<String, String> results(Fault fault, String section) throws IOException {
    int port = norway.ports().peers();
    try (var proxy = new SpoilingProxy(vertx, port, norway.identity(), france.identity(), fault)) {
      CommandRun run = CommandRun.of(
          "conformance", proxy.url(), "--config", france.config(), "--json", "--only", section);
      var results = new TreeMap<String, String>();
      for (JsonNode each : run.json().path("cases")) {
        results.put(each.path("name").asText(), each.path("result").asText());
      }
      return results;
    }
  }

  private static Faulty rejects(String what, Predicate<BlockHeader> which) {
    return new Faulty(
        "rejects " + what,
        "Judgement",
        (request, answer) -> answer.status() == 201 && has(request, which)
            ? replaced(
                answer,
                "\"rejected\":\\[\\]",
                "\"rejected\":[{\"block\":0,\"records\":1,\"reason\":\"date-out-of-window\"}]")
            : answer);
  }

  private static Faulty accepts(String what, String section, Predicate<BlockHeader> which) {
    return new Faulty("accepts " + what, section, (request, answer) -> {
      if (!has(request, which)) return answer;
      return answer.status() == 201
          ? replaced(answer, "\"rejected\":\\[[^\\]]*\\]", "\"rejected\":[]")
          : answer.status(201);
    });
  }

  private static Faulty refuses(String what, Predicate<BlockHeader> which) {
    return new Faulty(
        "refuses " + what,
        "Block header",
        (request, answer) -> has(request, which) ? badBlock(answer) : answer);
  }

  private static Faulty refuses(String what, int blocks) {
    return new Faulty(
        "refuses " + what,
        "Block header",
        (request, answer) -> headers(request).size() > blocks ? badBlock(answer) : answer);
  }

  private static Faulty misreads(String what, String pattern) {
    Pattern found = Pattern.compile(pattern);
    return new Faulty(
        what,
        "JSON",
        (request, answer) -> found.matcher(text(request)).find() ? otherDigest(answer) : answer);
  }

  private static Faulty takes(String what, Pattern pattern) {
    return new Faulty(
        "takes " + what,
        "JSON",
        (request, answer) -> pattern.matcher(text(request)).find() ? answer.status(201) : answer);
  }

  private static boolean usesMore(BlockHeader header) {
    return header.payloadType() != 0
        || header.date() != 0
        || header.riskType() != 0
        || header.mechanism() != 0
        || header.dataLength() != 0;
  }

  private static Answer badBlock(Answer answer) {
    return answer
        .status(400)
        .with("content-type", "application/problem+json")
        .body("{\"type\":\"urn:hix:problem:bad-block\",\"title\":\"no\",\"status\":400}");
  }

  private static Answer otherDigest(Answer answer) {
    return replaced(answer, "sha-256:[0-9a-f]{4}", "sha-256:0123");
  }

  private static Answer replaced(Answer answer, String found, String instead) {
    return answer.header("content-type").endsWith("json")
        ? answer.body(answer.body().toString().replaceAll(found, instead))
        : answer;
  }

  private static boolean has(Request request, Predicate<BlockHeader> which) {
    return headers(request).stream().anyMatch(which);
  }

  /* Of whatever can be read as blocks. */
  private static List<BlockHeader> headers(Request request) {
    List<BlockHeader> headers = new ArrayList<>();
    byte[] body = request.body();
    boolean batch = !isJson(request) && request.method().equals("POST");
    int at = BatchLayout.PREAMBLE_BYTES;
    while (batch && at + BatchLayout.HEADER_BYTES <= body.length) {
      BlockHeader header = BlockHeader.read(body, at);
      headers.add(header);
      at += Math.max(header.blockBytes(), BatchLayout.HEADER_BYTES);
      if (at < 0) break;
    }
    return headers;
  }

  private static boolean isJson(Request request) {
    return String.valueOf(request.headers().get("content-type")).startsWith("application/json");
  }

  private static String text(Request request) {
    return isJson(request) ? new String(request.body(), ISO_8859_1) : "";
  }

  private static long today() {
    return LocalDate.now(ZoneOffset.UTC).toEpochDay();
  }
}
