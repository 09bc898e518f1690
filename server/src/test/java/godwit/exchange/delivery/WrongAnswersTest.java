package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static godwit.exchange.delivery.OutboxFixture.HUB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.exchange.Route;
import godwit.fixture.LogLines;
import godwit.store.TestDatabases;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hubs that do not show that a destination has the batch, destinations that accept nothing, and
/// answers that are lost on the way to the store.
class WrongAnswersTest {
  private static final int SIMPLE = 0x10;
  private static final String SECRET = "of-the-peers-own";
  private static final String ZEROS = "sha-256:" + "00".repeat(32);

  @TempDir
  Path folder;

  private OutboxFixture node;
  private LogLines lines;
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    lines = LogLines.of(DeliveryWorker.class);
  }

  @AfterEach
  void close() {
    lines.close();
    node.close();
  }

  /* An answer, and how the node calls it. */
  private record Wrong(PeerServer.Turn turn, String kind) {}

  @Test
  void noHubsWordIsDeliveryWithoutTheDestinations() throws Exception {
    PeerServer hub = node.server(HUB);
    hub.posts.add(hub.takes(201, "relayed"));
    List<Wrong> wrongs = wrongFollowUps(hub);
    wrongs.forEach(wrong -> hub.questions.add(wrong.turn()));
    hub.questions.add(hub.follows(batch -> new JsonObject()
        .put("state", "delivered")
        .put("by", "pull")
        .put("digest", PeerServer.receipt(batch, "").getString("digest"))
        .put("records", batch.records())));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start(via(hub));
    assertEquals("relayed", tried(1).getString("state"));
    ahead = Duration.ofHours(73);
    node.query("update outgoing set made_at = made_at - interval '73 hours'");
    again(outbox);
    for (int index = 0; index < wrongs.size(); index++) {
      Row row = tried(index + 2);
      assertEquals("relayed", row.getString("state"), "however old, it is not given up");
      String problem = row.getString("problem");
      assertTrue(problem.startsWith(wrongs.get(index).kind()), problem);
      ahead = ahead.plusSeconds(61);
      again(outbox);
    }
    assertNull(node.settled("delivered").getString("receipt"));
    node.until(() -> lines.all().stream().anyMatch(line -> line.contains("works again")));
    node.until(() -> node.ended("delivered") == 1);
    assertEquals(1, node.ended("relayed"));
    assertEquals(wrongs.size(), node.ended("again"));
    assertEquals(1, hub.bodies.size());
    List<String> alarms =
        lines.all().stream().filter(line -> line.contains("for over 72 h")).toList();
    assertEquals(1, alarms.size(), "within an hour: " + alarms);
    for (String line : lines.all()) assertFalse(line.contains(SECRET), line);
    long told =
        lines.all().stream().filter(line -> line.contains("gives trouble")).count();
    assertEquals(wrongs.size(), told, lines.all().toString());
  }

  private static List<Wrong> wrongFollowUps(PeerServer hub) {
    return List.of(
        new Wrong(
            hub.follows(_ -> new JsonObject().put("state", SECRET)),
            "status 200, a hub's delivery of an unknown state"),
        new Wrong(
            hub.follows(_ -> new JsonObject().put("state", "delivered")),
            "status 200, a hub's delivery without the destination's receipt"),
        new Wrong(
            handsOn(hub, receipt -> receipt.put("digest", ZEROS)),
            "status 200, a hub that hands on a receipt with another digest"),
        new Wrong(
            handsOn(hub, receipt -> receipt.put("batch", "b")),
            "status 200, a hub that hands on the receipt of another batch"),
        new Wrong(
            handsOn(hub, receipt -> receipt.put("records", 1)),
            "status 200, a hub that hands on a receipt with other counts"),
        new Wrong(
            handsOn(hub, receipt -> receipt.put("state", "lost")),
            "status 200, a hub that hands on a receipt of a state that settles nothing"),
        new Wrong(
            hub.follows(_ -> new JsonObject()
                .put("state", "delivered")
                .put("by", "pull")
                .put("digest", ZEROS)
                .put("records", 10_000)),
            "status 200, a hub that hands on a receipt with another digest"),
        new Wrong(
            request -> request
                .response()
                .end(PeerServer.receipt(PeerServer.Proven.of(hub.bodies.getFirst()), "relayed")
                    .encode()),
            "status 200, a hub's receipt without delivery"),
        new Wrong(request -> request.response().end("<p>" + SECRET), "status 200, no receipt"),
        new Wrong(request -> request.response().setStatusCode(503).end(SECRET), "status 503"));
  }

  @Test
  void saysThatAHubLosesWhatItTakesOver() throws Exception {
    PeerServer hub = node.server(HUB);
    for (int count = 0; count < 4; count++) hub.posts.add(hub.takes(201, "relayed"));
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start(via(hub)); // which knows no batch when asked
    for (int tries = 1; tries <= 4; tries++) {
      assertEquals("relayed", tried(tries).getString("state"));
      again(outbox);
    }
    node.settled("delivered");
    assertEquals(1, Set.copyOf(hub.bodies).size());
    List<String> told =
        lines.all().stream().filter(line -> line.contains("gives trouble")).toList();
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.getFirst().endsWith(": a relayed batch is not known there, and is sent again"));
  }

  @Test
  void warnsOfADestinationThatAcceptsNothing() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    UnaryOperator<JsonObject> nothing = receipt -> {
      receipt.remove("rejected");
      return receipt.put("accepted", 0).put("rejectedRecords", receipt.getLong("records"));
    };
    peer.posts.add(peer.confirms(
        422,
        receipt -> nothing
            .apply(receipt)
            .put("state", "refused")
            .put("type", "urn:hix:problem:nothing-accepted")));
    peer.posts.add(peer.confirms(201, nothing));
    node.commit(BRITAIN, SIMPLE, 1);
    start(OutboxFixture.direct(peer));
    Row row = node.settled("delivered");
    assertEquals(0, new JsonObject(row.getString("receipt")).getInteger("accepted"));
    node.until(() -> !lines.all().isEmpty());
    assertEquals(
        List.of("WARN delivered to 826/0, which accepted nothing of it: 1 batches, one of 10000"
            + " records"),
        lines.taken());
    node.commit(BRITAIN, SIMPLE, 1);
    node.until(() -> node.rows().stream()
            .filter(other -> other.getString("state").equals("delivered"))
            .count()
        == 2);
    assertEquals(2, peer.requests.get(), "neither is sent again");
    node.until(() -> node.ended("nothing-accepted") == 2);
    assertEquals(List.of(), lines.all(), "once a minute");
  }

  /* As if the node had died between the answer and its storing. */
  @Test
  void anAnswerThatWasNotStoredIsGivenAgain() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    node.query("create function no() returns trigger language plpgsql as"
        + " $$ begin raise exception 'not now'; end $$");
    node.query("create trigger no before update on outgoing for each row"
        + " when (new.state = 'delivered') execute function no()");
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start(OutboxFixture.direct(peer));
    node.until(() -> lines.all().stream().anyMatch(line -> line.contains("database")));
    assertEquals("waiting", node.rows().getFirst().getString("state"));
    assertEquals(1, peer.bodies.size());
    node.query("drop trigger no on outgoing");
    peer.posts.add(peer.confirms(200, receipt -> receipt.put("duplicate", true)));
    node.query("update outgoing set lease_until = now() - interval '1 s'");
    outbox.wake();
    assertTrue(
        new JsonObject(node.settled("delivered").getString("receipt")).getBoolean("duplicate"));
    assertEquals(2, peer.bodies.size());
    assertEquals(peer.bodies.get(0), peer.bodies.get(1));
    node.until(() -> lines.all().stream().anyMatch(line -> line.contains("works again")));
  }

  private Outbox start(Route route) throws Exception {
    InstantSource real = InstantSource.system();
    Outbox outbox = node.outbox(route, () -> real.instant().plus(ahead));
    TestDatabases.await(outbox.deploy(node.vertx));
    return outbox;
  }

  private Row tried(int times) {
    node.until(() -> {
      List<Row> rows = node.rows();
      return !rows.isEmpty() && rows.getFirst().getInteger("attempts") >= times;
    });
    return node.rows().getFirst();
  }

  private void again(Outbox outbox) {
    node.query("update outgoing set next_try = now()");
    outbox.wake();
  }

  private static PeerServer.Turn handsOn(PeerServer hub, UnaryOperator<JsonObject> change) {
    return hub.follows(batch -> new JsonObject()
        .put("state", "delivered")
        .put("receipt", change.apply(PeerServer.receipt(batch, "stored"))));
  }

  private static Route via(PeerServer hub) {
    return new Route(
        BRITAIN, List.of(), Optional.of(new Route.Hub(HUB, OutboxFixture.endpoints(hub))));
  }
}
