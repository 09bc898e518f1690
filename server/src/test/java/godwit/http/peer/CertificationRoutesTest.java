package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.TestClient;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Norway is asked to let its user upload, who was found infected elsewhere.
class CertificationRoutesTest extends PeerTest {
  private static final String HOME = "/certification/578/0";
  private static final String[] JSON = {"content-type", "application/json"};
  private static final String EXPIRES =
      RunningNode.NOON.plus(Duration.ofDays(3)).toString();

  private final UploadAuthorisations secrets = new UploadAuthorisations(new SecureRandom());
  private TestClient denmark;
  private TestClient hub;
  private TestClient strictHub;
  private TestClient phone;

  @BeforeAll
  void open() {
    denmark = TestClient.peer(node, RunningNode.DENMARK);
    hub = TestClient.peer(node, RunningNode.HUB);
    strictHub = TestClient.peer(node, RunningNode.STRICT_HUB);
    phone = TestClient.phone(node);
  }

  @Test
  void aClaimIsRedeemedLikeACodeOfOwnStaff() {
    String code = secrets.newCode();
    JsonObject claim = claim(code).put("onset", "2026-11-18").put("more", new JsonObject());
    var first = post(france, HOME, claim);
    assertEquals(201, first.status(), first.problemAt());
    assertEquals("application/hal+json", first.header("content-type"));
    assertEquals(claim.getString("claim"), first.json().getString("claim"));
    assertEquals(EXPIRES, first.json().getString("expires"));
    assertTrue(first.json().getJsonObject("_links").containsKey("certification"));
    var again = post(france, HOME, claim);
    assertEquals(200, again.status());
    assertEquals(first.json(), again.json());

    assertEquals(201, authorise(code).status());
    assertEquals(201, authorise(code).status(), "the answer may have been lost");
    assertEquals(200, post(france, HOME, claim).status());
    await(node.pool().query("update permission set used = true").execute());
    assertEquals("400 bad-code", authorise(code).problem());
    assertEquals(200, post(france, HOME, claim).status());
    assertEquals("400 bad-code", authorise(code).problem());
  }

  @Test
  void otherContentUnderOneClaimIsAConflict() {
    JsonObject claim = claim(secrets.newCode());
    assertEquals(201, post(france, HOME, claim).status());
    assertEquals(
        200, post(france, HOME, claim.copy().put("requester", france())).status());
    for (JsonObject other : new JsonObject[] {
      claim.copy().put("riskType", "symptomatic"),
      claim.copy().put("testDate", "2026-11-19"),
      claim.copy().put("onset", "2026-11-19"),
      claim.copy().put("expires", "2026-11-24T11:59:59Z")
    }) {
      assertEquals("409 claim-conflict", post(france, HOME, other).problem());
    }
    assertEquals("409 claim-conflict", post(denmark, HOME, claim).problem());
    assertEquals(
        200,
        post(france, HOME, claim.copy().put("expires", "2026-11-24T13:00:00+01:00"))
            .status());
  }

  @Test
  void aClaimRunsOut() {
    String code = secrets.newCode();
    JsonObject claim = claim(code).put("expires", "2026-11-21T13:00:00Z");
    assertEquals(201, post(france, HOME, claim).status());
    try {
      node.setTime(RunningNode.NOON.plus(Duration.ofHours(1)));
      assertEquals("400 bad-code", authorise(code).problem());
    } finally {
      node.setTime(RunningNode.NOON);
    }
    assertEquals(201, authorise(code).status());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      claim      | null
      claim      | 5
      claim      | "00"
      claim      | "zz00000000000000000000000000000000000000000000000000000000000000"
      riskType   | 1
      riskType   | 256
      riskType   | -1
      riskType   | 9.0
      riskType   | "plague"
      riskType   | "revoked"
      riskType   | "environmental-hazard"
      testDate   | "2026-10-30"
      testDate   | "2026-11-23"
      testDate   | "2026-11-31"
      testDate   | "20 November"
      testDate   | 20778
      onset      | "2026-10-30"
      onset      | null
      expires    | "2026-11-21T12:00:00Z"
      expires    | "2026-11-24T12:00:01Z"
      expires    | "2026-11-24T11:00:00.5Z"
      expires    | "2026-11-24T11:00:00"
      expires    | "2026-11-24"
      expires    | "2026-13-24T11:00:00Z"
      requester  | {}
      requester  | "250/0"
      requester  | {"country": 0, "state": 0}
      requester  | {"country": 250}
      requester  | {"country": 250, "state": 65536}
      requester  | {"custom": "c0ffee"}
      requester  | {"country": 250, "state": 0, "custom": "c0ffee01"}
      signature  | "x"
      """)
  void whatIsNoCertificationIsRefusedWithItsPlace(String member, String value) {
    Object read = new JsonObject("{\"is\":" + value + "}").getValue("is");
    long before = permissions();
    var reply = post(france, HOME, claim(secrets.newCode()).put(member, read));
    assertEquals("400 bad-json", reply.problem());
    assertEquals("/" + member, reply.json().getString("pointer"));
    assertEquals(before, permissions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"claim", "riskType", "testDate", "expires"})
  void nothingMayBeMissing(String member) {
    JsonObject claim = claim(secrets.newCode());
    claim.remove(member);
    var reply = post(france, HOME, claim);
    assertEquals("400 bad-json", reply.problem());
    assertEquals("/" + member, reply.json().getString("pointer"));
  }

  @Test
  void aSignatureHasItsForm() {
    JsonObject claim = claim(secrets.newCode());
    for (JsonObject wrong : new JsonObject[] {
      new JsonObject(),
      new JsonObject().put("key", "").put("value", signature().getString("value")),
      signature().put("value", "AAAA"),
      signature().put("value", "?"),
      signature().put("value", 5)
    }) {
      assertEquals(
          "400 bad-json",
          post(france, HOME, claim.copy().put("signature", wrong)).problem());
    }
    assertEquals(
        "403 signature-required",
        post(france, HOME, claim.put("signature", signature())).problem());
  }

  @Test
  void onlyThoseMayAskWhoSpeakForTheRequester() {
    JsonObject claim = claim(secrets.newCode());
    var forAnother = post(france, HOME, claim.copy().put("requester", sweden()));
    assertEquals("403 not-authorised-for-origin", forAnother.problem());
    assertEquals("/requester", forAnother.json().getString("pointer"));
    assertEquals(
        "403 not-authorised-for-origin",
        post(hub, HOME, claim.copy().put("requester", france())).problem());
    TestClient austria = TestClient.peer(node, RunningNode.AUSTRIA);
    assertEquals("403 unknown-peer", post(austria, HOME, claim).problem());
    assertEquals(201, post(france, HOME, claim.put("requester", france())).status());
  }

  @Test
  void throughAHubTheRequesterIsNamedAndSigns() {
    JsonObject claim = claim(secrets.newCode());
    var nobody = post(hub, HOME, claim);
    assertEquals("400 bad-json", nobody.problem());
    assertEquals("/requester", nobody.json().getString("pointer"));
    JsonObject named = claim.copy().put("requester", sweden());
    assertEquals("403 signature-required", post(strictHub, HOME, named).problem());
    assertEquals(
        "403 signature-required",
        post(strictHub, HOME, named.copy().put("signature", signature())).problem());
    assertEquals(201, post(hub, HOME, named).status());
    JsonObject itself = new JsonObject().put("custom", RunningNode.STRICT_HUB.hex());
    assertEquals(
        201,
        post(strictHub, HOME, claim(secrets.newCode()).put("requester", itself)).status());
  }

  @Test
  void eachAuthorityThatTheNodeServesIsAHome() {
    String code = secrets.newCode();
    var reply = post(france, "/certification/custom/033A0001", claim(code));
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(
        "/certification/custom/033a0001",
        reply.json().getJsonObject("_links").getJsonObject("certification").getString("href"));
    assertEquals(201, authorise(code).status());
    /* A state that Norway does not know is Norway's. */
    assertEquals(
        201, post(france, "/certification/578/99", claim(secrets.newCode())).status());
  }

  @Test
  void whatIsForAHomeThatFetchesWaitsForIt() {
    JsonObject claim = claim(secrets.newCode());
    JsonObject asked = claim.copy().put("requester", france());
    for (int times = 0; times < 2; times++) {
      var reply = post(france, "/certification/208/0", asked);
      assertEquals(202, reply.status(), reply.problemAt());
      assertEquals("waiting", reply.json().getString("state"));
      assertEquals(claim.getString("claim"), reply.json().getString("claim"));
    }
    var other = claim(secrets.newCode()).put("requester", france());
    assertEquals(202, post(france, "/certification/208/77", other).status());
    assertEquals("400 bad-json", post(france, "/certification/208/0", claim).problem());
    assertEquals(
        "403 not-authorised-for-origin",
        post(france, "/certification/208/0", claim.put("requester", sweden())).problem());

    assertEquals(
        "403 not-authorised-for-destination", france.get("/certification/208/0").problem());
    var first = denmark.get("/certification/208/0");
    assertEquals(200, first.status(), first.problemAt());
    JsonArray waiting = new JsonArray(first.body());
    assertEquals(new JsonArray().add(asked).add(other), waiting);
    assertEquals(waiting, new JsonArray(denmark.get("/certification/208/0").body()));
    String next = next(first.header("link"));
    assertEquals(204, denmark.get(next).status());
    assertEquals(204, denmark.get("/certification/208/0").status(), "they were confirmed");
    assertEquals(202, post(france, "/certification/208/0", asked).status());
    var again = denmark.get(next);
    assertEquals(new JsonArray().add(asked), new JsonArray(again.body()));
    var gone = denmark.get("/certification/208/0?after=AAAAAAAAAAAAAAAAAAAAAA");
    assertEquals("410 cursor-expired", gone.problem());
    assertEquals(
        new JsonArray().add(asked),
        new JsonArray(denmark.get(next(gone.header("link"))).body()));
    assertEquals(204, denmark.get(next(again.header("link"))).status());
  }

  private static String next(String link) {
    return link.substring(1, link.indexOf('>'));
  }

  @Test
  void pathsMethodsAndMediaTypesAreLookedAtFirst() {
    JsonObject claim = claim(secrets.newCode());
    assertEquals(
        "404 unknown-authority", post(france, "/certification/40/0", claim).problem());
    assertEquals(
        "404 unknown-authority", post(france, "/certification/0/0", claim).problem());
    assertEquals(
        "404 unknown-authority", post(france, "/certification/custom/x", claim).problem());
    assertEquals("403 not-authorised-for-destination", france.get(HOME).problem());
    assertEquals("404 unknown-authority", france.get("/certification/40/0").problem());
    byte[] body = claim.toBuffer().getBytes();
    assertEquals("415 media-type", france.post(HOME, body).problem());
    var coded =
        france.post(HOME, body, "content-type", "application/json", "content-encoding", "gzip");
    assertEquals("415 content-encoding", coded.problem());
    assertEquals("identity", coded.header("accept-encoding"));
    assertEquals("413 too-large", france.post(HOME, new byte[100_000], JSON).problem());
    assertEquals("400 bad-json", france.post(HOME, "[]".getBytes(UTF_8), JSON).problem());
  }

  @Test
  void theUserDecidesWhetherOthersAreTold() {
    assertFalse(consent(new JsonObject()));
    assertFalse(consent(new JsonObject().put("crossBorder", false)));
    assertTrue(consent(new JsonObject().put("crossBorder", true)));
    var reply =
        authorise(new JsonObject().put("code", secrets.newCode()).put("crossBorder", "yes"));
    assertEquals("400 bad-json", reply.problem());
    assertEquals("/crossBorder", reply.json().getString("pointer"));
  }

  /* What is stored of a claim that was redeemed so. */
  private boolean consent(JsonObject said) {
    String code = secrets.newCode();
    assertEquals(201, post(france, HOME, claim(code)).status());
    assertEquals(201, authorise(said.put("code", code)).status());
    String hash = HexFormat.of().formatHex(UploadAuthorisations.hash(code));
    String query = "select agreed from permission where code_hash = '\\x" + hash + "'";
    return await(node.pool().query(query).execute()).iterator().next().getBoolean(0);
  }

  private long permissions() {
    String query = "select count(*) from permission";
    return await(node.pool().query(query).execute()).iterator().next().getLong(0);
  }

  private TestClient.Reply authorise(String code) {
    return authorise(new JsonObject().put("code", code));
  }

  private TestClient.Reply authorise(JsonObject body) {
    return phone.post("/authorisation", body.toBuffer().getBytes(), JSON);
  }

  private static TestClient.Reply post(TestClient client, String path, JsonObject claim) {
    return client.post(path, claim.toBuffer().getBytes(), JSON);
  }

  private static JsonObject claim(String code) {
    return new JsonObject()
        .put("claim", HexFormat.of().formatHex(UploadAuthorisations.hash(code)))
        .put("riskType", "confirmed-test")
        .put("testDate", "2026-11-20")
        .put("expires", EXPIRES);
  }

  private static JsonObject france() {
    return nation(RunningNode.FRANCE);
  }

  private static JsonObject sweden() {
    return nation(RunningNode.SWEDEN);
  }

  private static JsonObject nation(RoutingCode code) {
    return new JsonObject().put("country", code.country()).put("state", code.state());
  }

  private static JsonObject signature() {
    return new JsonObject()
        .put("key", "00".repeat(32))
        .put("value", Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]));
  }
}
