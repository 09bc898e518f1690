package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.MixPolicy;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a peer, and a reader of the list, see of patients who upload one after another.
class MixedUploadsTest extends PhoneTest {
  private static final String FROM_FRANCE = "/exposure/250/0";
  private static final String LIST = "/exposure-list";
  private static final long START = SampleBatch.TODAY * 86_400L + 3_600;

  @Override
  public MixPolicy mix() {
    return new MixPolicy(Duration.ofSeconds(1), 3, Duration.ofHours(24), false);
  }

  @Test
  void nobodySeesWhoseContactsBelongTogether() {
    String first = token(CASE);
    byte[] batch = contacts(0xA0);
    assertEquals(201, upload(first, batch).status());
    assertEquals(201, upload(first, contacts(0xA8)).status());
    var receipt = upload(token(CASE), contacts(0xB0));
    assertEquals("stored", receipt.json().getString("state"));
    untilTwoTicksLater();
    assertEquals(204, phone.get(LIST).status());
    assertEquals(204, france.get(FROM_FRANCE).status());

    assertEquals(201, upload(token(CASE), contacts(0x40)).status());
    node.until(() -> phone.get(LIST).status() == 200);
    node.until(() -> france.get(FROM_FRANCE).status() == 200);
    List<Integer> sorted = Stream.of(0x40, 0xA0, 0xA8, 0xB0)
        .flatMap(from -> IntStream.range(from, from + 6).boxed())
        .toList();
    assertEquals(List.of(sorted), firstBytes(phone.get(LIST).body()));
    assertEquals(List.of(sorted), firstBytes(france.get(FROM_FRANCE).body()));
    assertEquals(0L, waiting());
    assertEquals(200, upload(first, batch).status(), "a retry is known");
    assertEquals(0L, waiting());
  }

  @Test
  void saysWhenItMixes() {
    JsonObject mix = new JsonObject().put("every", 1).put("cases", 3).put("atMost", 86_400);
    assertEquals(mix, france.get("/resolver").json().getJsonObject("mix"));
    assertEquals(mix, france.get("/resolver/578/0").json().getJsonObject("mix"));
    assertFalse(
        france.get("/resolver/208/0").json().containsKey("mix"), "that is Denmark's to say");
    assertEquals(mix, phone.get("/config").json().getJsonObject("mix"));
  }

  private void untilTwoTicksLater() {
    var later = "select godwit_now() > $1::timestamptz";
    var start = await(
            node.pool().query("select godwit_now() + interval '2.2 s'").execute())
        .iterator()
        .next()
        .getOffsetDateTime(0);
    node.until(() -> await(node.pool().preparedQuery(later).execute(Tuple.of(start)))
        .iterator()
        .next()
        .getBoolean(0));
  }

  private long waiting() {
    return await(node.pool().query("select count(*) from pooled").execute())
        .iterator()
        .next()
        .getLong(0);
  }

  /* Six contacts with users of Norway's and six with France's, each later than the one before; the
   * first byte of each payload's data counts down from the patient's number. */
  private static byte[] contacts(int patient) {
    BlockBuilder block = BlockBuilder.contacts();
    for (int number = 5; number >= 0; number--) {
      for (RoutingCode code : List.of(RunningNode.NORWAY, RunningNode.FRANCE)) {
        byte[] payload = new byte[ExposureHeader.BYTES + 16];
        ExposureHeader.put(payload, 0, SampleBatch.SIMPLE, code.code());
        payload[ExposureHeader.BYTES] = (byte) (patient + number);
        long start = START + 600L * (6 - number);
        block.addContact(start, start + 600, payload, new byte[0]);
      }
    }
    return SampleBatch.contacts().block(block.finish()).bytes();
  }

  /* Of each record's data, by blocks. */
  private static List<List<Integer>> firstBytes(Buffer batch) {
    List<List<Integer>> blocks = new ArrayList<>();
    byte[] bytes = batch.getBytes();
    int offset = BatchLayout.PREAMBLE_BYTES;
    for (BlockHeader header = BlockHeader.read(bytes, offset);
        header.kind() != BatchLayout.KIND_END;
        header = BlockHeader.read(bytes, offset)) {
      List<Integer> first = new ArrayList<>();
      ExposureCursor cursor = new ExposureCursor().wrap(bytes, offset, header);
      while (cursor.next()) first.add(bytes[cursor.dataOffset()] & 0xFF);
      blocks.add(first);
      offset += header.blockBytes();
    }
    return blocks;
  }
}
