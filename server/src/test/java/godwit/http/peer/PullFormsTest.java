package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.fixture.TestClient.Reply;
import godwit.store.commit.BatchKey;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Committer;
import godwit.store.commit.Upload;
import godwit.store.segment.StoredSegment;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Norway's own users have met, and what others send, in the form that Denmark asks for.
class PullFormsTest extends PullTest {
  @Test
  void ownExposuresAreCutAndMayBeFetchedInEitherForm() {
    String from = newest();
    Future<Reply> waiting = denmark.send(HttpMethod.GET, from, new byte[0], "prefer", "wait=30");
    node.until(() -> node.context().polls().count() == 1);
    meet(RunningNode.DENMARK);
    Reply octets = await(waiting);
    assertEquals(200, octets.status(), octets.problemAt());
    byte[] bytes = octets.body().getBytes();
    assertEquals(0, bytes[5]);
    Reply json = denmark.get(from, "accept", "application/json");
    assertEquals(200, json.status(), json.problemAt());
    assertEquals("application/json", json.header("content-type"));
    assertEquals(next(octets), next(json));
    JsonObject document = json.json();
    assertEquals(
        new JsonObject().put("country", 208).put("state", 0),
        document.getJsonObject("destination"));
    assertEquals(1, document.getJsonArray("exposures").size());
    assertEquals(0, document.getJsonArray("venueExposures").size());
    String id = document.getString("batch");
    assertEquals(UUID.fromString(id), id(bytes));
    assertEquals(
        "406 about:blank", denmark.get(from, "accept", "application/xml").problem());
  }

  @Test
  void aDocumentHasVenueExposuresLastWhereverTheirBlocksStand() {
    String from = newest();
    RoutingCode code = RunningNode.DENMARK;
    long start = RunningNode.NOON.getEpochSecond();
    byte[] exposures = SampleBatch.exposures(2, 0x10, code, SampleBatch.TODAY, 16);
    byte[] venue = SampleBatch.venue(code, SampleBatch.TODAY, 7, start, start + 900);
    commitOwn(code, exposures, venue, exposures, venue);
    Reply octets = denmark.get(from, "prefer", "wait=30");
    assertEquals(200, octets.status(), octets.problemAt());
    JsonObject document = denmark.get(from, "accept", "application/json").json();
    assertEquals(4, document.getJsonArray("exposures").size());
    assertEquals(2, document.getJsonArray("venueExposures").size());
    assertEquals(7, document.getJsonArray("venueExposures").getJsonObject(1).getInteger("venue"));
  }

  /* As if this node's own users had met somebody, in segments of one block each. */
  private void commitOwn(RoutingCode code, byte[]... blocks) {
    int destination = await(node.context().intake().destinations().id(node.pool(), code));
    List<StoredSegment> segments = new ArrayList<>();
    long bytes = 0;
    for (byte[] block : blocks) {
      segments.add(new StoredSegment(
          destination,
          segments.size(),
          BlockHeader.read(block, 0).count(),
          false,
          Buffer.buffer(Digest.hash(block, 0, block.length)),
          Buffer.buffer(block)));
      bytes += block.length;
    }
    long records = segments.stream().mapToLong(StoredSegment::records).sum();
    UUID id = UUID.randomUUID();
    Upload upload = new Upload(
        BatchKey.of(RunningNode.NORWAY, id),
        new Preamble(Magic.CONTACTS, 0, id, RunningNode.NORWAY, RunningNode.NORWAY, 0),
        "test",
        new Receipt(id, Receipt.State.STORED, records, records, List.of(), 0, new byte[32], false),
        UUID.randomUUID(),
        LocalDate.ofInstant(RunningNode.NOON, ZoneOffset.UTC),
        false,
        segments,
        List.of(new Upload.Portion(destination, segments.size(), records, bytes)),
        Optional.empty());
    Promise<CommitResult> result = Promise.promise();
    Committer committer = new Committer(node.vertx(), node.pool(), new SimpleMeterRegistry());
    node.vertx().runOnContext(_ -> committer.commit(upload).onComplete(result));
    assertInstanceOf(CommitResult.Committed.class, await(result.future()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | 406",
        "application/json, application/octet-stream;q=0.1 | 200",
        "application/json;q=0.9, */*;q=0.8 | 200",
        "application/octet-stream;q=0, */* | 406",
        "text/html | 406",
        "application/hal+json | 406",
        "*/* | 200"
      })
  void whatWasRelayedIsOctetsOnly(String accept, int status) {
    String from = newest();
    posted(DENMARK, relayed(1).bytes());
    Reply reply = denmark.get(from, "accept", accept);
    assertEquals(status, reply.status());
    if (status == 200) assertEquals(TestClient.OCTETS, reply.header("content-type"));
  }

  /* A user of Norway's has met somebody of that authority. */
  private void meet(RoutingCode code) {
    TestClient phone = TestClient.phone(node);
    String ground = "{\"riskType\": 1, \"testDate\": \"2026-11-20\", \"crossBorder\": true}";
    Reply issued =
        TestClient.staff(node).post("/admin/code", ground.getBytes(UTF_8), "x-godwit-admin", "1");
    Buffer asked = new JsonObject().put("code", issued.json().getString("code")).toBuffer();
    Reply token =
        phone.post("/authorisation", asked.getBytes(), "content-type", "application/json");
    long start = RunningNode.NOON.getEpochSecond() - 3_600;
    BlockBuilder block = BlockBuilder.contacts();
    Buffer payload = Buffer.buffer().appendByte((byte) 0x10).appendInt(code.code());
    payload.appendBytes(new byte[16]);
    assertTrue(block.addContact(start, start + 600, payload.getBytes(), new byte[0]));
    Reply reply = phone.post(
        "/contact",
        SampleBatch.contacts().block(block.finish()).bytes(),
        "authorization",
        "Bearer " + token.json().getString("token"));
    assertEquals(201, reply.status(), reply.problemAt());
  }
}
