package godwit.codec.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MembershipFilterTest {
  private static final RoutingCode CODE = RoutingCode.nation(578, 0);

  /// Made by another program, from the page alone.
  static List<JsonNode> vectors() throws IOException {
    JsonNode all =
        new ObjectMapper().readTree(MembershipFilterTest.class.getResource("/vectors/filter.json"));
    return StreamSupport.stream(all.spliterator(), false).toList();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void isWrittenAsPublished(JsonNode vector) {
    byte[] key = hex(vector, "key");
    SipHash hash = SipHash.of(key, 0);
    byte[][] items = items(vector);
    long[] hashes = new long[items.length * 2 + 1]; // each twice, and room that does not count
    for (int item = 0; item < items.length; item++) {
      hashes[item] = hash.hash(items[item], 0, items[item].length);
      hashes[items.length + item] = hashes[item];
    }
    FilterWriter writer = new FilterWriter(hashes, items.length * 2);
    assertEquals(items.length, writer.count());
    var head = new FilterWriter.Head(
        uuid(hex(vector, "id")),
        code(vector),
        vector.get("family").asInt(),
        vector.get("created").asLong(),
        key,
        vector.get("buckets").asInt(),
        hex(vector, "cursor"));
    assertArrayEquals(hex(vector, "hex"), writer.finish(head, _ -> Optional.empty()));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void isReadAsPublished(JsonNode vector) {
    MembershipFilter filter = MembershipFilter.read(hex(vector, "hex"));
    byte[][] items = items(vector);
    assertEquals(items.length, filter.count());
    assertEquals(items.length, filter.hits(items).cardinality());
    assertEquals(code(vector), filter.code());
    assertEquals(vector.get("family").asInt(), filter.family());
    assertEquals(uuid(hex(vector, "id")), filter.id());
    assertArrayEquals(hex(vector, "cursor"), filter.cursor());
    for (int item = 0; item < items.length; item++) {
      assertEquals(vector.get("bucket").get(item).asInt(), filter.bucket(items[item]));
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void whatIsCutShortIsRefused(JsonNode vector) {
    byte[] whole = hex(vector, "hex");
    for (int length = 0; length < whole.length; length += whole.length > 500 ? 37 : 1) {
      byte[] cut = Arrays.copyOf(whole, length);
      var refused = assertThrows(DecodeException.class, () -> MembershipFilter.read(cut));
      assertEquals(Fault.TRUNCATED, refused.fault(), "length=" + length);
    }
  }

  @Test
  void aFlippedBitIsSeen() throws IOException {
    byte[] whole = hex(vectors().get(2), "hex");
    int digested = whole.length - 24 - 41;
    for (int bit = 0; bit < digested * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(DecodeException.class, () -> MembershipFilter.read(flipped));
    }
  }

  /// The short form of the workload `filter`, which has a hundred times as many trials.
  @Test
  void noneIsMissedAndFewAreFoundThatAreNotThere() {
    Random random = new Random(11);
    int count = 50_000;
    long[] members = random.longs(count).toArray();
    FilterWriter writer = new FilterWriter(members.clone(), count);
    byte[] bytes = writer.finish(
        new FilterWriter.Head(new UUID(1, 2), CODE, 0x80, 0, new byte[16], 1, new byte[16]),
        _ -> Optional.empty());
    assertTrue(bytes.length <= 2.7 * count, "bytes=" + bytes.length);
    MembershipFilter filter = MembershipFilter.read(bytes);
    assertEquals(count, filter.hits(members).cardinality());
    int trials = 10_000_000;
    int found = filter.hits(random.longs(trials).toArray()).cardinality();
    /* 12.7 are expected; over 40 has a chance of less than one in a billion. */
    assertTrue(found <= 40, "found=" + found);
  }

  /// From the authors of SipHash: the key 00 to 0f, the message 00 to 0e.
  @Test
  void hashesAsItsAuthorsDo() {
    byte[] key = new byte[16];
    byte[] message = new byte[15];
    for (int index = 0; index < 16; index++) key[index] = (byte) index;
    for (int index = 0; index < 15; index++) message[index] = (byte) index;
    assertEquals(0xa129ca6149be45e5L, SipHash.of(key, 0).hash(message, 0, message.length));
  }

  private static byte[][] items(JsonNode vector) {
    return StreamSupport.stream(vector.get("items").spliterator(), false)
        .map(item -> HexFormat.of().parseHex(item.asText()))
        .toArray(byte[][]::new);
  }

  private static RoutingCode code(JsonNode vector) {
    return new RoutingCode(
        vector.get("custom").asBoolean(),
        Integer.parseUnsignedInt(vector.get("code").asText(), 16));
  }

  private static UUID uuid(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  private static byte[] hex(JsonNode vector, String name) {
    return HexFormat.of().parseHex(vector.get(name).asText());
  }
}
