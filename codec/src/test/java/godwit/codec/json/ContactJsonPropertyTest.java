package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Any contact events: as JSON they become the octets that the writer of octets makes of them.
class ContactJsonPropertyTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final long CREATED = 1_795_253_400_000L;

  /// An event as JSON, its members in any order, and as the parts of a record.
  private record Sample(String json, long start, long end, byte[] payload, byte[] sections) {
    static Sample of(Random random) {
      List<String> members = new ArrayList<>();
      var sections = new ByteArrayOutputStream();
      byte[] payload = bytes(random, random.nextInt(40));
      long start = random.nextLong(1L << 32);
      long end = random.nextBoolean() ? start : random.nextLong(1L << 32);
      members.add("\"payload\": \"" + base64(payload) + "\"");
      members.add("\"start\": \"" + Instant.ofEpochSecond(start) + "\"");
      members.add("\"end\": \"" + Instant.ofEpochSecond(end) + "\"");
      if (random.nextBoolean()) members.add("\"note\": {\"rssi\": [" + random.nextInt() + "]}");
      int8(random, 0x40, "rssi", members, sections);
      int8(random, 0x41, "txPower", members, sections);
      if (random.nextBoolean()) {
        String model = "M\u00f6del \ud83d\ude00".substring(0, random.nextInt(7));
        members.add("\"model\": \"" + model + "\"");
        section(sections, 0x42, model.getBytes(UTF_8));
      }
      readings(random, members, sections);
      if (random.nextBoolean()) others(random, members, sections);
      Collections.shuffle(members, random);
      String json = "{" + String.join(random.nextBoolean() ? "," : " ,\n", members) + " }";
      return new Sample(json, start, end, payload, sections.toByteArray());
    }

    private static void int8(
        Random random, int code, String name, List<String> members, ByteArrayOutputStream out) {
      if (random.nextBoolean()) return;
      int value = random.nextInt(-128, 128);
      members.add("\"" + name + "\": " + value);
      section(out, code, new byte[] {(byte) value});
    }

    private static void readings(
        Random random, List<String> members, ByteArrayOutputStream sections) {
      int count = random.nextInt(5) == 0 ? random.nextInt(300) : random.nextInt(3);
      List<String> texts = new ArrayList<>();
      var data = new ByteArrayOutputStream();
      for (int index = 0; index < count; index++) {
        int seconds = random.nextInt(1 << 16);
        int rssi = random.nextInt(-128, 128);
        texts.add("[" + seconds + ", " + rssi + "]");
        data.write(seconds >> 8);
        data.write(seconds);
        data.write(rssi);
        if (data.size() == 255 || index == count - 1) {
          section(sections, 0x80, data.toByteArray());
          data.reset();
        }
      }
      if (count > 0 || random.nextBoolean()) members.add("\"readings\": " + texts);
    }

    private static void others(
        Random random, List<String> members, ByteArrayOutputStream sections) {
      List<String> texts = new ArrayList<>();
      for (int count = random.nextInt(4); count > 0; count--) {
        int code = random.nextInt(0x40);
        byte[] data = bytes(random, random.nextInt(20));
        texts.add("{\"code\": " + code + ", \"data\": \"" + base64(data) + "\"}");
        section(sections, code, data);
      }
      members.add("\"sections\": " + texts);
    }

    private static void section(ByteArrayOutputStream out, int code, byte[] data) {
      out.write(code);
      out.write(data.length);
      out.writeBytes(data);
    }
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void becomeTheOctetsThatTheWriterMakes(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<Sample> samples = samples(random);
    byte[] document = document(samples).getBytes(UTF_8);
    byte[] octets = octets(samples);
    assertArrayEquals(
        octets, ReadDocument.ofContacts(document, document.length).octets.toByteArray());
    int size = 1 + random.nextInt(64);
    assertArrayEquals(octets, ReadDocument.ofContacts(document, size).octets.toByteArray());
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void oneOtherByteIsNeverWorseThanARefusal(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] document = document(samples(random)).getBytes(UTF_8);
    document[random.nextInt(document.length)] = (byte) random.nextInt();
    String whole = ReadDocument.refusalOfContacts(document, document.length);
    assertEquals(whole, ReadDocument.refusalOfContacts(document, 1 + random.nextInt(64)));
  }

  private static List<Sample> samples(Random random) {
    List<Sample> samples = new ArrayList<>();
    for (int count = random.nextInt(10); count > 0; count--) samples.add(Sample.of(random));
    return samples;
  }

  private static String document(List<Sample> samples) {
    return "{\"created\": \"2026-11-21T09:30:00.000Z\", \"batch\": \"" + new UUID(1, 2)
        + "\", \"contacts\": " + samples.stream().map(Sample::json).toList() + "}";
  }

  private static byte[] octets(List<Sample> samples) throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new BatchWriter(
        new Preamble(Magic.CONTACTS, 0, new UUID(1, 2), FRANCE, FRANCE, CREATED), out);
    BlockBuilder block = BlockBuilder.contacts();
    for (Sample sample : samples) {
      block.addContact(sample.start(), sample.end(), sample.payload(), sample.sections());
    }
    if (!samples.isEmpty()) writer.block(block);
    writer.finish();
    return out.toByteArray();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
