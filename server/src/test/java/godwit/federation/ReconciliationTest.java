package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
import godwit.fixture.CommandRun;
import godwit.fixture.Member;
import godwit.fixture.NumberedBatches;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// France and England compare what they have exchanged, straight; France and Norway, whose only way
/// to each other is a hub, do too.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconciliationTest {
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode ENGLAND = RoutingCode.nation(826, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final int RECORDS = 50;
  private static final long PATIENCE_SECONDS = 60;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private Member hub;
  private Member france;
  private Member england;
  private Member norway;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    int hubs = freePort();
    int frances = freePort();
    String via = ", via: { " + Member.named(HUB) + " }";
    england = Member.sharing(vertx, folder, ENGLAND)
        .configured(
            false, Member.named(FRANCE) + ", endpoints: [ \"https://127.0.0.1:" + frances + "\" ]")
        .startHere();
    norway = Member.sharing(vertx, folder, NORWAY)
        .configured(
            false,
            hub(hubs, FRANCE),
            Member.named(FRANCE) + via + ", " + Member.pinned(folder, FRANCE))
        .startHere();
    france = Member.sharing(vertx, folder, FRANCE)
        .listening(frances)
        .configured(false, hub(hubs, NORWAY), Member.named(NORWAY) + via, pushed(england))
        .startHere();
    hub = Member.sharing(vertx, folder, HUB)
        .listening(hubs)
        .configured(true, pushed(france), pushed(norway))
        .startHere();
  }

  @AfterAll
  void stop() throws Exception {
    for (Member member : List.of(hub, france, england, norway)) member.close();
    await(vertx.close());
  }

  @Test
  void whatADestinationHasLostIsSentAgainStraightAndThroughAHub() throws Exception {
    for (Member there : List.of(england, norway)) {
      there.query("delete from batch where origin_code = " + FRANCE.code());
      france.query(
          "delete from outgoing where destination_code = " + there.code().code());
      cross(there);
      assertEquals(List.of("out 0 0 0", "in 0 0 0"), reconcile(there));
      /* As if its database had come out of a backup. */
      there.query("delete from batch where origin_code = " + FRANCE.code());
      assertEquals(List.of("out 1 0 0", "in 0 0 0"), reconcile(there, "--dry-run"));
      assertEquals(List.of("out 1 0 1", "in 0 0 0"), reconcile(there));
      until(() ->
          there.number("select count(*) from batch where origin_code = " + FRANCE.code()) == 1);
      until(() -> undelivered() == 0);
      assertEquals(List.of("out 0 0 0", "in 0 0 0"), reconcile(there));
    }
  }

  @Test
  void whatNobodySentIsNotExplained() throws Exception {
    cross(england);
    france.query("update outgoing set batch_id = gen_random_uuid(), state = 'dropped'"
        + " where destination_code = " + ENGLAND.code());
    List<String> found = reconcile(england);
    assertTrue(found.getFirst().matches("out 0 [1-9] 0"), found.toString());
    CommandRun run = run(england);
    assertEquals(1, run.status(), run.out());
    england.query("delete from batch where origin_code = " + FRANCE.code());
  }

  @Test
  void afterARestoreWhatMayHaveArrivedIsPutAside() throws Exception {
    cross(norway);
    until(() -> undelivered() == 0);
    france.stopHere();
    /* The backup knows nothing of the last batch: its exposures wait still. */
    france.query("delete from outgoing where destination_code = " + NORWAY.code());
    france.query("update outbox set cut_position = 1, cut_ordinal = 0 where destination_id ="
        + " (select id from destination where code = " + NORWAY.code() + ")");
    france.query("update epoch set epoch = epoch + 1");
    long before = norway.stored(NORWAY).records();
    france.startHere();
    until(() -> france.number("select count(*) from outgoing where state = 'refused'"
            + " and problem like 'made after a restore%' and destination_code = " + NORWAY.code())
        > 0);
    until(() -> france.number("select count(*) from outbox where restored is not null") == 0);
    assertEquals(before, norway.stored(NORWAY).records(), "nothing twice");
    cross(norway);
    assertTrue(norway.stored(NORWAY).records() > before, "what came later leaves");
  }

  private long undelivered() {
    return france.number("select count(*) from outgoing"
        + " where magic = 'EXPOSURES' and state in ('waiting', 'relayed')");
  }

  /* Users of France have met users of another. */
  private void cross(Member to) throws IOException {
    long before = to.stored(to.code()).records();
    try (Caller staff = Caller.operator(vertx);
        Caller phone = Caller.phone(vertx, france.identity())) {
      JsonObject confirmed = new JsonObject()
          .put("riskType", 1)
          .put("testDate", NumberedBatches.today().toString())
          .put("crossBorder", true);
      JsonObject code =
          staff.postJson(france.ports().ops(), "/admin/code", confirmed).document();
      int devices = france.ports().devices();
      String token = phone
          .postJson(devices, "/authorisation", new JsonObject().put("code", code.getString("code")))
          .document()
          .getString("token");
      Buffer batch = NumberedBatches.contacts(UUID.randomUUID(), FRANCE, to.code(), RECORDS);
      Caller.Answer answer = phone.postBatch(devices, "/contact", token, batch);
      assertEquals(201, answer.status(), answer.toString());
    }
    until(() -> to.stored(to.code()).records() == before + RECORDS);
    until(() -> undelivered() == 0);
  }

  private List<String> reconcile(Member with, String... options) throws IOException {
    CommandRun run = run(with, options);
    List<String> found = new ArrayList<>();
    for (JsonNode each : run.json()) {
      assertTrue(!each.has("problem"), each.toString());
      found.add("%s %d %d %d"
          .formatted(
              each.path("direction").asText(),
              each.path("missing").asInt(),
              each.path("unexplained").asInt(),
              each.path("resent").asInt()));
    }
    return found;
  }

  private CommandRun run(Member with, String... options) {
    List<Object> args = new ArrayList<>(List.of(
        "reconcile",
        "--ops",
        "http://127.0.0.1:" + france.ports().ops(),
        "--peer",
        with.code().path(),
        "--date",
        LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC),
        "--json"));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }

  private static String hub(int port, RoutingCode other) {
    return "%s, endpoints: [ \"https://127.0.0.1:%d\" ], relay: true, unsigned: true,"
            .formatted(Member.named(HUB), port)
        + " relays: [ { " + Member.named(other) + " } ]";
  }

  private static String pushed(Member member) {
    return "%s, endpoints: [ \"https://127.0.0.1:%d\" ]"
        .formatted(Member.named(member.code()), member.ports().peers());
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("not in time: " + france);
      await(vertx.timer(50, TimeUnit.MILLISECONDS));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
