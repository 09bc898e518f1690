package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Bodies in pieces of any size, many at once, and those that break off.
class UploadStreamTest extends PeerTest {
  private static final int END_BYTES = BatchLayout.HEADER_BYTES + 41;
  private static final int DIGEST = 8;

  @ParameterizedTest
  @CsvSource({"1, 3", "7, 300", "1000, 30000", "65536, 100000"})
  void thePiecesOfABodyMakeNoDifference(int size, int records) {
    SampleBatch batch = SampleBatch.large(records, size);
    byte[] bytes = batch.bytes();
    var reply = inPieces(france, bytes, size);
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(records, reply.json().getInteger("accepted"));
    assertEquals("sha-256:" + digest(bytes), reply.json().getString("digest"));
    byte[] blocks = blocks(bytes);
    assertArrayEquals(blocks, Stored.latest(node));
    var again = france.post(NORWAY, SampleBatch.gzip(bytes), "content-encoding", "gzip");
    assertEquals(200, again.status());
    assertEquals(reply.json().put("duplicate", true), again.json());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void sixteenUploadsAtOnceAreStoredWhole(HttpVersion version) {
    int uploads = 16;
    int records = 200_000;
    TestClient client = TestClient.peer(
        node, RunningNode.FRANCE, version, version == HttpVersion.HTTP_2 ? 2 : uploads);
    Set<String> expected = new TreeSet<>();
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    await(node.pool().query("truncate portion, segment, venue_waiting").execute());
    for (int upload = 0; upload < uploads; upload++) {
      byte[] bytes = SampleBatch.large(records, (version == HttpVersion.HTTP_2 ? 100 : 0) + upload)
          .bytes();
      expected.addAll(hashes(blocks(bytes)));
      boolean gzip = upload % 4 == 3;
      replies.add(client.send(
          HttpMethod.POST,
          NORWAY,
          gzip ? SampleBatch.gzip(bytes) : bytes,
          "content-encoding",
          gzip ? "gzip" : "identity"));
    }
    for (var reply : replies) {
      assertEquals(201, await(reply).status(), () -> await(reply).problemAt());
      assertEquals(records, await(reply).json().getInteger("accepted"));
    }
    assertEquals(uploads, node.rowsAtRest().portions());
    Set<String> stored = new TreeSet<>();
    for (Row row : await(
        node.pool().query("select attempt_id, destination_id from portion").execute())) {
      byte[] blocks = Stored.blocks(node, row.getUUID(0), row.getInteger(1));
      List<String> each = hashes(blocks);
      assertEquals(records / 10_000, each.size());
      stored.addAll(each);
    }
    assertEquals(expected, stored);
    assertEquals(0, node.context().intake().memory().takenBytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void nothingStaysOfABodyThatBreaksOff(HttpVersion version) {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, version, 1);
    RunningNode.Rows before = node.rowsAtRest();
    byte[] bytes = SampleBatch.large(100_000, 7).bytes();
    HttpClientRequest request = await(client.open(HttpMethod.POST, NORWAY));
    request.putHeader("content-length", "" + bytes.length);
    Future<TestClient.Reply> reply = TestClient.read(request);
    await(request.write(Buffer.buffer(Arrays.copyOf(bytes, bytes.length - 1))));
    node.until(() -> node.rows().attempts() == 1 && node.rows().segments() > before.segments());
    request.reset();
    request.connection().close();
    node.until(reply::isComplete);
    assertTrue(reply.failed());
    node.until(() -> node.context().intake().memory().takenBytes() == 0);
    assertEquals(before, node.rowsAtRest());
  }

  /* The commit reads memory of the stream: it may not be given back before. */
  @Test
  void aClientThatLeavesDuringTheCommitHarmsNothing() {
    TestClient client = TestClient.peer(node, RunningNode.FRANCE, HttpVersion.HTTP_2, 1);
    List<byte[]> batches = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      byte[] bytes = SampleBatch.large(25_000, 1_000 + round).bytes();
      batches.add(bytes);
      HttpClientRequest request = await(client.open(HttpMethod.POST, NORWAY));
      Future<TestClient.Reply> reply = TestClient.read(request);
      await(request.end(Buffer.buffer(bytes)));
      request.reset();
      node.until(reply::isComplete);
    }
    for (byte[] bytes : batches) {
      int status = client.post(NORWAY, bytes).status();
      assertTrue(status == 200 || status == 201, "" + status);
    }
    assertEquals(0, node.context().intake().memory().takenBytes());
    Set<String> stored = new TreeSet<>();
    node.rowsAtRest();
    for (Row row : await(
        node.pool().query("select attempt_id, destination_id from portion").execute())) {
      stored.addAll(hashes(Stored.blocks(node, row.getUUID(0), row.getInteger(1))));
    }
    for (byte[] bytes : batches) assertTrue(stored.containsAll(hashes(blocks(bytes))));
  }

  private TestClient.Reply inPieces(TestClient client, byte[] bytes, int size) {
    HttpClientRequest request = await(client.open(HttpMethod.POST, NORWAY));
    request.setChunked(true);
    Future<TestClient.Reply> reply = TestClient.read(request);
    Future<Void> written = Future.succeededFuture();
    for (int start = 0; start < bytes.length; start += size) {
      Buffer piece =
          Buffer.buffer(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + size)));
      written = written.compose(_ -> request.write(piece));
    }
    await(written.compose(_ -> request.end()));
    return await(reply);
  }

  private static byte[] blocks(byte[] batch) {
    return Arrays.copyOfRange(batch, BatchLayout.PREAMBLE_BYTES, batch.length - END_BYTES);
  }

  private static String digest(byte[] batch) {
    int start = batch.length - 41 + DIGEST;
    return HexFormat.of().formatHex(batch, start, start + Digest.BYTES);
  }

  /// The hash of each block.
  private static List<String> hashes(byte[] blocks) {
    List<String> hashes = new ArrayList<>();
    for (int at = 0; at < blocks.length; at += BlockHeader.read(blocks, at).blockBytes()) {
      int length = BlockHeader.read(blocks, at).blockBytes();
      hashes.add(HexFormat.of().formatHex(Digest.hash(blocks, at, length)));
    }
    return hashes;
  }
}
