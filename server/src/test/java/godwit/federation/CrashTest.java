package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.Line;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.fixture.ServeProcess;
import godwit.trust.Pki;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that are killed, and lines that are cut, at the worst moments: what was acknowledged is
/// there, and there once.
class CrashTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final String HUB_RELAYS = "country: 1, state: 0, delivery: pull, relay: true,"
      + " unsigned: true, relays: [ { country: 250, state: 0 } ]";
  private static final int MANY = 300_000;
  private static final int SOME = 20_000;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir
  Path folder;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void makeACertificateAuthority() throws IOException {
    new Pki(InstantSource.system()).init(folder);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) each.close();
    await(vertx.close());
  }

  @Test
  void aReceiverKilledInMidStreamShowsNothingAndTakesTheRetryOnce() throws Exception {
    Member norway =
        keep(Member.embedding(vertx, folder, NORWAY)).configured(false, franceFetches());
    norway.start();
    Member france = keep(Member.sharing(vertx, folder, FRANCE));
    Caller sender = keep(Caller.peer(vertx, france.identity()));
    Buffer batch = NumberedBatches.exposures(UUID.randomUUID(), FRANCE, NORWAY, MANY);
    Buffer half = batch.getBuffer(0, batch.length() / 2);
    Future<Caller.Answer> torn = sender.begin(norway.ports().peers(), "/exposure/578/0", half);
    until(() -> norway.number("select count(*) from segment") > 0);
    norway.process().kill();

    until(torn::isComplete);
    assertTrue(torn.failed(), "acknowledged: " + torn.result());
    long leftOver = norway.postgres();
    assertTrue(isAlive(leftOver), "the database server died with its node");
    assertNothingVisible(norway);

    norway.start();
    long postgres = norway.postgres();
    assertNotEquals(leftOver, postgres);
    until(() -> !isAlive(leftOver));
    assertNothingVisible(norway);
    for (boolean again : new boolean[] {false, true}) {
      Caller.Answer answer = sender.postBatch(norway.ports().peers(), "/exposure/578/0", "", batch);
      assertEquals(again ? 200 : 201, answer.status(), answer.toString());
      assertEquals(again, answer.document().getBoolean("duplicate"));
      assertEquals(MANY, answer.document().getInteger("accepted"));
      assertOneCopy(norway, MANY);
    }
    norway.stop();
    until(() -> !isAlive(postgres));
  }

  @Test
  void aSenderKilledAfterTheReceiversCommitDeliversOnce() throws Exception {
    Member norway = keep(Member.sharing(vertx, folder, NORWAY)).configured(false, franceFetches());
    norway.startHere();
    Line line = keep(new Line(vertx, norway.ports().peers()));
    Member france = keep(Member.sharing(vertx, folder, FRANCE))
        .configured(false, "country: 578, state: 0, endpoints: [ \"" + line.endpoint() + "\" ]");
    france.start();
    line.withholdAnswers();
    upload(france, SOME);
    until(() -> batches(norway) == 1 && line.withheldBytes() > 0);
    assertEquals(List.of("waiting"), deliveries(france));
    france.process().kill();

    line.pass();
    leasesRunOut(france);
    france.start();
    until(() -> deliveries(france).equals(List.of("delivered")));
    assertTrue(receipt(france).getBoolean("duplicate"), "the retry met nothing");
    assertOneCopy(norway, SOME);
  }

  @Test
  void aDirectPushCutAfterTheCommitAndRepeatedThroughTheHubCountsOnce() throws Exception {
    Member norway = keep(Member.sharing(vertx, folder, NORWAY))
        .configured(false, franceFetches(), HUB_RELAYS)
        .startHere();
    Line line = keep(new Line(vertx, norway.ports().peers()));
    Member hub = keep(Member.sharing(vertx, folder, HUB))
        .configured(
            true,
            franceFetches(),
            norwayAt("https://127.0.0.1:" + norway.ports().peers()));
    hub.startHere();
    Member france = keep(Member.sharing(vertx, folder, FRANCE))
        .configured(
            false,
            "country: 1, state: 0, relay: true, unsigned: true, endpoints: [ \"https://127.0.0.1:"
                + hub.ports().peers() + "\" ]",
            norwayAt(line.endpoint()) + ", via: { country: 1, state: 0 }");
    france.startHere();
    line.withholdAnswers();
    upload(france, SOME);
    until(() -> batches(norway) == 1 && line.withheldBytes() > 0);
    assertEquals(0, batches(hub));
    line.refuse();

    until(() -> deliveries(france).equals(List.of("delivered")));
    assertEquals(List.of("delivered"), deliveries(hub));
    assertTrue(receipt(hub).getBoolean("duplicate"), "the hub's copy was the first");
    assertOneCopy(norway, SOME);
  }

  @Test
  void aHubKilledBeforeItForwardsDoesSoWhenItIsBack() throws Exception {
    Member norway = keep(Member.sharing(vertx, folder, NORWAY))
        .configured(false, franceFetches(), HUB_RELAYS)
        .startHere();
    Line line = keep(new Line(vertx, norway.ports().peers()));
    Member hub = keep(Member.sharing(vertx, folder, HUB))
        .configured(true, franceFetches(), norwayAt(line.endpoint()));
    hub.start();
    Member france = keep(Member.sharing(vertx, folder, FRANCE));
    Caller sender = keep(Caller.peer(vertx, france.identity()));
    line.refuse();
    UUID id = UUID.randomUUID();
    Caller.Answer answer = sender.postBatch(
        hub.ports().peers(),
        "/exposure/578/0",
        "",
        NumberedBatches.exposures(id, FRANCE, NORWAY, SOME));
    assertEquals(201, answer.status(), answer.toString());
    assertEquals("relayed", answer.document().getString("state"));
    until(() -> line.refused() > 0);
    hub.process().kill();
    assertEquals(0, batches(norway));

    line.pass();
    leasesRunOut(hub);
    hub.start();
    until(() -> deliveries(hub).equals(List.of("delivered")));
    assertFalse(receipt(hub).getBoolean("duplicate"), "it had been forwarded before");
    assertOneCopy(norway, SOME);
    JsonObject delivery =
        sender.get(hub.ports().peers(), "/batch/" + id).document().getJsonObject("delivery");
    assertEquals("delivered", delivery.getString("state"), delivery.encode());
  }

  @Test
  void aSecondNodeOnADataFolderSaysWhoHasIt() throws Exception {
    Member norway =
        keep(Member.embedding(vertx, folder, NORWAY)).configured(false, franceFetches());
    norway.startHere();
    ServeProcess second = keep(ServeProcess.start(norway.config()));
    assertEquals(1, second.awaitEnd());
    String holder = "is in use by process " + ProcessHandle.current().pid() + " since ";
    assertTrue(second.logged().contains(holder), second.logged());
    assertEquals(0, batches(norway));
  }

  private <T extends AutoCloseable> T keep(T closed) {
    open.add(closed);
    return closed;
  }

  /// France's entry at others: what it delivers is signed, and it has no endpoint to ask for the
  /// key.
  private String franceFetches() throws IOException {
    return "country: 250, state: 0, delivery: pull, " + Member.pinned(folder, FRANCE);
  }

  private static String norwayAt(String endpoint) {
    return "country: 578, state: 0, endpoints: [ \"" + endpoint + "\" ]";
  }

  /// A phone of that authority uploads contacts with users of Norway.
  private void upload(Member authority, int records) throws IOException {
    Caller operator = keep(Caller.operator(vertx));
    Caller phone = keep(Caller.phone(vertx, authority.identity()));
    JsonObject confirmed = new JsonObject()
        .put("riskType", 1)
        .put("testDate", NumberedBatches.today().toString())
        .put("crossBorder", true);
    String code = operator
        .postJson(authority.ports().ops(), "/admin/code", confirmed)
        .document()
        .getString("code");
    int devices = authority.ports().devices();
    String token = phone
        .postJson(devices, "/authorisation", new JsonObject().put("code", code))
        .document()
        .getString("token");
    Buffer batch = NumberedBatches.contacts(UUID.randomUUID(), authority.code(), NORWAY, records);
    Caller.Answer answer = phone.postBatch(devices, "/contact", token, batch);
    assertEquals(201, answer.status(), answer.toString());
    assertEquals(records, answer.document().getInteger("accepted"));
  }

  /// A node's leases end with their time; here they end at once, for the node is dead.
  private static void leasesRunOut(Member dead) {
    dead.query("update outgoing set lease_until = now() where lease_until is not null");
  }

  private static long batches(Member member) {
    return member.number("select count(*) from batch");
  }

  /// The states of what is to be delivered to Norway.
  private static List<String> deliveries(Member member) {
    List<String> states = new ArrayList<>();
    String query = "select state from outgoing where magic = 'EXPOSURES' order by id";
    for (Row row : member.query(query)) states.add(row.getString(0));
    return states;
  }

  private static JsonObject receipt(Member member) {
    String query = "select receipt from outgoing where magic = 'EXPOSURES'";
    return new JsonObject(member.query(query).iterator().next().getString(0));
  }

  private static void assertNothingVisible(Member member) {
    assertEquals(0, batches(member));
    assertEquals(0, member.number("select count(*) from portion"));
    assertEquals(0, member.number("select count(*) from outgoing"));
  }

  private static void assertOneCopy(Member norway, int records) {
    assertEquals(1, batches(norway));
    assertEquals(1, norway.number("select count(*) from portion"));
    assertEquals(records, norway.number("select sum(records) from portion"));
    assertEquals(new Member.Stored(records, records), norway.stored(NORWAY));
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, this::summary);
      await(vertx.timer(100, TimeUnit.MILLISECONDS));
    }
  }

  private String summary() {
    StringBuilder text = new StringBuilder("not in time:\n");
    for (AutoCloseable each : open) {
      if (each instanceof Member member) text.append(member).append('\n');
    }
    return text.toString();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
