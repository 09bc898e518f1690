package godwit.http.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.http.Contract;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// A request for every operation and every status that the OpenAPI documents name, and for both
/// forms of a body.
///
/// To add an operation: write it into the document, then a case here for each of its statuses.
final class ContractCases {
  static final int BODY_BYTES = 1 << 20;

  private static final String NORWAY = "/exposure/578/0";
  private static final String NO_CODE = "0000-0000-0000-0000";
  private static final String VENUE = NORWAY + "/4711";
  static final String[] JSON = {"content-type", TestClient.JSON};
  private static final String OPERATOR = "/exposure/custom/033a0001";
  static final String[] NO_FORM = {"accept", "text/html"};

  private ContractCases() {}

  /// @param path as the document writes it
  record Case(Contract document, String method, String path, int status, Script script) {
    String key() {
      return document + " " + method + " " + path + " " + status;
    }

    @Override
    public String toString() {
      return key();
    }
  }

  interface Script {
    TestClient.Reply on(ContractStage stage);
  }

  static List<Case> list() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(resolvers());
    cases.addAll(uploads("/exposure/{country}/{state}", NORWAY, ContractCases::plain));
    cases.addAll(uploads("/exposure/{country}/{state}/{venue}", VENUE, ContractCases::ofVenue));
    cases.addAll(uploads("/exposure/custom/{hex}", OPERATOR, ContractCases::custom));
    cases.addAll(ContractPulls.list());
    cases.addAll(ContractCertifications.list());
    cases.addAll(ContractReconciliations.list());
    cases.addAll(batches());
    cases.addAll(ContractGateways.list());
    cases.addAll(authorisations());
    cases.addAll(contacts());
    cases.addAll(ContractRegistrations.list());
    cases.addAll(ContractLists.list());
    cases.addAll(documents());
    return cases;
  }

  /// Those that take half a minute: a body on which nothing comes.
  static final List<String> SLOW = List.of(
      "PEERS post /exposure/{country}/{state} 408",
      "PEERS post /exposure/{country}/{state}/{venue} 408",
      "PEERS post /exposure/custom/{hex} 408",
      "PEERS post /contact 408",
      "DEVICES post /contact 408");

  private static List<Case> resolvers() {
    List<Case> cases = new ArrayList<>();
    List<List<String>> paths = List.of(
        List.of("/resolver", "/resolver"),
        List.of("/resolver/{country}/{state}", "/resolver/578/0"),
        List.of("/resolver/custom/{hex}", "/resolver/custom/033a0001"));
    for (List<String> path : paths) {
      String asked = path.getLast();
      String named = path.getFirst();
      cases.add(get(named, 200, stage -> stage.france.get(asked)));
      cases.add(get(
          named,
          304,
          stage ->
              stage.france.get(asked, "if-none-match", stage.france.get(asked).header("etag"))));
      cases.add(get(named, 403, stage -> stage.austria.get(asked)));
      cases.add(get(named, 406, stage -> stage.france.get(asked, NO_FORM)));
    }
    cases.add(
        get("/resolver/{country}/{state}", 404, stage -> stage.france.get("/resolver/999/1")));
    cases.add(
        get("/resolver/custom/{hex}", 404, stage -> stage.france.get("/resolver/custom/0000000a")));
    return cases;
  }

  /// A batch that is accepted on a path; or with blocks of its own, which are not.
  private interface Batch {
    SampleBatch of(int date);
  }

  private static SampleBatch plain(int date) {
    return new SampleBatch()
        .block(SampleBatch.exposures(2, SampleBatch.SIMPLE, RunningNode.NORWAY, date, 16));
  }

  private static SampleBatch ofVenue(int date) {
    long start = date * 86_400L;
    return new SampleBatch()
        .block(SampleBatch.venue(RunningNode.NORWAY, date, 4_711, start, start + 900));
  }

  private static SampleBatch custom(int date) {
    return new SampleBatch()
        .destination(RunningNode.OPERATOR)
        .block(SampleBatch.exposures(2, 0x01, RunningNode.OPERATOR, date, 16));
  }

  private static List<Case> uploads(String named, String path, Batch batch) {
    int today = SampleBatch.TODAY;
    Script stored = stage -> stage.france.post(path, batch.of(today).bytes());
    return List.of(
        post(named, 201, stored),
        post(named, 201, stage -> stage.france.post(path, batch.of(today).json(), JSON)),
        post(named, 400, stage -> stage.france.post(path, "{\"batch\": 1}".getBytes(UTF_8), JSON)),
        post(named, 422, stage -> stage.france.post(path, batch.of(today - 60).json(), JSON)),
        post(named, 200, stage -> {
          byte[] bytes = batch.of(today).bytes();
          stage.france.post(path, bytes);
          return stage.france.post(path, bytes);
        }),
        post(named, 400, stage -> {
          byte[] bytes = batch.of(today).bytes();
          bytes[70] ^= 1;
          return stage.france.post(path, bytes);
        }),
        post(
            named,
            403,
            stage -> stage.france.post(
                path, batch.of(today).origin(RunningNode.DENMARK).bytes())),
        post(
            named,
            404,
            stage -> stage.france.post(
                path.replace("578/0", "999/1").replace("033a0001", "0000000a"),
                batch.of(today).bytes())),
        post(named, 408, stage -> {
          throw new AssertionError("is slow");
        }),
        post(named, 409, stage -> {
          UUID id = UUID.randomUUID();
          stage.france.post(path, batch.of(today).id(id).bytes());
          return stage.france.post(path, batch.of(today - 1).id(id).bytes());
        }),
        post(named, 413, stage -> {
          SampleBatch large = batch.of(today);
          byte[] block = SampleBatch.exposures(14_000);
          for (int length = 0; length < BODY_BYTES; length += block.length) large.block(block);
          return stage.france.post(path, large.bytes());
        }),
        post(
            named,
            415,
            stage -> stage.france.post(path, batch.of(today).bytes(), "content-encoding", "br")),
        post(named, 422, stage -> stage.france.post(path, batch.of(today - 60).bytes())),
        post(named, 500, stage -> stage.without("batch", () -> stored.on(stage))),
        post(named, 503, stage -> stage.withoutMemory(() -> stored.on(stage))));
  }

  private static List<Case> batches() {
    String named = "/batch/{id}";
    return List.of(
        get(
            named,
            200,
            stage -> stage.france.get(
                stage.france.post(NORWAY, SampleBatch.simple(2).bytes()).header("location"))),
        get(named, 403, stage -> stage.austria.get("/batch/" + UUID.randomUUID())),
        get(named, 404, stage -> stage.france.get("/batch/" + UUID.randomUUID())),
        get(named, 406, stage -> stage.france.get("/batch/" + UUID.randomUUID(), NO_FORM)),
        get(
            named,
            500,
            stage -> stage.without("batch", () -> stage.france.get("/batch/" + UUID.randomUUID()))),
        get(
            named,
            503,
            stage -> stage.withoutDatabase(() -> stage.france.get("/batch/" + UUID.randomUUID()))));
  }

  private static List<Case> authorisations() {
    String named = "/authorisation";
    return List.of(
        phone("post", named, 201, stage -> stage.authorise(stage.code())),
        phone("post", named, 400, stage -> stage.phone.post(named, "{}".getBytes(UTF_8))),
        phone("post", named, 400, stage -> stage.authorise(NO_CODE)),
        phone(
            "post",
            named,
            401,
            stage -> stage.phone.post(
                named,
                "{\"code\": \"0000-0000-0000-0000\"}".getBytes(UTF_8),
                "content-type",
                "application/json",
                "authorization",
                "Bearer nobody's")),
        phone("post", named, 413, stage -> stage.phone.post(named, new byte[100_000])),
        phone("post", named, 429, stage -> stage.withoutTries(() -> stage.authorise(NO_CODE))),
        phone("post", named, 500, stage -> {
          String code = stage.code();
          return stage.without("permission", () -> stage.authorise(code));
        }),
        phone("post", named, 503, stage -> {
          String code = stage.code();
          return stage.withoutDatabase(() -> stage.authorise(code));
        }));
  }

  private static List<Case> contacts() {
    String named = "/contact";
    return List.of(
        phone("post", named, 200, stage -> {
          byte[] batch = ContractStage.contacts(2).bytes();
          stage.contact(batch);
          return stage.contact(batch);
        }),
        phone(
            "post", named, 201, stage -> stage.contact(ContractStage.contacts(2).bytes())),
        phone("post", named, 400, stage -> stage.contact(SampleBatch.simple(1).bytes())),
        phone(
            "post",
            named,
            201,
            stage -> stage.contact(contacts("EAJCAAAAAQIDBAUGBwgJCgsMDQ4P"), JSON)),
        phone("post", named, 400, stage -> stage.contact("{}".getBytes(UTF_8), JSON)),
        phone("post", named, 422, stage -> stage.contact(contacts(""), JSON)),
        phone(
            "post",
            named,
            401,
            stage -> stage.phone.post(named, ContractStage.contacts(1).bytes())),
        phone("post", named, 408, stage -> {
          throw new AssertionError("is slow");
        }),
        phone("post", named, 409, stage -> {
          UUID id = UUID.randomUUID();
          stage.contact(ContractStage.contacts(1).id(id).bytes());
          return stage.contact(ContractStage.contacts(2).id(id).bytes());
        }),
        phone("post", named, 413, stage -> {
          SampleBatch large = ContractStage.contacts(5_000);
          for (int part = 0; part < 8; part++) large.block(block(ContractStage.contacts(5_000)));
          return stage.contact(large.bytes());
        }),
        phone(
            "post",
            named,
            415,
            stage ->
                stage.contact(ContractStage.contacts(1).bytes(), "content-type", "text/plain")),
        phone(
            "post",
            named,
            422,
            stage -> stage.contact(ContractStage.contacts(1, 1_000_000_000L).bytes())),
        phone("post", named, 500, stage -> {
          stage.bearer();
          return stage.without(
              "batch", () -> stage.contact(ContractStage.contacts(1).bytes()));
        }),
        phone("post", named, 503, stage -> {
          stage.bearer();
          return stage.withoutMemory(
              () -> stage.contact(ContractStage.contacts(1).bytes()));
        }));
  }

  /* One contact event as a document. */
  static byte[] contacts(String payload) {
    JsonObject contact = new JsonObject()
        .put("payload", payload)
        .put("start", "2026-11-20T18:00:00Z")
        .put("end", "2026-11-20T18:10:00Z");
    return new JsonObject()
        .put("batch", UUID.randomUUID().toString())
        .put("created", "2026-11-21T09:30:00.000Z")
        .put("contacts", new JsonArray().add(contact))
        .toBuffer()
        .getBytes();
  }

  static byte[] block(SampleBatch batch) {
    byte[] bytes = batch.bytes();
    return Arrays.copyOfRange(bytes, 40, bytes.length - 65);
  }

  private static List<Case> documents() {
    String named = "/openapi.json";
    return List.of(
        get(named, 200, stage -> stage.france.get(named)),
        get(
            named,
            304,
            stage ->
                stage.france.get(named, "if-none-match", stage.france.get(named).header("etag"))),
        get(named, 406, stage -> stage.france.get(named, NO_FORM)),
        phone("get", named, 200, stage -> stage.phone.get(named)),
        phone(
            "get",
            named,
            304,
            stage ->
                stage.phone.get(named, "if-none-match", stage.phone.get(named).header("etag"))),
        phone("get", named, 406, stage -> stage.phone.get(named, NO_FORM)));
  }

  static Case get(String path, int status, Script script) {
    return new Case(Contract.PEERS, "get", path, status, script);
  }

  static Case post(String path, int status, Script script) {
    return new Case(Contract.PEERS, "post", path, status, script);
  }

  static Case phone(String method, String path, int status, Script script) {
    return new Case(Contract.DEVICES, method, path, status, script);
  }
}
