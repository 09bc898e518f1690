package godwit.http.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Gzip as RFC 1952 has it, and what breaks it.
class GzipBodyTest extends PeerTest {
  private static final String[] GZIP = {"content-encoding", "gzip"};
  private static final int HEADER = 10;
  private static final int FLAGS = 3;
  private static final int TIME = 4;

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP"})
  void takesAGzipBody(String coding) {
    byte[] batch = SampleBatch.simple(3).bytes();
    var reply = france.post(NORWAY, SampleBatch.gzip(batch), "content-encoding", coding);
    assertEquals(201, reply.status(), reply.problemAt());
    var plain = france.post(NORWAY, batch);
    assertEquals(200, plain.status());
    assertEquals(reply.json().getString("digest"), plain.json().getString("digest"));
  }

  @Test
  void takesEveryOptionalFieldOfAHeader() {
    for (int flags = 0; flags < 0x20; flags++) {
      byte[] body = member(SampleBatch.simple(2).bytes(), flags, 0);
      var reply = france.post(NORWAY, body, GZIP);
      assertEquals(201, reply.status(), "flags " + flags + ": " + reply.problemAt());
    }
  }

  @Test
  void refusesReservedFlagsAndAWrongHeaderChecksum() {
    byte[] batch = SampleBatch.simple(2).bytes();
    for (int reserved : new int[] {0x20, 0x40, 0x80}) {
      refused("400 bad-gzip @0", NORWAY, member(batch, reserved, 0), GZIP);
      byte[] start = Arrays.copyOf(member(batch, reserved, 0), FLAGS + 1);
      refused("400 bad-gzip @0", NORWAY, start, GZIP);
    }
    refused("400 bad-gzip @0", NORWAY, member(batch, 0x02, 1), GZIP);
    refused("400 bad-gzip @0", NORWAY, member(batch, 0x1F, 1), GZIP);
  }

  @Test
  void takesSeveralMembers() {
    byte[] batch = SampleBatch.simple(2).bytes();
    Buffer body = Buffer.buffer();
    for (int start = 0; start < batch.length; start += 50) {
      int end = Math.min(batch.length, start + 50);
      body.appendBytes(SampleBatch.gzip(Arrays.copyOfRange(batch, start, end)));
    }
    body.appendBytes(SampleBatch.gzip(new byte[0]));
    var reply = france.post(NORWAY, body.getBytes(), GZIP);
    assertEquals(201, reply.status(), reply.problemAt());
  }

  @Test
  void refusesBytesAfterTheLastMember() {
    byte[] batch = SampleBatch.simple(2).bytes();
    byte[] gzip = SampleBatch.gzip(batch);
    byte[] zero = Arrays.copyOf(gzip, gzip.length + 1);
    refused("400 bad-gzip @" + batch.length, NORWAY, zero, GZIP);
    byte[] next = zero.clone();
    next[gzip.length] = 0x1F;
    refused("400 truncated @" + batch.length, NORWAY, next, GZIP);
  }

  @Test
  void refusesAnEmptyBodyAndAnEmptyMember() {
    refused("400 truncated @0", NORWAY, new byte[0], GZIP);
    refused("400 truncated @0", NORWAY, SampleBatch.gzip(new byte[0]), GZIP);
  }

  @Test
  void refusesABodyThatIsCutWhereverItIs() {
    byte[] gzip = SampleBatch.gzip(SampleBatch.simple(2).bytes());
    RunningNode.Rows before = node.rows();
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    for (int length = 0; length < gzip.length; length++)
      replies.add(post(Arrays.copyOf(gzip, length)));
    for (TestClient.Reply reply : all(replies)) assertEquals("400 truncated", reply.problem());
    assertEquals(before, node.rowsAtRest());
  }

  @Test
  void aFlippedBitIsRefusedUnlessItCarriesNoMeaning() throws IOException {
    byte[] batch = SampleBatch.simple(2).bytes();
    byte[] gzip = SampleBatch.gzip(batch);
    TestClient.Reply first = france.post(NORWAY, gzip, GZIP);
    assertEquals(201, first.status());
    RunningNode.Rows before = node.rows();
    List<Future<TestClient.Reply>> replies = new ArrayList<>();
    for (int bit = 0; bit < 8 * gzip.length; bit++) {
      byte[] flipped = gzip.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      replies.add(post(flipped));
    }
    List<TestClient.Reply> answers = all(replies);
    for (int bit = 0; bit < answers.size(); bit++) {
      TestClient.Reply answer = answers.get(bit);
      int index = bit / 8;
      boolean text = bit == 8 * FLAGS;
      boolean timeOrSystem = index >= TIME && index < HEADER;
      if (text || timeOrSystem) {
        assertEquals(200, answer.status(), "bit " + bit);
      } else if (answer.status() == 200) {
        /* A match that lies elsewhere may say the same, and the last byte has bits to spare. */
        byte[] flipped = gzip.clone();
        flipped[index] ^= (byte) (1 << bit % 8);
        assertArrayEquals(batch, gunzip(flipped), "bit " + bit);
      } else {
        assertTrue(answer.status() == 400 || answer.status() == 403, answer.problemAt());
      }
      if (answer.status() == 200) {
        assertEquals(first.json().put("duplicate", true), answer.json());
      }
    }
    assertEquals(before, node.rowsAtRest());
  }

  static List<TestClient.Reply> all(List<Future<TestClient.Reply>> replies) {
    return replies.stream().map(reply -> await(reply)).toList();
  }

  private Future<TestClient.Reply> post(byte[] body) {
    return france.send(HttpMethod.POST, NORWAY, body, GZIP);
  }

  private static byte[] gunzip(byte[] gzip) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  /// A member with every optional field that the flags name.
  private static byte[] member(byte[] content, int flags, int wrongChecksumBits) {
    byte[] plain = SampleBatch.gzip(content);
    Buffer header = Buffer.buffer().appendBytes(plain, 0, HEADER).setByte(FLAGS, (byte) flags);
    if ((flags & 0x04) != 0) header.appendByte((byte) 3).appendByte((byte) 0).appendString("abc");
    if ((flags & 0x08) != 0) header.appendString("batch.hix").appendByte((byte) 0);
    if ((flags & 0x10) != 0) header.appendString("a comment").appendByte((byte) 0);
    if ((flags & 0x02) != 0) {
      CRC32 crc = new CRC32();
      crc.update(header.getBytes());
      header.appendUnsignedShortLE(((int) crc.getValue() & 0xFFFF) ^ wrongChecksumBits);
    }
    return header.appendBytes(plain, HEADER, plain.length - HEADER).getBytes();
  }
}
