package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.CommandRun;
import godwit.fixture.Line;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.trust.Pki;
import godwit.trust.UploadAuthorisations;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A user of Norway is found infected in France: three real nodes, France, a hub and Norway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificationTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final int CONTACTS = 50;
  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Line franceToNorway = keep(new Line(vertx, 0));
  private final Line hubToNorway = keep(new Line(vertx, 0));
  private Member norway;
  private Member france;
  private Member hub;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    hub = keep(Member.sharing(vertx, folder, HUB))
        .configured(
            true,
            "country: 250, state: 0, delivery: pull, " + Member.pinned(folder, FRANCE),
            "country: 578, state: 0, endpoints: [ \"" + hubToNorway.endpoint() + "\" ]")
        .startHere();
    france = keep(Member.sharing(vertx, folder, FRANCE))
        .configured(
            false,
            "country: 1, state: 0, endpoints: [ \"" + at(hub) + "\" ], relay: true",
            "country: 578, state: 0, endpoints: [ \"" + franceToNorway.endpoint()
                + "\" ], via: { country: 1, state: 0 }, " + Member.pinned(folder, NORWAY))
        .startHere();
    norway = keep(Member.sharing(vertx, folder, NORWAY))
        .configured(
            false,
            "country: 250, state: 0, endpoints: [ \"" + at(france) + "\" ]",
            "country: 1, state: 0, delivery: pull, relay: true, unsigned: true,"
                + " relays: [ { country: 250, state: 0 } ]")
        .startHere();
    franceToNorway.leadTo(norway.ports().peers());
    hubToNorway.leadTo(norway.ports().peers());
  }

  @AfterEach
  void mend() {
    franceToNorway.pass();
    hubToNorway.pass();
  }

  @AfterAll
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) each.close();
    await(vertx.close());
  }

  @Test
  void theVisitorUploadsAtHomeAndWhomTheyMetAbroadIsTold() throws Exception {
    CommandRun run = certify();
    assertEquals(0, run.status(), run.err());
    assertEquals(NORWAY + "", run.out().lines().toList().get(2).replaceFirst("home +", ""));
    String token = redeem(code(run)).document().getString("token");
    var batch = NumberedBatches.contacts(UUID.randomUUID(), NORWAY, FRANCE, CONTACTS);
    Caller.Answer answer = phone().postBatch(norway.ports().devices(), "/contact", token, batch);
    assertEquals(201, answer.status(), answer.toString());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!france.stored(FRANCE).equals(new Member.Stored(CONTACTS, CONTACTS))) {
      assertTrue(System.nanoTime() < end, norway::toString);
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void theHubIsAskedWhereTheHomeAuthorityCannotBe() {
    franceToNorway.refuse();
    CommandRun run = certify();
    assertEquals(0, run.status(), run.err());
    assertEquals(201, redeem(code(run)).status());
    assertTrue(franceToNorway.refused() > 0);
  }

  @Test
  void nobodyCanBeReached() {
    franceToNorway.refuse();
    hubToNorway.refuse();
    CommandRun run = certify();
    assertEquals(1, run.status());
    assertEquals("", run.out());
    assertTrue(run.err().contains("502: Bad Gateway: 578/0 answered 503"), run.err());
  }

  @Test
  void theHubAnswersWhatTheHomeAuthorityDoes() {
    Caller asking = keep(Caller.peer(vertx, france.identity()));
    JsonObject claim = claim();
    Caller.Answer first = asking.postJson(hub.ports().peers(), "/certification/578/0", claim);
    assertEquals(201, first.status(), first.toString());
    assertEquals(claim.getString("claim"), first.document().getString("claim"));
    assertEquals(
        "/certification/578/0",
        first.document().getJsonObject("_links").getJsonObject("certification").getString("href"));
    Caller.Answer again = asking.postJson(hub.ports().peers(), "/certification/578/0", claim);
    assertEquals(200, again.status());
    assertEquals(first.document(), again.document());
    /* Straight or through the hub, it is the same claim of the same requester. */
    assertEquals(
        200,
        asking.postJson(norway.ports().peers(), "/certification/578/0", claim).status());
    Caller.Answer other = asking.postJson(
        hub.ports().peers(), "/certification/578/0", claim.copy().put("riskType", "symptomatic"));
    assertEquals(409, other.status());
    assertEquals("urn:hix:problem:claim-conflict", other.document().getString("type"));
    Caller.Answer late = asking.postJson(
        hub.ports().peers(),
        "/certification/578/0",
        claim().put("expires", seconds(Duration.ofHours(73))));
    assertEquals(400, late.status());
    assertEquals("/expires", late.document().getString("pointer"));
  }

  @Test
  void whatTheHomeAuthorityRefusesStaffAreTold() {
    CommandRun old = CommandRun.of(
        "certify",
        "--ops",
        ops(),
        "--home",
        "578/0",
        "--risk-type",
        "confirmed-test",
        "--test-date",
        "2020-01-01");
    assertEquals(1, old.status());
    assertTrue(old.err().contains("testDate is from"), old.err());
    CommandRun own = CommandRun.of(
        "certify",
        "--ops",
        ops(),
        "--home",
        "250/0",
        "--risk-type",
        1,
        "--test-date",
        NumberedBatches.today());
    assertEquals(1, own.status());
    assertTrue(own.err().contains("get a code without asking"), own.err());
    CommandRun unknown = CommandRun.of(
        "certify",
        "--ops",
        ops(),
        "--home",
        "custom/c0ffee01",
        "--risk-type",
        1,
        "--test-date",
        NumberedBatches.today());
    assertEquals(1, unknown.status());
    assertTrue(unknown.err().contains("no peer answers for custom/c0ffee01"), unknown.err());
    CommandRun refused = CommandRun.of(
        "certify",
        "--ops",
        ops(),
        "--home",
        "1/0",
        "--risk-type",
        1,
        "--test-date",
        NumberedBatches.today());
    assertEquals(0, refused.status(), "a hub may have users of its own");
  }

  @Test
  void whoGuessesIsHeldBackAndOthersAreNot() {
    Caller guesser = keep(Caller.phone(vertx, norway.identity(), "127.0.0.5"));
    JsonObject guess = new JsonObject().put("code", "0000-0000-0000-0000");
    int status = 400;
    int tries = 0;
    while (status == 400 && tries < 1_000) {
      status =
          guesser.postJson(norway.ports().devices(), "/authorisation", guess).status();
      tries++;
    }
    assertEquals(429, status);
    assertEquals(21, tries);
    JsonObject good = new JsonObject().put("code", code(certify()));
    assertEquals(
        429, guesser.postJson(norway.ports().devices(), "/authorisation", good).status());
    assertEquals(
        201, phone().postJson(norway.ports().devices(), "/authorisation", good).status());
  }

  private CommandRun certify() {
    return CommandRun.of(
        "certify",
        "--ops",
        ops(),
        "--home",
        "578/0",
        "--risk-type",
        "confirmed-test",
        "--test-date",
        NumberedBatches.today(),
        "--onset",
        NumberedBatches.today().minusDays(2));
  }

  private String ops() {
    return "http://127.0.0.1:" + france.ports().ops();
  }

  private static String code(CommandRun run) {
    return run.out().lines().findFirst().orElse("").replaceFirst("code +", "");
  }

  private Caller.Answer redeem(String code) {
    JsonObject body = new JsonObject().put("code", code).put("crossBorder", true);
    Caller.Answer answer = phone().postJson(norway.ports().devices(), "/authorisation", body);
    assertEquals(201, answer.status(), answer.toString());
    return answer;
  }

  private Caller phone() {
    return keep(Caller.phone(vertx, norway.identity()));
  }

  private static JsonObject claim() {
    String code = new UploadAuthorisations(new SecureRandom()).newCode();
    return new JsonObject()
        .put("claim", HexFormat.of().formatHex(UploadAuthorisations.hash(code)))
        .put("riskType", "confirmed-test")
        .put("testDate", NumberedBatches.today().toString())
        .put("expires", seconds(Duration.ofHours(70)))
        .put("requester", new JsonObject().put("country", 250).put("state", 0));
  }

  private static String seconds(Duration ahead) {
    return Instant.now().plus(ahead).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String at(Member member) {
    return "https://127.0.0.1:" + member.ports().peers();
  }

  private <T extends AutoCloseable> T keep(T opened) {
    open.add(opened);
    return opened;
  }
}
