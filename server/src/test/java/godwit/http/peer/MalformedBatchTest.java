package godwit.http.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Bodies that break the format: refused with the reason and the place, and nothing stored.
class MalformedBatchTest extends PeerTest {
  /* preamble 40, block 24 + 18, end block 24 + 41 */
  private static final int BLOCK = 40;
  private static final int END = BLOCK + 24 + 18;
  private static final int LENGTH = END + 24 + 41;
  private static final int HOPS = 5;

  @Test
  void refusesOtherMagic() {
    byte[] wrong = SampleBatch.simple(1).bytes();
    wrong[3] = '2';
    refused("400 bad-magic @0", NORWAY, wrong);
    refused("400 bad-magic @0", NORWAY, SampleBatch.simple(1).magic(Magic.LIST).bytes());
    BlockBuilder contacts = BlockBuilder.contacts();
    assertTrue(contacts.addContact(0, 1, new byte[21], new byte[0]));
    refused(
        "400 bad-magic @0",
        NORWAY,
        new SampleBatch().magic(Magic.CONTACTS).block(contacts.finish()).bytes());
  }

  @Test
  void namesThePlaceOfWhatIsBroken() {
    assertEquals(LENGTH, SampleBatch.simple(1).bytes().length);
    refused("400 bad-preamble @4", NORWAY, changed(4, 0x04));
    refused("400 bad-preamble @6", NORWAY, changed(7, 0x01));
    refused("400 bad-block @" + BLOCK + " block 0", NORWAY, changed(BLOCK, 0x04));
    refused("400 bad-crc @" + BLOCK + " block 0", NORWAY, changed(BLOCK + 30, 0x01));
    refused("400 bad-crc @" + END + " block 1", NORWAY, changed(END + 30, 0x01));
    refused("400 bad-length @" + (END + 16) + " block 1", NORWAY, changed(END + 19, 0x01));
    refused("400 bad-digest @" + (END + 32) + " block 1", NORWAY, changed(10, 0x01));
  }

  @Test
  void refusesABatchWithOneFlippedBitWhereverItIs() {
    byte[] sound = SampleBatch.simple(1).bytes();
    List<byte[]> bodies = new ArrayList<>();
    for (int bit = 0; bit < 8 * sound.length; bit++) {
      if (bit / 8 == HOPS) continue; // hops is no part of the digest: relays change it
      byte[] flipped = sound.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      bodies.add(flipped);
    }
    RunningNode.Rows before = node.rows();
    for (TestClient.Reply reply : all(bodies)) {
      assertTrue(reply.status() == 400 || reply.status() == 403, reply.problemAt());
    }
    assertEquals(before, node.rowsAtRest());
    assertEquals(201, france.post(NORWAY, sound).status());
  }

  @Test
  void refusesABatchThatIsCutWhereverItIs() {
    byte[] sound = SampleBatch.simple(1).bytes();
    List<byte[]> bodies = new ArrayList<>();
    for (int length = 0; length < sound.length; length++) {
      bodies.add(Arrays.copyOf(sound, length));
    }
    RunningNode.Rows before = node.rows();
    List<TestClient.Reply> replies = all(bodies);
    for (int length = 0; length < sound.length; length++) {
      String block = length < BLOCK ? "" : length < END ? " block 0" : " block 1";
      assertEquals("400 truncated @" + length + block, replies.get(length).problemAt());
    }
    assertEquals(before, node.rowsAtRest());
  }

  @Test
  void refusesWhatFollowsTheEndBlock() {
    byte[] sound = SampleBatch.simple(1).bytes();
    refused("400 trailing-bytes @" + LENGTH, NORWAY, Arrays.copyOf(sound, LENGTH + 1));
  }

  private static byte[] changed(int index, int bits) {
    byte[] batch = SampleBatch.simple(1).bytes();
    batch[index] ^= (byte) bits;
    return batch;
  }

  private List<TestClient.Reply> all(List<byte[]> bodies) {
    return GzipBodyTest.all(
        bodies.stream().map(body -> france.send(HttpMethod.POST, NORWAY, body)).toList());
  }
}
