package godwit.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Refusals while a large body is still on its way: the client really sees them, and soon.
class EarlyRefusalTest extends PeerTest {
  private static final int LARGE = 20 << 20;
  private static final long HUGE = 100L << 20;
  private static final String[] JSON = {"content-type", TestClient.JSON};
  private static final String[] GZIP = {"content-encoding", "gzip"};
  private static final String[] JSON_GZIP = {
    "content-type", TestClient.JSON, "content-encoding", "gzip"
  };
  private static final int BLOCK = 40;
  private static final byte[] NOTHING = new byte[0];

  private final byte[] elsewhere =
      Arrays.copyOf(SampleBatch.simple(1).destination(RunningNode.DENMARK).bytes(), LARGE);
  private final byte[] zeros = new byte[LARGE];

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aClientThatSendsOnSeesWhyItsLargeBodyIsRefused(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    refused("415 content-encoding", client, NORWAY, zeros, "content-encoding", "br");
    refused("404 about:blank", client, "/nowhere", zeros);
    refused("400 destination-mismatch @28", client, NORWAY, elsewhere);
    assertEquals(201, client.post(NORWAY, SampleBatch.simple(1).bytes()).status());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whatHeadersDecideIsRefusedBeforeTheBody(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    byte[] octets = SampleBatch.simple(1).bytes();
    byte[] json = start(SampleBatch.simple(1));
    early("404 about:blank", client, "/nowhere", octets);
    early("404 unknown-authority", client, "/exposure/826/0", octets);
    early("404 unknown-authority", client, "/exposure/826/0", json, JSON);
    early("415 media-type", client, NORWAY, octets, "content-type", "text/plain");
    early("415 content-encoding", client, NORWAY, octets, "content-encoding", "br");
    early("415 content-encoding", client, NORWAY, json, with(JSON, "content-encoding", "br"));
    TestClient.Poured put = client.pour(HttpMethod.PUT, NORWAY, octets, HUGE);
    early("405 about:blank", put);
    assertEquals("GET, HEAD, POST", put.reply().header("allow"));
    TestClient austria = TestClient.peer(node, RunningNode.AUSTRIA, version, 1);
    early("403 unknown-peer", austria, NORWAY, octets);
    early("403 unknown-peer", austria, NORWAY, json, JSON);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void whatTheFirstBytesDecideIsRefusedBeforeTheRest(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    early("400 bad-magic @0", client, NORWAY, NOTHING);
    early("400 bad-preamble @4", client, NORWAY, changed(4));
    early("400 bad-block @" + BLOCK + " block 0", client, NORWAY, changed(BLOCK));
    early("400 bad-crc @" + BLOCK + " block 0", client, NORWAY, changed(BLOCK + 30));
    early("400 destination-mismatch @28", client, NORWAY, elsewhere());
    early("400 destination-mismatch at /destination", client, NORWAY, elsewhereJson(), JSON);
    SampleBatch foreign = SampleBatch.simple(1).origin(RunningNode.DENMARK);
    early("403 not-authorised-for-origin", client, NORWAY, foreign.bytes());
    early("403 not-authorised-for-origin", client, NORWAY, start(foreign), JSON);
    early("400 bad-json @0 at ", client, NORWAY, NOTHING, JSON);
    early("400 bad-json @2 at ", client, NORWAY, "{ 5".getBytes(UTF_8), JSON);
    early("400 bad-gzip @0", client, NORWAY, NOTHING, GZIP);
    early("400 bad-gzip @0", client, NORWAY, NOTHING, JSON_GZIP);
    long ratioFrom = limits().ratioTestedFromBytes();
    byte[] blocks = SampleBatch.gzip(manyZeros((int) ratioFrom + (1 << 20)));
    TestClient.Poured poured = client.pour(HttpMethod.POST, NORWAY, blocks, HUGE, GZIP);
    assertEquals("413 expansion-ratio", poured.reply().problem());
    assertTrue(poured.written() < HUGE / 2, "written=" + poured.written());
    byte[] spaces = new byte[(int) ratioFrom + (1 << 20)];
    Arrays.fill(spaces, (byte) ' ');
    poured = client.pour(HttpMethod.POST, NORWAY, SampleBatch.gzip(spaces), HUGE, JSON_GZIP);
    assertEquals("413 expansion-ratio", poured.reply().problem());
    assertTrue(poured.written() < HUGE / 2, "written=" + poured.written());
    untilNothingIsLeftBehind();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aPhoneIsRefusedBeforeItsBodyToo(HttpVersion version) {
    TestClient phone = TestClient.phone(node, version);
    byte[] batch = SampleBatch.contacts().bytes();
    early("401 bad-token", phone, "/contact", batch);
    early("401 bad-token", phone, "/contact", batch, "authorization", "Bearer x");
    early("415 media-type", phone, "/contact", batch, "content-type", "text/plain");
    early("404 about:blank", phone, NORWAY, batch);
    early("413 too-large", phone, "/authorisation", NOTHING, JSON);
  }

  private void early(
      String problem, TestClient client, String path, byte[] start, String... headers) {
    early(problem, client.pour(HttpMethod.POST, path, start, HUGE, headers));
  }

  private void early(String problem, TestClient.Poured poured) {
    assertEquals(problem, poured.reply().problemAt());
    assertTrue(poured.written() < HUGE / 2, problem + ": written=" + poured.written());
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  /// A document that is not over yet.
  private static byte[] start(SampleBatch batch) {
    byte[] whole = batch.json();
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static byte[] elsewhere() {
    return SampleBatch.simple(1).destination(RunningNode.DENMARK).bytes();
  }

  private static byte[] elsewhereJson() {
    return start(SampleBatch.simple(1).destination(RunningNode.DENMARK));
  }

  private static byte[] changed(int index) {
    byte[] batch = SampleBatch.simple(1).bytes();
    batch[index] ^= 0x04;
    return batch;
  }

  /// The beginning of a sound batch, of contact ids that are all zero.
  private static byte[] manyZeros(int bytes) {
    BlockBuilder block = BlockBuilder.exposures(
        SampleBatch.SIMPLE, RunningNode.NORWAY.code(), SampleBatch.TODAY, 1, 2, 16);
    while (block.addExposure(0, new byte[16], 0, 16)) {}
    byte[] full = block.finish();
    SampleBatch batch = new SampleBatch();
    for (int written = 0; written < bytes; written += full.length) batch.block(full);
    return Arrays.copyOf(batch.bytes(), bytes);
  }

  private static String[] with(String[] headers, String... more) {
    String[] all = Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return all;
  }
}
