package godwit.exchange.delivery;

import static godwit.exchange.delivery.OutboxFixture.BRITAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.exchange.Federation;
import godwit.fixture.LogLines;
import godwit.store.TestDatabases;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Receivers that misbehave, each in its own way: where the batch then is, what the log says, and
/// what is counted.
class MisbehavingReceiversTest {
  private static final int SIMPLE = 0x10;
  private static final int MIB = 1 << 20;
  private static final String SECRET = "of-the-peers-own";
  private static final Federation.Flush AT_ONCE = new Federation.Flush(1, Duration.ofMillis(5));
  private static final String BROKE = "the connection broke";
  private static final String ZEROS = "sha-256:" + "00".repeat(32);
  private static final List<String> OUTCOMES =
      List.of("delivered", "nothing-accepted", "relayed", "refused", "again", "remade");

  @TempDir
  Path folder;

  private OutboxFixture node;
  private PeerServer peer;
  private PeerServer elsewhere;
  private LogLines lines;
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void open() throws Exception {
    node = new OutboxFixture(folder);
    peer = node.server(BRITAIN);
    elsewhere = node.server(BRITAIN);
    lines = LogLines.of(DeliveryWorker.class);
  }

  @AfterEach
  void close() {
    lines.close();
    node.close();
  }

  /* What becomes of the batch with one answer. */
  private enum End {
    /* It is tried again: the answer proves nothing, or asks for that. */
    AGAIN("waiting", "again"),
    /* The same, and what was answered claims more than it shows. */
    DISBELIEVED("waiting", "again"),
    REFUSED("refused", "refused"),
    NOTHING_ACCEPTED("delivered", "nothing-accepted");

    private final String state;
    private final String outcome;

    End(String state, String outcome) {
      this.state = state;
      this.outcome = outcome;
    }
  }

  /* How a receiver misbehaves, and what this node calls it. */
  private record Receiver(PeerServer.Turn turn, End end, String kind) {}

  @Test
  void eachIsDealtWithAsAPersonWouldExpect() throws Exception {
    List<Receiver> receivers = Stream.of(
            elsewhere(), claiming(), failing(), mendable(), broken(), refusing(), accepting())
        .flatMap(List::stream)
        .toList();
    assertTrue(receivers.size() >= 50, "receivers=" + receivers.size());
    Outbox outbox = start();
    Map<String, Integer> counts = counts();
    boolean waiting = false;
    for (Receiver each : receivers) {
      peer.posts.add(each.turn());
      if (!waiting) node.commit(BRITAIN, SIMPLE, 1);
      node.query("update outgoing set next_try = now() where state = 'waiting'");
      outbox.wake();
      counts.merge(each.end().outcome, 1, Integer::sum);
      if (each.end() == End.DISBELIEVED) counts.merge("disbelieved", 1, Integer::sum);
      node.until(() -> counts().equals(counts) && !news(lines.all()).isEmpty());
      Row row = node.rows().getLast();
      assertEquals(each.end().state, row.getString("state"), each.kind());
      assertShown(each, row);
      assertSaid(each, lines.taken());
      ahead = ahead.plusSeconds(61); // a minute has passed for the log
      waiting = each.end().state.equals("waiting");
    }
    assertEquals(0, elsewhere.requests.get(), "no redirection is followed");
    List<Row> rows = node.rows();
    Set<Buffer> different = new HashSet<>(peer.bodies);
    assertEquals(rows.size(), different.size(), "the same bytes with each try of a batch");
  }

  private static void assertShown(Receiver each, Row row) {
    if (each.end() == End.NOTHING_ACCEPTED) return;
    String problem = row.getString("problem");
    assertFalse(problem.chars().anyMatch(Character::isISOControl), problem);
    boolean inOurWords = each.end() != End.REFUSED && !each.kind().equals(BROKE);
    if (inOurWords) assertTrue(problem.startsWith(each.kind()), problem);
    boolean kept = row.getString("disbelieved") != null;
    assertTrue(kept || each.end() != End.DISBELIEVED, "what was claimed is kept: " + problem);
  }

  /* One line, in this node's words alone; beside it that others of before are over. */
  private static void assertSaid(Receiver each, List<String> said) {
    List<String> news = news(said);
    assertEquals(1, news.size(), each.kind() + ": " + said);
    String line = news.getFirst();
    assertFalse(line.contains(SECRET), line);
    switch (each.end()) {
      case AGAIN, DISBELIEVED -> {
        assertTrue(line.startsWith("WARN deliveries to 826/0: 826/0 at 127.0.0.1:"), line);
        assertTrue(line.endsWith(": " + each.kind()), each.kind() + " is told as " + line);
      }
      case REFUSED ->
        assertEquals(
            "WARN refused by 826/0, and put aside: 1 batches, one of 10000 records, " + each.kind(),
            line);
      case NOTHING_ACCEPTED ->
        assertEquals(
            "WARN delivered to 826/0, which accepted nothing of it: 1 batches, one of 10000"
                + " records",
            line);
    }
  }

  private static List<String> news(List<String> lines) {
    return lines.stream().filter(line -> !line.contains("works again")).toList();
  }

  private List<Receiver> elsewhere() {
    List<Receiver> receivers = new ArrayList<>();
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      receivers.add(new Receiver(
          peer.answers(status, "", "Location", elsewhere.endpoint() + "/exposure/826/0"),
          End.AGAIN,
          "status " + status + ", which is not followed"));
    }
    return receivers;
  }

  private List<Receiver> claiming() {
    return List.of(
        claims(peer.answers(200, ""), "status 200, no receipt"),
        claims(peer.answers(201, "<p>" + SECRET + "\r\n"), "status 201, no receipt"),
        claims(peer.answers(201, "[]"), "status 201, no receipt"),
        claims(peer.takes(202, "stored"), "status 202"),
        claims(peer.answers(204, ""), "status 204"),
        claims(gzipped(), "status 201, no receipt"),
        confirms(
            receipt -> receipt.put("batch", "3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718"),
            "the receipt of another batch"),
        confirms(receipt -> receipt.put("batch", 7), "no receipt"),
        confirms(receipt -> receipt.put("digest", ZEROS), "a receipt with another digest"),
        confirms(receipt -> receipt.putNull("digest"), "a receipt with another digest"),
        confirms(
            receipt -> receipt.put("records", new BigInteger("1" + "0".repeat(30))),
            "a receipt with other counts"),
        confirms(receipt -> receipt.put("records", -10_000), "a receipt with other counts"),
        confirms(receipt -> receipt.put("records", "10000"), "a receipt with other counts"),
        confirms(receipt -> receipt.put("records", 10_000.5), "a receipt with other counts"),
        confirms(receipt -> receipt.put("accepted", 10_001), "a receipt with other counts"),
        confirms(
            receipt -> receipt.put("accepted", 9_999).put("rejectedRecords", 2),
            "a receipt with other counts"),
        confirms(
            receipt -> receipt.put("state", SECRET), "a receipt of a state that settles nothing"),
        claims(problem(422, "nothing-accepted"), "status 422, nothing-accepted with no receipt"));
  }

  private List<Receiver> failing() {
    List<Receiver> receivers = new ArrayList<>();
    for (int status : new int[] {400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 425, 429, 451}) {
      receivers.add(
          new Receiver(peer.answers(status, "<p>" + SECRET), End.AGAIN, "status " + status));
    }
    for (int status : new int[] {500, 502, 503, 504, 599}) {
      receivers.add(new Receiver(peer.answers(status, SECRET), End.AGAIN, "status " + status));
    }
    return receivers;
  }

  private List<Receiver> mendable() {
    return Stream.of(
            "403 unknown-peer",
            "403 not-authorised-for-origin",
            "403 signature-required",
            "404 unknown-authority")
        .map(text -> {
          int status = Integer.parseInt(text.substring(0, 3));
          String word = text.substring(4);
          return new Receiver(problem(status, word), End.AGAIN, "status " + status + ", " + word);
        })
        .toList();
  }

  /* The body has come whole, and what comes back is nothing that ends. */
  private List<Receiver> broken() {
    return List.of(
        new Receiver(
            request -> request.body().onSuccess(_ -> request.connection().close()),
            End.AGAIN,
            BROKE),
        new Receiver(
            request -> request
                .body()
                .onSuccess(_ -> request
                    .response()
                    .setStatusCode(201)
                    .setChunked(true)
                    .write("{\"batch\":")
                    .onSuccess(_ -> request.connection().close())),
            End.AGAIN,
            BROKE),
        new Receiver(peer.answers(201, " ".repeat(5 * MIB)), End.AGAIN, BROKE));
  }

  private List<Receiver> refusing() {
    return Stream.of(
            "400 bad-crc",
            "400 bad-gzip",
            "400 destination-mismatch",
            "404 unknown-batch",
            "409 batch-conflict",
            "413 too-large", // which its resolver does not explain
            "413 expansion-ratio",
            "415 media-type",
            "415 content-encoding",
            "422 stale",
            "400 " + SECRET)
        .map(text -> {
          int status = Integer.parseInt(text.substring(0, 3));
          String word = text.substring(4);
          String told = word.equals(SECRET) ? "see the batch" : word;
          return new Receiver(problem(status, word), End.REFUSED, told);
        })
        .toList();
  }

  private List<Receiver> accepting() {
    UnaryOperator<JsonObject> nothing = receipt -> {
      receipt.remove("rejected");
      return receipt.put("accepted", 0).put("rejectedRecords", receipt.getLong("records"));
    };
    return List.of(
        new Receiver(peer.confirms(201, nothing), End.NOTHING_ACCEPTED, "accepted: 0"),
        new Receiver(
            peer.confirms(
                422,
                receipt -> nothing
                    .apply(receipt)
                    .put("state", "refused")
                    .put("type", "urn:hix:problem:nothing-accepted")),
            End.NOTHING_ACCEPTED,
            "nothing-accepted"));
  }

  private Receiver confirms(UnaryOperator<JsonObject> change, String fit) {
    return claims(peer.confirms(201, change), "status 201, " + fit);
  }

  private static Receiver claims(PeerServer.Turn turn, String kind) {
    return new Receiver(turn, End.DISBELIEVED, kind);
  }

  private PeerServer.Turn problem(int status, String word) {
    return peer.answers(
        status,
        new JsonObject()
            .put("type", "urn:hix:problem:" + word)
            .put("detail", SECRET)
            .encode());
  }

  /* Which nobody has asked for. */
  private PeerServer.Turn gzipped() {
    return peer.whole(body -> {
      Buffer receipt = PeerServer.receipt(PeerServer.Proven.of(body), "stored").toBuffer();
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
        gzip.write(receipt.getBytes());
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return new PeerServer.Said(
          201, "Content-Encoding", "gzip", Buffer.buffer(zipped.toByteArray()));
    });
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (String outcome : OUTCOMES) counts.put(outcome, node.ended(outcome));
    counts.put("disbelieved", (int)
        node.metrics.counter("godwit.deliveries.disbelieved").count());
    return counts;
  }

  private Outbox start() throws Exception {
    InstantSource real = InstantSource.system();
    Outbox outbox =
        node.outbox(OutboxFixture.direct(peer), () -> real.instant().plus(ahead), AT_ONCE);
    TestDatabases.await(outbox.deploy(node.vertx));
    return outbox;
  }
}
