package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Limits;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may send what to where, in which form.
class AddressingTest extends PeerTest {
  private static final long RATIO_FROM = 100_000;
  private static final long BODY_BYTES = 400_000;

  @Override
  public Limits limits() {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        BODY_BYTES,
        20,
        RATIO_FROM,
        21,
        1,
        usual.streamBytes(),
        usual.maxHops(),
        1_000,
        200,
        10_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/exposure/826/0",
        "/exposure/0/0",
        "/exposure/1000/0",
        "/exposure/65536/0",
        "/exposure/578/65536",
        "/exposure/578/-1",
        "/exposure/578/x",
        "/exposure/custom/033a0002",
        "/exposure/custom/33a0001",
        "/exposure/578/0/4294967296",
        "/exposure/578/0/x",
        "/exposure/custom/033a0001/5"
      })
  void aPathThatNobodyAnswersIsUnknown(String path) {
    refused("404 unknown-authority", path, SampleBatch.simple(1).bytes());
    assertEquals("404 unknown-authority", france.get(path).problem());
  }

  @Test
  void aPathThatDoesNotExistHasNoReasonOfOurs() {
    refused("404 about:blank", "/exposures/578/0", SampleBatch.simple(1).bytes());
    refused("404 about:blank", "/exposure/578", SampleBatch.simple(1).bytes());
  }

  @Test
  void leadingZerosAndAStateThatIsNotKnownLeadToTheCountry() {
    assertEquals(
        201, france.post("/exposure/0578/00", SampleBatch.simple(1).bytes()).status());
    RoutingCode bergen = RoutingCode.nation(578, 46);
    byte[] block = SampleBatch.exposures(2, 0x10, bergen, SampleBatch.TODAY, 16);
    byte[] batch = new SampleBatch().destination(bergen).block(block).bytes();
    var reply = france.post("/exposure/578/46", batch);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(2, reply.json().getInteger("accepted"));
    refused("400 destination-mismatch @28", NORWAY, batch);
  }

  @Test
  void customAuthoritiesHavePathsOfTheirOwn() {
    byte[] block = SampleBatch.exposures(2, 0x01, RunningNode.OPERATOR, SampleBatch.TODAY, 16);
    byte[] batch =
        new SampleBatch().destination(RunningNode.OPERATOR).block(block).bytes();
    var reply = france.post("/exposure/custom/033A0001", batch);
    assertEquals(201, reply.status(), reply.problemAt());
  }

  @Test
  void thePathNamesTheDestination() {
    byte[] batch = SampleBatch.simple(1).destination(RunningNode.DENMARK).bytes();
    refused("400 destination-mismatch @28", NORWAY, batch);
    byte[] custom = SampleBatch.simple(1)
        .destination(RoutingCode.custom(RunningNode.NORWAY.code()))
        .bytes();
    refused("400 destination-mismatch @28", NORWAY, custom);
  }

  @Test
  void aCertificateSpeaksForItsOwnAuthority() {
    byte[] batch = SampleBatch.simple(1).origin(RunningNode.DENMARK).bytes();
    refused("403 not-authorised-for-origin", NORWAY, batch);
    byte[] custom = SampleBatch.simple(1)
        .origin(RoutingCode.custom(RunningNode.FRANCE.code()))
        .bytes();
    refused("403 not-authorised-for-origin", NORWAY, custom);
  }

  @Test
  void aCertificateWithoutAnEntryIsUnknown() {
    TestClient austria = TestClient.peer(node, RunningNode.AUSTRIA);
    byte[] batch = SampleBatch.simple(1).origin(RunningNode.AUSTRIA).bytes();
    refused("403 unknown-peer", austria, NORWAY, batch);
    assertEquals("403 unknown-peer", austria.get("/resolver").problem());
    assertEquals("403 unknown-peer", austria.get("/resolver/578/0").problem());
    assertEquals(
        "403 unknown-peer",
        austria.get("/batch/00000000-0000-0000-0000-000000000001").problem());
  }

  @Test
  void withoutACertificateNoConnectionComesAbout() {
    RunningNode.Rows before = node.rows();
    TestClient nobody = TestClient.nobody(node);
    assertThrows(
        Exception.class, () -> nobody.post(NORWAY, SampleBatch.simple(1).bytes()));
    assertThrows(Exception.class, () -> nobody.get("/resolver"));
    assertEquals(before, node.rowsAtRest());
  }

  @Test
  void hopsAreZeroOnTheOriginsOwnConnectionAndFewOnOthers() {
    refused("400 bad-preamble @5", NORWAY, SampleBatch.simple(1).hops(1).bytes());
    TestClient hub = TestClient.peer(node, RunningNode.HUB);
    byte[] four = SampleBatch.simple(1).origin(RunningNode.SWEDEN).hops(4).bytes();
    assertEquals(201, hub.post(NORWAY, four).status());
    byte[] five = SampleBatch.simple(1).origin(RunningNode.SWEDEN).hops(5).bytes();
    refused("400 loop @5", hub, NORWAY, five);
    byte[] unauthorised =
        SampleBatch.simple(1).origin(RunningNode.DENMARK).hops(5).bytes();
    refused("400 loop @5", hub, NORWAY, unauthorised);
    byte[] relayed = SampleBatch.simple(1)
        .origin(RunningNode.SWEDEN)
        .destination(RunningNode.DENMARK)
        .hops(4)
        .bytes();
    refused("400 loop @5", hub, "/exposure/208/0", relayed);
  }

  @Test
  void aRelayedBatchIsSignedUnlessTheHubIsExempt() {
    byte[] batch = SampleBatch.simple(1).origin(RunningNode.SWEDEN).hops(1).bytes();
    TestClient strict = TestClient.peer(node, RunningNode.STRICT_HUB);
    refused("403 signature-required", strict, NORWAY, batch);
    TestClient exempt = TestClient.peer(node, RunningNode.HUB);
    var reply = exempt.post(NORWAY, batch);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals("stored", reply.json().getString("state"));
  }

  @Test
  void aBatchForAnotherPeerIsTakenWholeWhateverItHolds() {
    byte[] old = SampleBatch.exposures(3, 0x10, RunningNode.NORWAY, SampleBatch.TODAY - 100, 16);
    byte[] batch = new SampleBatch().destination(RunningNode.DENMARK).block(old).bytes();
    var reply = france.post("/exposure/208/0", batch);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals("relayed", reply.json().getString("state"));
    assertEquals(3, reply.json().getInteger("accepted"));
    assertTrue(reply.json().getJsonArray("rejected").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "content-type, text/plain, 415 media-type",
    "content-type, '', 415 media-type",
    "content-encoding, br, 415 content-encoding",
    "content-encoding, 'gzip, br', 415 content-encoding",
    "content-encoding, deflate, 415 content-encoding"
  })
  void otherFormsAreRefused(String header, String value, String problem) {
    refused(problem, NORWAY, SampleBatch.simple(1).bytes(), header, value);
    var reply = france.post(NORWAY, SampleBatch.simple(1).bytes(), header, value);
    assertEquals(problem.endsWith("encoding"), reply.header("accept-encoding").contains("gzip"));
  }

  @Test
  void mediaTypesHaveParametersAndEitherCase() {
    byte[] batch = SampleBatch.simple(1).bytes();
    var reply = france.post(NORWAY, batch, "content-type", "Application/Octet-Stream; q=1");
    assertEquals(201, reply.status(), reply.problemAt());
  }

  @Test
  void methodsAreSaid() {
    var wrong = await(france.send(HttpMethod.PUT, NORWAY, new byte[0]));
    assertEquals("405 about:blank", wrong.problem());
    assertEquals("GET, HEAD, POST", wrong.header("allow"));
    var venue = france.get(NORWAY + "/5");
    assertEquals("405 about:blank", venue.problem());
    assertEquals("POST", venue.header("allow"));
    var other = france.post("/resolver", new byte[0]);
    assertEquals("405 about:blank", other.problem());
    assertEquals("GET, HEAD", other.header("allow"));
  }

  @Test
  void formsThatNobodyTakesAreNotAcceptable() {
    for (String path :
        new String[] {"/resolver", "/resolver/578/0", "/batch/00000000-0000-0000-0000-000000000001"
        }) {
      assertEquals("406 about:blank", france.get(path, "accept", "text/html").problem(), path);
    }
    assertEquals(
        "404 unknown-authority",
        france.get("/resolver/826/0", "accept", "text/html").problem());
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedPlainOrGzipped() {
    byte[] batch = SampleBatch.large(30_000, 1).bytes();
    assertTrue(batch.length > BODY_BYTES);
    refused("413 too-large @" + BODY_BYTES, NORWAY, batch);
    byte[] gzip = SampleBatch.gzip(batch);
    assertEquals(
        "413 too-large", france.post(NORWAY, gzip, "content-encoding", "gzip").problem());
    byte[] members = new byte[(int) BODY_BYTES + 20];
    byte[] empty = SampleBatch.gzip(new byte[0]);
    for (int index = 0; index < members.length; index++) {
      members[index] = empty[index % empty.length];
    }
    refused("413 too-large @0", NORWAY, members, "content-encoding", "gzip");
  }

  @Test
  void aBodyThatExpandsTooMuchIsRefused() {
    byte[] data = new byte[500];
    var block = BlockBuilder.exposures(
        0x18, RunningNode.NORWAY.code(), SampleBatch.TODAY, 1, 2, data.length);
    for (int record = 0; record < 300; record++) {
      assertTrue(block.addExposure(0, data, 0, data.length));
    }
    byte[] batch = new SampleBatch().block(block.finish()).bytes();
    byte[] gzip = SampleBatch.gzip(batch);
    assertTrue(batch.length > RATIO_FROM && batch.length < BODY_BYTES);
    assertTrue(batch.length > 20 * gzip.length);
    var reply = france.post(NORWAY, gzip, "content-encoding", "gzip");
    assertEquals("413 expansion-ratio", reply.problem());
    assertFalse(reply.json().containsKey("batch"));
    assertEquals(201, france.post(NORWAY, batch).status());
  }

  /* Denmark gets what France's octets would have been, a hop further. */
  @Test
  void aDocumentForAnotherAuthorityIsPassedOnAsItsCanonicalOctets() {
    byte[] block = SampleBatch.exposures(3, 0x10, RunningNode.DENMARK, SampleBatch.TODAY, 16);
    SampleBatch batch = new SampleBatch().destination(RunningNode.DENMARK).block(block);
    var reply = france.post("/exposure/208/0", batch.json(), "content-type", TestClient.JSON);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals("relayed", reply.json().getString("state"));
    assertEquals(3, reply.json().getInteger("accepted"));
    byte[] octets = batch.bytes();
    assertEquals(200, france.post("/exposure/208/0", octets).status());
    octets[5] = 1;
    TestClient denmark = TestClient.peer(node, RunningNode.DENMARK);
    assertArrayEquals(octets, denmark.get("/exposure/208/0").body().getBytes());
  }
}
