package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.exchange.Route;
import godwit.fixture.LogLines;
import godwit.store.TestDatabases;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Peers that answer rightly in ways that are seldom seen, and that end connections when they like.
class OddAnswersTest {
  private static final int SIMPLE = 0x10;
  private static final String LENGTH = "Content-Length: ";

  @TempDir
  Path folder;

  private OutboxFixture node;
  private RawPeer peer;
  private LogLines lines;
  private LogLines unasked;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    peer = new RawPeer(node.vertx, node.identity(BRITAIN));
    lines = LogLines.of(DeliveryWorker.class);
    unasked = LogLines.of("io.vertx");
  }

  @AfterEach
  void close() {
    lines.close();
    unasked.close();
    node.close();
  }

  @Test
  void whatIsRightIsBelievedHoweverItIsWritten() throws Exception {
    start();
    String found = "HTTP/1.1 201 Created\r\n";
    List<RawPeer.Script> scripts = List.of(
        receipt -> RawPeer.closing("HTTP/1.0 201 Created\r\n" + length(receipt) + receipt),
        receipt -> RawPeer.closing("HTTP/1.0 201 Created\r\n\r\n" + receipt),
        receipt -> RawPeer.closing(found + "Connection: close\r\n\r\n" + receipt),
        receipt -> RawPeer.keeping(
            "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n",
            found + length(receipt) + receipt),
        receipt -> RawPeer.keeping(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n",
            found + length(receipt) + receipt),
        receipt -> RawPeer.keeping(
            found + length(" ".repeat(4) + receipt) + " ",
            " ",
            " ",
            " ",
            receipt.substring(0, 9),
            receipt.substring(9)),
        receipt -> RawPeer.keeping(
            found + "Transfer-Encoding: chunked\r\n\r\n",
            Integer.toHexString(receipt.length()) + ";x=y\r\n" + receipt + "\r\n",
            "0\r\nTrailer: x\r\n\r\n"));
    for (int index = 0; index < scripts.size(); index++) {
      peer.scripts.add(scripts.get(index));
      node.commit(BRITAIN, SIMPLE, 1);
      int expected = index + 1;
      node.until(() -> delivered() == expected);
    }
    assertEquals(scripts.size(), peer.bodies.size(), "each was sent once");
    assertEquals(List.of(), lines.all());
  }

  @Test
  void aConnectionThatEndsBeforeTheAnswerEndsIsTriedAgainWithTheSameBytes() throws Exception {
    String found = "HTTP/1.1 201 Created\r\n";
    peer.scripts.add(_ -> RawPeer.closing(""));
    peer.scripts.add(receipt -> RawPeer.closing(found + length(receipt) + receipt.substring(1)));
    peer.scripts.add(receipt -> RawPeer.closing(found + "Transfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(receipt.length()) + "\r\n" + receipt + "\r\n"));
    peer.scripts.add(_ -> RawPeer.closing("HTTP/1.1 201 "));
    peer.scripts.add(_ -> RawPeer.keeping("no HTTP at all\r\n\r\n"));
    peer.scripts.add(
        _ -> RawPeer.keeping(found + LENGTH + (5 << 20) + "\r\n\r\n" + " ".repeat(5 << 20)));
    int wrong = peer.scripts.size();
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    for (int tries = 1; tries <= wrong; tries++) {
      Row row = tried(tries);
      assertEquals("waiting", row.getString("state"), "try " + tries);
      node.query("update outgoing set next_try = now()");
      outbox.wake();
    }
    node.settled("delivered");
    assertEquals(wrong + 1, peer.bodies.size());
    assertEquals(1, Set.copyOf(peer.bodies).size());
    node.until(() -> lines.all().size() == 2);
    assertEquals(List.of(), unasked.all(), "what is no HTTP is not logged");
    assertTrue(lines.all().getFirst().endsWith("gives trouble: the connection broke"));
    assertTrue(lines.all().getLast().endsWith("works again, " + wrong + " tries had failed"));
  }

  @Test
  void aPeerThatAsksForAWaitGetsItWithinBounds() throws Exception {
    String head = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: ";
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plus(Duration.ofMinutes(4)).atZone(ZoneOffset.UTC));
    for (String wait : List.of("120", date, "-5", "100000", "soon")) {
      peer.scripts.add(_ -> RawPeer.keeping(head + wait + "\r\n\r\n"));
    }
    node.commit(BRITAIN, SIMPLE, 1);
    Outbox outbox = start();
    assertWait(outbox, 1, 110, 121);
    assertWait(outbox, 2, 200, 241);
    assertWait(outbox, 3, 0, 5);
    assertWait(outbox, 4, 290, 301);
    assertWait(outbox, 5, 0, 17);
    node.settled("delivered");
  }

  @Test
  @Tag("long")
  void aPeerMayTakeItsTimeForAnAnswer() throws Exception {
    peer.scripts.add(receipt -> RawPeer.later(
        Duration.ofSeconds(45), "HTTP/1.1 201 Created\r\n" + length(receipt) + receipt));
    node.commit(BRITAIN, SIMPLE, 1);
    start();
    node.until(() -> peer.bodies.size() == 1);
    node.until(Duration.ofSeconds(75), () -> delivered() == 1);
    assertEquals(1, peer.bodies.size());
    assertEquals(List.of(), lines.all());
  }

  private void assertWait(Outbox outbox, int tries, int least, int most) {
    tried(tries);
    double wait = node.row("select extract(epoch from next_try - now())::float8 from outgoing")
        .getDouble(0);
    assertTrue(wait >= least && wait <= most, "after try " + tries + ": " + wait);
    node.query("update outgoing set next_try = now()");
    outbox.wake();
  }

  private Outbox start() throws Exception {
    Route route = new Route(BRITAIN, List.of(peer.endpoint()), Optional.empty());
    Outbox outbox = node.outbox(route, InstantSource.system());
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

  private long delivered() {
    return node.rows().stream()
        .filter(row -> row.getString("state").equals("delivered"))
        .count();
  }

  private static String length(String body) {
    return LENGTH + Buffer.buffer(body.getBytes(UTF_8)).length() + "\r\n\r\n";
  }
}
