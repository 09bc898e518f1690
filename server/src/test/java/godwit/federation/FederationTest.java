package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Caller;
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
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A nation, two states of another, and a private operator, who know each other only through a hub:
/// nodes with databases of their own, over TLS.
///
/// The hub pushes to all but the operator, who is not to be reached from outside, and fetches.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FederationTest {
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode ENGLAND = RoutingCode.nation(826, 1);
  private static final RoutingCode WALES = RoutingCode.nation(826, 4);
  private static final RoutingCode OPERATOR = RoutingCode.custom(0xc0ffee01);
  private static final int RECORDS = 2_000;
  private static final long PATIENCE_SECONDS = 60;

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
  private Member hub;
  private Member france;
  private Member england;
  private Member wales;
  private Member operator;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    int port = freePort();
    france = member(folder, FRANCE, port, false, OPERATOR);
    england = member(folder, ENGLAND, port, false, WALES);
    wales = member(folder, WALES, port, false, ENGLAND);
    operator = member(folder, OPERATOR, port, true, FRANCE);
    hub = Member.sharing(vertx, folder, HUB)
        .listening(port)
        .configured(
            true,
            pushed(france),
            pushed(england),
            pushed(wales),
            Member.named(OPERATOR) + ", delivery: pull")
        .startHere();
  }

  @AfterAll
  void stop() throws Exception {
    for (Member member : members()) member.close();
    await(vertx.close());
  }

  @Test
  void statesOfOneNationReachEachOther() throws Exception {
    crosses(england, wales);
    crosses(wales, england);
  }

  @Test
  void theHubHoldsNothingThatCouldBeRead() throws Exception {
    crosses(england, wales);
    String there = "select count(*) from segment_bytes where destination_id ="
        + " (select id from destination where code = " + WALES.code() + ")";
    assertTrue(hub.number(there) > 0);
    assertEquals(0, hub.number(there + " and get_byte(bytes, 0) <> 3"));
    String known = HexFormat.of().formatHex(NumberedBatches.data(7));
    String readable = there + " and position(decode('" + known + "', 'hex') in bytes) > 0";
    assertEquals(0, hub.number(readable));
    assertTrue(wales.number(readable) > 0);
    assertEquals(
        0,
        england.number(
            "select count(*) from outgoing where magic = 'EXPOSURES'" + " and not sealed"));
  }

  @Test
  void anOperatorAndANationReachEachOtherThoughOneOfThemOnlyFetches() throws Exception {
    crosses(operator, france);
    crosses(france, operator);
    long unconfirmed = hub.number("select count(*) from outgoing where receipt is null"
        + " and state = 'delivered' and destination_custom");
    assertTrue(unconfirmed > 0, "delivered without a receipt: what was fetched");
  }

  @Test
  @Tag("long")
  void nothingIsLostOrDoubledWhereOneOfThemStops() throws Exception {
    crosses(france, operator);

    /* Stopped and started: it goes on where it was. */
    String cursor = cursor();
    operator.stopHere();
    long before = held(operator);
    operator.startHere();
    crosses(france, operator);
    assertEquals(before + 1, held(operator));
    assertNotEquals(cursor, cursor());

    /* As if it had died between the commit of each batch and the note of its cursor. */
    operator.stopHere();
    operator.query("update fetched set next_cursor = ''");
    operator.startHere();
    until(() -> !cursor().isEmpty());
    crosses(france, operator);
    assertEquals(before + 2, held(operator));

    /* The hub's database comes out of a backup: its cursors are others now. */
    hub.stopHere();
    String old = cursor();
    hub.query("update epoch set epoch = epoch + 1");
    hub.startHere();
    until(() -> !cursor().equals(old));
    crosses(france, operator);
    assertEquals(before + 3, held(operator));
  }

  /* Users of one have met users of the other: all of it arrives, once, and the sender knows. */
  private void crosses(Member from, Member to) throws IOException {
    Member.Stored before = to.stored(to.code());
    upload(from, to.code());
    until(() -> to.stored(to.code()).records() > before.records());
    assertEquals(before.records() + RECORDS, to.stored(to.code()).records());
    assertEquals(RECORDS, to.stored(to.code()).numbers());
    until(() -> from.number(
            "select count(*) from outgoing" + " where magic = 'EXPOSURES' and state <> 'delivered'")
        == 0);
  }

  private void upload(Member authority, RoutingCode met) throws IOException {
    try (Caller staff = Caller.operator(vertx);
        Caller phone = Caller.phone(vertx, authority.identity())) {
      JsonObject confirmed = new JsonObject()
          .put("riskType", 1)
          .put("testDate", NumberedBatches.today().toString())
          .put("crossBorder", true);
      JsonObject code =
          staff.postJson(authority.ports().ops(), "/admin/code", confirmed).document();
      int devices = authority.ports().devices();
      String token = phone
          .postJson(devices, "/authorisation", new JsonObject().put("code", code.getString("code")))
          .document()
          .getString("token");
      Buffer batch = NumberedBatches.contacts(UUID.randomUUID(), authority.code(), met, RECORDS);
      Caller.Answer answer = phone.postBatch(devices, "/contact", token, batch);
      assertEquals(201, answer.status(), answer.toString());
      assertEquals(RECORDS, answer.document().getInteger("accepted"));
    }
  }

  /* One that has the hub alone to speak to. */
  private Member member(Path folder, RoutingCode code, int hub, boolean fetches, RoutingCode other)
      throws IOException {
    return Member.sharing(vertx, folder, code)
        .sealing()
        .configured(
            false,
            Member.named(HUB)
                + ", endpoints: [ \"https://127.0.0.1:" + hub + "\" ], relay: true"
                + ", fetch: " + fetches
                + ", relays: [ { " + Member.named(other) + " } ]",
            /* Nobody reaches the operator's resolver, so that nobody learns what to seal to. */
            Member.named(other) + ", sealing: " + (other.custom() ? "offered" : "required")
                + ", via: { " + Member.named(HUB) + " }, "
                + Member.pinned(folder, other))
        .startHere();
  }

  private static String pushed(Member member) {
    return Member.named(member.code()) + ", endpoints: [ \"https://127.0.0.1:"
        + member.ports().peers() + "\" ]";
  }

  private String cursor() {
    return operator.query("select next_cursor from fetched").iterator().next().getString(0);
  }

  /* Batches of other authorities, not of phones. */
  private static long held(Member member) {
    return member.number("select count(*) from batch where scope not like 'permission/%'");
  }

  private List<Member> members() {
    return List.of(hub, france, england, wales, operator);
  }

  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, () -> "not in time:\n" + members());
      await(vertx.timer(50, TimeUnit.MILLISECONDS));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
