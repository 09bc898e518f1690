package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static godwit.exchange.delivery.OutboxFixture.FRANCE;
import static godwit.exchange.delivery.OutboxFixture.HUB;
import static godwit.exchange.delivery.OutboxFixture.WALES;
import static godwit.exchange.delivery.OutboxFixture.direct;
import static godwit.exchange.delivery.OutboxFixture.endpoints;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.exchange.Route;
import godwit.store.TestDatabases;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final int SIMPLE = 0x10;
  private static final int CENTRALISED = 0x88;

  @TempDir
  Path folder;

  private OutboxFixture node;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void deliversWhatWasCommittedByteForByteAndStoresTheReceipt() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    Buffer blocks = node.commit(WALES, SIMPLE, 3);
    node.start(direct(peer));
    Row row = node.settled("delivered");
    assertEquals(List.of("POST /exposure/826/77"), peer.paths);
    Buffer body = peer.bodies.getFirst();
    var proven = PeerServer.Proven.of(body);
    assertEquals(FRANCE, proven.preamble().origin());
    assertEquals(WALES, proven.destination());
    assertArrayEquals(row.getBuffer("digest").getBytes(), proven.digest());
    int end = BatchLayout.PREAMBLE_BYTES + blocks.length();
    assertEquals(blocks, body.slice(BatchLayout.PREAMBLE_BYTES, end));
    assertEquals(PeerServer.receipt(proven, "stored").encode(), row.getString("receipt"));
    assertNull(row.getString("problem"));
  }

  @Test
  void sendsTheSameBytesAgainAfter503AndAfterAConnectionCutInTheBody() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    peer.posts.add(peer.answers(503, "{\"title\":\"overloaded\"}"));
    peer.posts.add(peer.cutsAfter(300_000));
    node.commit(BRITAIN, SIMPLE, 4);
    node.start(direct(peer));
    Row row = node.settled("delivered");
    assertEquals(3, peer.requests.get());
    assertEquals(2, peer.bodies.size());
    assertEquals(peer.bodies.get(0), peer.bodies.get(1));
    assertEquals(row.getLong("bytes"), peer.bodies.get(1).length());
  }

  @Test
  void sendsTheSameBytesAgainAfterARestart() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    for (int count = 0; count < 8; count++) peer.posts.add(peer.answers(500, ""));
    node.commit(BRITAIN, SIMPLE, 2);
    String first = node.start(direct(peer));
    node.until(() -> node.rows().stream().anyMatch(row -> row.getInteger("attempts") > 0));
    node.stop(first);
    int before = peer.bodies.size();
    peer.posts.clear();
    node.start(direct(peer));
    node.settled("delivered");
    assertEquals(before + 1, peer.bodies.size());
    assertEquals(1, Set.copyOf(peer.bodies).size());
  }

  @Test
  void sendsNothingToAServerThatIsNotThePeer() throws Exception {
    PeerServer other = node.server(HUB);
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(direct(other));
    node.until(() -> node.rows().stream().anyMatch(row -> row.getInteger("attempts") > 0));
    Row row = node.rows().getFirst();
    assertEquals("waiting", row.getString("state"));
    assertEquals("the server is not 826/0: it is custom/c0ffee01", row.getString("problem"));
    assertEquals(0, other.requests.get());
  }

  @Test
  void followsABatchThroughAHubUntilTheDestinationHasIt() throws Exception {
    PeerServer hub = node.server(HUB);
    hub.posts.add(hub.takes(201, "relayed"));
    hub.questions.add(hub.follows(_ -> new JsonObject().put("state", "waiting")));
    hub.questions.add(hub.follows(batch -> new JsonObject()
        .put("state", "delivered")
        .put("receipt", PeerServer.receipt(batch, "stored"))));
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(via(hub));
    Row row = node.settled("delivered");
    assertEquals(1, hub.bodies.size());
    var sent = PeerServer.Proven.of(hub.bodies.getFirst());
    assertEquals(PeerServer.receipt(sent, "stored").encode(), row.getString("receipt"));
    assertEquals(
        2, hub.paths.stream().filter(path -> path.startsWith("GET /batch/")).count());
  }

  @Test
  void keepsWhatTheDestinationRefusedThroughAHub() throws Exception {
    PeerServer hub = node.server(HUB);
    hub.posts.add(hub.takes(201, "relayed"));
    JsonObject refused = new JsonObject("{\"state\":\"refused\",\"problem\":{\"status\":422}}");
    hub.questions.add(hub.follows(_ -> refused));
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(via(hub));
    assertEquals("{\"status\":422}", node.settled("refused").getString("problem"));
  }

  @Test
  void sendsAgainWhatAHubHasLost() throws Exception {
    PeerServer hub = node.server(HUB);
    hub.posts.add(hub.takes(201, "relayed"));
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(via(hub)); // which knows no batch when asked
    node.settled("delivered");
    assertEquals(2, hub.bodies.size());
    assertEquals(hub.bodies.get(0), hub.bodies.get(1));
  }

  @Test
  void keepsTheProblemOfARefusedBatchAndSendsItNoMore() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    String problem = "{\"type\":\"urn:hix:problem:stale\",\"status\":422}";
    peer.posts.add(peer.answers(422, problem));
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(direct(peer));
    Row row = node.settled("refused");
    assertEquals(problem, row.getString("problem"));
    assertNotNull(row.getOffsetDateTime("settled_at"));
    node.commit(BRITAIN, SIMPLE, 1);
    node.settled("delivered"); // a later one goes; the refused one went once
    assertEquals(2, peer.requests.get());
  }

  @Test
  void goesToTheSecondEndpointAndThenToTheHub() throws Exception {
    PeerServer gone = node.server(BRITAIN);
    PeerServer busy = node.server(BRITAIN);
    PeerServer hub = node.server(HUB);
    busy.posts.add(busy.takes(201, "stored"));
    busy.posts.add(busy.answers(503, ""));
    var route =
        new Route(BRITAIN, endpoints(gone, busy), Optional.of(new Route.Hub(HUB, endpoints(hub))));
    gone.close();
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(route);
    node.settled("delivered");
    assertEquals(1, busy.bodies.size());
    node.commit(BRITAIN, SIMPLE, 1);
    node.until(() -> node.rows().stream()
            .filter(row -> row.getString("state").equals("delivered"))
            .count()
        == 2);
    assertEquals(1, hub.bodies.size());
    assertEquals(busy.bodies.get(1), hub.bodies.getFirst());
  }

  @Test
  void stopsSendingWhenThePeerRefusesEarly() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    String problem = "{\"type\":\"urn:hix:problem:too-large\",\"status\":413}";
    peer.posts.add(peer.answersEarly(413, problem));
    node.commit(BRITAIN, SIMPLE, 60);
    node.start(direct(peer));
    Row row = node.settled("refused");
    assertEquals(problem, row.getString("problem"));
    assertTrue(peer.received.get() < row.getLong("bytes"), "all was sent");
    node.commit(BRITAIN, SIMPLE, 1); // on a new connection
    node.settled("delivered");
  }

  @Test
  void givesUpAfterThreeDays() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    for (int tries = 0; tries < 20; tries++) {
      peer.posts.add(peer.answers(503, "{\"title\":\"paused\"}"));
    }
    node.commit(BRITAIN, SIMPLE, 1);
    InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofHours(73));
    TestDatabases.await(node.outbox(direct(peer), wrong).deploy(node.vertx));
    node.until(() -> node.ended("again") >= 1);
    assertEquals("waiting", node.rows().getFirst().getString("state"), "by the node's clock alone");
    node.query("update outgoing set made_at = made_at - interval '73 hours', next_try = now()");
    assertEquals(
        "given up after 72 h: status 503: {\"title\":\"paused\"}",
        node.settled("refused").getString("problem"));
  }

  @Test
  void stopsInBoundedTimeWhateverAPeerDoes() throws Exception {
    PeerServer peer = node.server(BRITAIN);
    peer.posts.add(peer.isSilent());
    node.commit(BRITAIN, SIMPLE, 1);
    String outbox = node.start(direct(peer));
    node.until(() -> peer.bodies.size() == 1);
    long began = System.nanoTime();
    node.stop(outbox);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertTrue(took.compareTo(OutboxFixture.PATIENCE.plusSeconds(10)) < 0, "took=" + took);
    assertEquals("waiting", node.rows().getFirst().getString("state"));
  }

  @Test
  void cutsPagesOfTheOwnListAndBatchesForThosePeersThatFetch() throws Exception {
    node.commit(FRANCE, SIMPLE, 1);
    node.commit(FRANCE, CENTRALISED, 1);
    node.commit(BRITAIN, SIMPLE, 1);
    node.start(new Route(BRITAIN, List.of(), Optional.empty()));
    node.until(
        () -> node.rows().stream().mapToLong(row -> row.getLong("records")).sum() == 20_000
            && states().equals(Set.of("listed", "waiting")));
    for (Row row : node.rows()) {
      boolean listed = row.getString("state").equals("listed");
      assertEquals(listed ? "LIST" : "EXPOSURES", row.getString("magic"));
      assertEquals(listed ? "" : "/exposure/826/0", row.getString("path"));
      assertEquals(FRANCE.code(), row.getInteger("origin_code"));
      assertEquals(listed ? FRANCE.code() : BRITAIN.code(), row.getInteger("destination_code"));
      assertEquals(listed, row.getBoolean("without_centralised"));
    }
  }

  private Set<String> states() {
    return node.rows().stream().map(row -> row.getString("state")).collect(Collectors.toSet());
  }

  private static Route via(PeerServer hub) {
    return new Route(BRITAIN, List.of(), Optional.of(new Route.Hub(HUB, endpoints(hub))));
  }
}
