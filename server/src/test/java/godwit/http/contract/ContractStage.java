package godwit.http.contract;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Pieces;
import godwit.codec.filter.MembershipFilter;
import godwit.codec.payload.RoutingCode;
import godwit.domain.ProblemType;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.http.CodeTries;
import godwit.http.Refusal;
import godwit.store.TestDatabases;
import godwit.store.cases.WaitingClaims;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.Cursor;
import godwit.store.outgoing.Cutter;
import godwit.trust.Pki;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// A running node and those who ask it, for cases of [ContractCases].
public final class ContractStage {
  private static final String CASE =
      "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": true}";
  private static final int PULLS = 32;
  private static final int BUDGET_PIECE = 16 * 1024;

  private final RunningNode node;
  final TestClient france;
  final TestClient austria;
  final TestClient denmark;
  final TestClient hub;
  final TestClient strictHub;
  final TestClient phone;
  final TestClient gateway;
  private final TestClient staff;
  private Optional<String> token = Optional.empty();

  public ContractStage(RunningNode node) {
    this.node = node;
    this.france = TestClient.peer(node, RunningNode.FRANCE);
    this.austria = TestClient.peer(node, RunningNode.AUSTRIA);
    this.denmark = TestClient.peer(node, RunningNode.DENMARK);
    this.hub = TestClient.peer(node, RunningNode.HUB);
    this.strictHub = TestClient.peer(node, RunningNode.STRICT_HUB);
    this.phone = TestClient.phone(node);
    this.staff = TestClient.staff(node);
    this.gateway = gateway(node, staff);
  }

  private static TestClient gateway(RunningNode node, TestClient staff) {
    staff.post("/admin/venue", "{\"venue\": 4712}".getBytes(UTF_8), "x-godwit-admin", "1");
    try {
      Pki.Issued identity =
          node.gateway(RunningNode.NORWAY, 4_712, UUID.randomUUID().toString());
      return TestClient.peer(node, identity, HttpVersion.HTTP_1_1, 4);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String code() {
    return staff
        .post("/admin/code", CASE.getBytes(UTF_8), "x-godwit-admin", "1")
        .json()
        .getString("code");
  }

  TestClient.Reply authorise(String code) {
    return phone.post(
        "/authorisation",
        new JsonObject().put("code", code).toBuffer().getBytes(),
        "content-type",
        "application/json");
  }

  /// Uploads as a phone with a token.
  TestClient.Reply contact(byte[] batch, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "authorization";
    all[headers.length + 1] = bearer();
    return phone.post("/contact", batch, all);
  }

  String bearer() {
    if (token.isEmpty()) token = Optional.of(authorise(code()).json().getString("token"));
    return "Bearer " + token.get();
  }

  /// A batch of contact events that lasted ten minutes.
  public static SampleBatch contacts(int contacts) {
    return contacts(contacts, RunningNode.NOON.getEpochSecond() - 3_600);
  }

  public static SampleBatch contacts(int contacts, long start) {
    return contacts(contacts, start, RunningNode.NORWAY);
  }

  private static SampleBatch contacts(int contacts, long start, RoutingCode code) {
    BlockBuilder block = BlockBuilder.contacts();
    for (int contact = 0; contact < contacts; contact++) {
      int type = code.custom() ? 0x01 : 0x10;
      Buffer payload = Buffer.buffer().appendByte((byte) type).appendInt(code.code());
      payload.appendInt(contact).appendBytes(new byte[12]);
      assertTrue(block.addContact(start, start + 600, payload.getBytes(), new byte[0]));
    }
    return SampleBatch.contacts().block(block.finish());
  }

  /// Has a batch of this node's own wait for a peer, one of whose users was met here.
  void met(RoutingCode code, TestClient peer) {
    long start = RunningNode.NOON.getEpochSecond() - 3_600;
    contact(contacts(1, start, code).bytes());
    node.until(() -> peer.get("/exposure/" + code.path()).status() == 200);
  }

  /// The answer to one of many who fetch a document at once.
  TestClient.Reply tooManyDocuments(RoutingCode code) {
    TestClient many = TestClient.peer(node, code, HttpVersion.HTTP_2, 1);
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    for (int pull = 0; pull < PULLS; pull++) {
      String path = "/exposure/" + code.path();
      replies.add(many.send(HttpMethod.GET, path, new byte[0], "accept", TestClient.JSON));
    }
    return replies.stream()
        .map(TestDatabases::await)
        .filter(reply -> reply.status() == 503)
        .findFirst()
        .orElseThrow();
  }

  /// While this address has tried too many codes that are none.
  TestClient.Reply withoutTries(Supplier<TestClient.Reply> asked) {
    return without(node.context().codeTries(), CodeTries.ADDRESS.failures(), asked);
  }

  private static TestClient.Reply without(
      CodeTries those, int failures, Supplier<TestClient.Reply> asked) {
    List<CodeTries.Try> tries = new ArrayList<>();
    for (String address : List.of("127.0.0.1", "::1")) {
      int before = tries.size();
      try {
        while (tries.size() - before <= failures) {
          tries.add(those.begin(address));
        }
      } catch (Refusal full) {
        assertEquals(ProblemType.OVER_QUOTA, full.problem().type());
      }
    }
    try {
      return asked.get();
    } finally {
      tries.forEach(CodeTries.Try::giveBack);
    }
  }

  /// While this address has registered too often.
  TestClient.Reply withoutRegistrations(Supplier<TestClient.Reply> asked) {
    return without(node.context().registrations(), CodeTries.REGISTRATIONS.failures(), asked);
  }

  /// Sees to it that there is a page of a list, or of a part of it.
  void list(String path) {
    byte[] venue =
        "{\"country\": 578, \"state\": 0, \"venue\": 4711, \"name\": \"X\"}".getBytes(UTF_8);
    staff.post("/admin/venue", venue, "content-type", TestClient.JSON, "x-godwit-admin", "1");
    long start = SampleBatch.TODAY * 86_400L;
    france.post(
        PeerTest.NORWAY,
        SampleBatch.simple(3)
            .block(SampleBatch.venue(4_711, start, start + 900))
            .bytes());
    RoutingCode operator = RunningNode.OPERATOR;
    france.post(
        "/exposure/" + operator.path(),
        new SampleBatch()
            .destination(operator)
            .block(SampleBatch.exposures(2, 0x01, operator, SampleBatch.TODAY, 16))
            .bytes());
    if (path.endsWith("/filter")) node.setTime(RunningNode.NOON.plus(Duration.ofDays(1)));
    try {
      node.until(() -> phone.get(path).status() == 200);
    } finally {
      node.setTime(RunningNode.NOON);
    }
  }

  /// The path of a bucket, which there is for sure.
  String bucket(String partition) {
    list(partition + "/filter");
    byte[] filter = phone.get(partition + "/filter").body().getBytes();
    return partition + "/filter/" + MembershipFilter.read(filter).id() + "/0";
  }

  /// What is answered after the last page, with nothing left that would make another.
  TestClient.Reply newest(String list) {
    list(list);
    RoutingCode self = node.context().directory().self();
    Cutter cutter = new Cutter(node.pool(), InstantSource.system());
    PartitionTable parts = new PartitionTable(node.pool());
    node.until(() -> !await(cutter.uncut()).containsValue(self)
        && await(parts.look(node.context().list().own())).sorted()
            == node.context()
                .list()
                .range(node.context().list().own())
                .orElseThrow()
                .last());
    await(node.context().list().lookAgain(node.vertx()));
    TestClient.Reply reply = phone.get(list);
    while (reply.status() == 200) {
      reply = phone.get(reply.header("link").replaceFirst("<(.*)>.*", "$1"));
    }
    return reply;
  }

  /// Where another node may have closed a page by now: it has to be looked up.
  String ahead(String path) {
    return path + "?after=" + new Cursor(node.context().epoch(), 1_000_000).text();
  }

  /// Asks while the node reaches no database.
  TestClient.Reply withoutDatabase(Supplier<TestClient.Reply> asked) {
    return node.withoutDatabase(asked);
  }

  /// While a table is not where it is looked for.
  TestClient.Reply without(String table, Supplier<TestClient.Reply> asked) {
    rename(table, table + "_away");
    try {
      return asked.get();
    } finally {
      rename(table + "_away", table);
    }
  }

  /// While as much waits for a home authority as may.
  TestClient.Reply withManyClaims(String path, Supplier<TestClient.Reply> asked) {
    RoutingCode home = RoutingCode.parse(path.replace("/certification/", "")).orElseThrow();
    int row = await(node.context().intake().destinations().id(node.pool(), home));
    await(node.pool()
        .query("insert into claim_stream values (" + row + ") on conflict do nothing;"
            + " insert into claim_waiting (destination_id, sequence, digest, expires, body)"
            + " select " + row + ", -n, sha256(n::text::bytea), 'infinity', '{}'"
            + " from generate_series(1, " + WaitingClaims.MOST + ") n")
        .execute());
    try {
      return asked.get();
    } finally {
      await(node.pool().query("delete from claim_waiting where sequence < 0").execute());
    }
  }

  /// While all the memory for bodies is taken.
  TestClient.Reply withoutMemory(Supplier<TestClient.Reply> asked) {
    node.until(() -> node.context().intake().memory().takenBytes() == 0);
    Pieces pieces = node.context().intake().memory().onLoop();
    long taken = 0;
    while (pieces.take(BUDGET_PIECE).isPresent()) taken++;
    try {
      return asked.get();
    } finally {
      for (; taken > 0; taken--) pieces.give(new byte[BUDGET_PIECE]);
    }
  }

  /// A post whose body never goes on.
  Future<TestClient.Reply> silent(TestClient client, String path, String... headers) {
    HttpClientRequest request = await(client.open(HttpMethod.POST, path, headers));
    request.putHeader("content-length", "1000");
    Future<TestClient.Reply> reply = TestClient.read(request);
    request.write(Buffer.buffer("HIX1"));
    return reply;
  }

  private void rename(String table, String other) {
    await(node.pool().query("alter table " + table + " rename to " + other).execute());
  }
}
