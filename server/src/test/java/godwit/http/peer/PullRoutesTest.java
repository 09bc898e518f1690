package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.fixture.TestClient.Reply;
import godwit.http.LongPolls;
import godwit.store.outgoing.Cursor;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Denmark, which fetches from Norway what others send it.
class PullRoutesTest extends PullTest {
  private static final int WRITERS = 16;

  @Test
  void aRelayedBatchIsGivenAsAPushWouldSendIt() {
    String from = newest();
    byte[] sent = relayed(3).bytes();
    posted(DENMARK, sent);
    Reply batch = denmark.get(from);
    assertEquals(200, batch.status(), batch.problemAt());
    assertEquals(TestClient.OCTETS, batch.header("content-type"));
    assertEquals("no-store", batch.header("cache-control"));
    assertEquals("" + sent.length, batch.header("content-length"));
    sent[5]++; // one relay more
    assertArrayEquals(sent, batch.body().getBytes());
    assertArrayEquals(sent, denmark.get(from).body().getBytes());
    Reply nothing = denmark.get(next(batch));
    assertEquals(204, nothing.status());
    assertEquals(next(batch), next(nothing));
  }

  @Test
  void aStateThatDenmarkStandsInForIsInItsStreamInTheOrderOfCommits() {
    String path = newest();
    List<byte[]> sent = new ArrayList<>();
    for (int number = 0; number < 6; number++) {
      RoutingCode code = RoutingCode.nation(208, number % 3);
      byte[] block = SampleBatch.exposures(2, 0x10, code, SampleBatch.TODAY, 16);
      byte[] batch = new SampleBatch().destination(code).block(block).bytes();
      posted("/exposure/" + code.path(), batch);
      batch[5]++;
      sent.add(batch);
    }
    for (byte[] expected : sent) {
      Reply batch = denmark.get(path);
      assertArrayEquals(expected, batch.body().getBytes());
      path = next(batch);
      assertTrue(path.startsWith(DENMARK), path);
    }
    assertEquals(204, denmark.get(path.replace(DENMARK, "/exposure/208/77")).status());
  }

  @Test
  void askingConfirmsWhatLiesBeforeAndNothingElseDoes() {
    String path = newest();
    List<UUID> ids = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      SampleBatch batch = relayed(1);
      ids.add(batch.id());
      posted(DENMARK, batch.bytes());
    }
    Reply first = denmark.get(path);
    assertEquals(200, denmark.get(path).status());
    assertEquals("waiting waiting waiting", states(ids));
    Reply second = denmark.get(next(first));
    assertEquals("delivered waiting waiting", states(ids));
    assertEquals(200, denmark.get(next(first)).status());
    assertEquals("delivered waiting waiting", states(ids));
    Reply third = denmark.get(next(second));
    assertEquals("403 not-authorised-for-destination", france.get(next(third)).problem());
    assertEquals("delivered delivered waiting", states(ids));
    assertEquals(204, denmark.get(next(third)).status());
    assertEquals("delivered delivered delivered", states(ids));
    JsonObject known = france.get("/batch/" + ids.getFirst()).json();
    assertEquals("relayed", known.getString("state"));
    assertEquals(
        new JsonObject()
            .put("state", "delivered")
            .put("attempts", 0)
            .put("by", "pull")
            .put("digest", known.getString("digest"))
            .put("records", known.getLong("records")),
        known.getJsonObject("delivery"));
  }

  @Test
  void aPeerThatIsAllowedToMayFetchForAnother() {
    TestClient hub = TestClient.peer(node, RunningNode.HUB);
    assertEquals(204, hub.get("/exposure/250/0").status());
    assertEquals(204, france.get("/exposure/250/0").status());
    assertEquals("403 not-authorised-for-destination", hub.get(DENMARK).problem());
    assertEquals(
        "403 not-authorised-for-destination", denmark.get("/exposure/250/0").problem());
    assertEquals("403 not-authorised-for-destination", denmark.get(NORWAY).problem());
    TestClient austria = TestClient.peer(node, RunningNode.AUSTRIA);
    assertEquals("403 unknown-peer", austria.get(DENMARK).problem());
    assertEquals("404 unknown-authority", denmark.get("/exposure/826/0").problem());
    assertEquals(
        "404 unknown-authority", denmark.get("/exposure/custom/00000001").problem());
    Reply deleted = await(denmark.send(HttpMethod.DELETE, DENMARK, new byte[0]));
    assertEquals("405 about:blank", deleted.problem());
    assertEquals("GET, HEAD, POST", deleted.header("allow"));
  }

  @Test
  void aCursorThatWasNotGivenOutLeadsToTheFirstBatchThatIsKept() {
    posted(DENMARK, relayed(1).bytes());
    byte[] first = denmark.get(DENMARK).body().getBytes();
    long epoch = node.context().epoch();
    for (String cursor : new String[] {
      "", "x", new Cursor(epoch + 1, 1).text(), new Cursor(epoch, Long.MAX_VALUE).text()
    }) {
      Reply reply = denmark.get(DENMARK + "?after=" + cursor);
      assertEquals("410 cursor-expired", reply.problem(), cursor);
      assertArrayEquals(first, denmark.get(next(reply)).body().getBytes());
    }
  }

  @Test
  void whatIsForgottenIsPassedOver() {
    posted(DENMARK, relayed(1).bytes()); // stays, so that what goes lies between
    String from = newest();
    SampleBatch gone = relayed(1);
    SampleBatch bare = relayed(2);
    byte[] kept = relayed(3).bytes();
    posted(DENMARK, gone.bytes());
    posted(DENMARK, bare.bytes());
    posted(DENMARK, kept);
    forget("delete from outgoing where batch_id = $1", gone);
    forget(
        "delete from segment using outgoing o where o.batch_id = $1"
            + " and segment.attempt_id = o.attempt_id",
        bare);
    kept[5]++;
    assertArrayEquals(kept, denmark.get(from).body().getBytes());
    /* All that is gone is before the first that is kept, so the old cursor would skip. */
    forget("delete from outgoing where batch_id <> $1 and state <> 'listed'", relayed(1));
    Reply expired = denmark.get(from);
    assertEquals("410 cursor-expired", expired.problem());
    assertEquals(204, denmark.get(next(expired)).status());
  }

  @Test
  void aWaitingCallerIsAnsweredOnceABatchIsCommitted() {
    String from = newest();
    Future<Reply> waiting =
        denmark.send(HttpMethod.GET, from, new byte[0], "prefer", "respond-async, wait=600");
    node.until(() -> node.context().polls().count() == 1);
    assertFalse(waiting.isComplete());
    byte[] sent = relayed(1).bytes();
    posted(DENMARK, sent);
    Reply batch = await(waiting);
    assertEquals("wait=60", batch.header("preference-applied"));
    assertEquals(sent.length, batch.body().length());
    Reply over = denmark.get(next(batch), "prefer", "wait=1");
    assertEquals(204, over.status());
    assertEquals("wait=1", over.header("preference-applied"));
    assertEquals("", denmark.get(next(batch)).header("preference-applied"));
    assertEquals(0, node.context().polls().count());
  }

  @Test
  void aReaderOfABusyHubMeetsEachBatchOnceAndNeverGoesBack() {
    readsFromABusyHub(160);
  }

  @Test
  @Tag("long")
  void aReaderOfAHubThatIsBusyForLongMeetsEachBatchOnce() {
    readsFromABusyHub(16_000);
  }

  private void readsFromABusyHub(int batches) {
    String path = newest();
    TestClient many = TestClient.peer(node, RunningNode.FRANCE, HttpVersion.HTTP_1_1, WRITERS);
    AtomicInteger left = new AtomicInteger(batches);
    Set<UUID> sent = ConcurrentHashMap.newKeySet();
    List<Future<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) writers.add(write(many, left, sent));
    Future<?> writing = Future.all(writers);
    Set<UUID> met = new HashSet<>();
    while (met.size() < batches && !writing.failed()) {
      Reply reply = denmark.get(path, "prefer", "wait=5");
      path = next(reply);
      if (reply.status() == 200) assertTrue(met.add(id(reply.body().getBytes())), "met again");
    }
    await(writing);
    assertEquals(sent, met);
    assertEquals(204, denmark.get(path).status());
    assertEquals(
        "delivered",
        await(node.pool()
                .query("select string_agg(distinct state, ' ') from outgoing where magic <> 'LIST'")
                .execute())
            .iterator()
            .next()
            .getString(0));
  }

  private static Future<Void> write(TestClient client, AtomicInteger left, Set<UUID> sent) {
    int number = left.decrementAndGet();
    if (number < 0) return Future.succeededFuture();
    RoutingCode code = RoutingCode.nation(208, number % 3);
    byte[] block = SampleBatch.exposures(1, 0x10, code, SampleBatch.TODAY, 16);
    SampleBatch batch = new SampleBatch().destination(code).block(block);
    sent.add(batch.id());
    return client
        .send(HttpMethod.POST, "/exposure/" + code.path(), batch.bytes())
        .compose(reply -> reply.status() == 201
            ? write(client, left, sent)
            : Future.failedFuture(reply.problemAt()));
  }

  @Test
  void onlySoManyOfOnePeerWait() {
    String from = newest();
    TestClient many = TestClient.peer(node, RunningNode.DENMARK, HttpVersion.HTTP_1_1, 16);
    List<HttpClientRequest> requests = new ArrayList<>();
    for (int number = 1; number <= LongPolls.OF_A_PEER; number++) {
      HttpClientRequest request = await(many.open(HttpMethod.GET, from, "prefer", "wait=60"));
      request.exceptionHandler(_ -> {});
      request.response().onFailure(_ -> {});
      request.end();
      requests.add(request);
      int expected = number;
      node.until(() -> node.context().polls().count() == expected);
    }
    Reply refused = many.get(from, "prefer", "wait=60");
    assertEquals(204, refused.status());
    assertEquals("", refused.header("preference-applied"));
    requests.forEach(request -> request.connection().close());
    node.until(() -> node.context().polls().count() == 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60_000})
  void batchesOfAnySizeComeWhole(int records) {
    String from = newest();
    byte[] sent = SampleBatch.large(records, 5).destination(RunningNode.DENMARK).bytes();
    posted(DENMARK, sent);
    sent[5]++;
    assertArrayEquals(sent, denmark.get(from).body().getBytes());
  }

  private String states(List<UUID> ids) {
    List<String> states = new ArrayList<>();
    for (UUID id : ids) {
      JsonObject known = france.get("/batch/" + id).json();
      states.add(known.getJsonObject("delivery").getString("state"));
    }
    return String.join(" ", states);
  }

  private void forget(String statement, SampleBatch batch) {
    await(node.pool().preparedQuery(statement).execute(Tuple.of(batch.id())));
  }
}
