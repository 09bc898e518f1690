package godwit.intake.content;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BodyReader;
import godwit.domain.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// Members of gzip, cut anywhere, inflate to the same bytes; whatever is wrong with one is found.
class GzipDecoderTest {
  private static final int FIXED_BYTES = 10;
  private static final int EVERY_FIELD = 0x1E;

  private final byte[] text = sample(3_000);

  @Test
  void anyCutGivesTheSameBytes() {
    byte[] body = join(withEveryField(gzip(text)), gzip(new byte[0]), gzip(text));
    byte[] expected = join(text, text);
    for (int piece = 1; piece < 40; piece++) assertArrayEquals(expected, inflated(body, piece));
    for (int cut = 0; cut <= body.length; cut++) {
      Collecting reader = new Collecting();
      GzipDecoder decoder = decoder(reader, Limits.DEFAULT);
      assertTrue(decoder.feed(ByteBuffer.wrap(body, 0, cut)));
      assertTrue(decoder.feed(ByteBuffer.wrap(body, cut, body.length - cut)));
      decoder.end();
      assertArrayEquals(expected, reader.bytes());
    }
  }

  @Test
  void whatIsCutShortIsTruncatedUnlessMembersEndThere() {
    byte[] member = withEveryField(gzip(text));
    byte[] body = join(member, gzip(text));
    for (int length = 1; length < body.length; length++) {
      if (length == member.length) continue;
      byte[] part = Arrays.copyOf(body, length);
      assertEquals(Fault.TRUNCATED, fault(part), "length=" + length);
    }
  }

  @Test
  void everyByteOfTheFrameCounts() {
    byte[] member = withEveryField(gzip(text));
    int header = headerBytes();
    for (int index = 0; index < member.length; index++) {
      boolean framed = index < header || index >= member.length - 8;
      if (!framed) continue;
      byte[] spoilt = member.clone();
      spoilt[index] ^= 1;
      /* A length or a flag that changes may also make the member end elsewhere. */
      Fault found = fault(spoilt);
      assertTrue(found == Fault.BAD_GZIP || found == Fault.TRUNCATED, index + ": " + found);
    }
  }

  @Test
  void whatFollowsTheLastMemberIsNoGzip() {
    assertEquals(Fault.BAD_GZIP, fault(join(gzip(text), new byte[] {0})));
    assertEquals(Fault.TRUNCATED, fault(join(gzip(text), new byte[] {0x1F})));
  }

  @Test
  void aBodyThatExpandsWithoutEndIsRefusedWhereItPassesTheRatio() {
    Limits defaults = Limits.DEFAULT;
    Limits strict = new Limits(
        defaults.bodyBytes(),
        10,
        1_000,
        defaults.windowPastDays(),
        defaults.windowAheadDays(),
        defaults.streamBytes(),
        defaults.maxHops(),
        defaults.rejectedEntries(),
        defaults.contactDestinations(),
        defaults.memoryWaitMillis());
    GzipDecoder decoder = decoder(new Collecting(), strict);
    ByteBuffer body = ByteBuffer.wrap(gzip(new byte[1 << 20]));
    var refused = assertThrows(DecodeException.class, () -> decoder.feed(body));
    assertEquals(Fault.EXPANSION_RATIO, refused.fault());
  }

  @Test
  void withoutMemoryItWaitsAndGoesOnWhereItWas() {
    Collecting reader = new Collecting();
    GzipDecoder decoder = decoder(reader, Limits.DEFAULT);
    ByteBuffer body = ByteBuffer.wrap(gzip(text));
    reader.hasMemory = false;
    assertFalse(decoder.feed(body));
    assertFalse(decoder.feed(body));
    assertEquals(0, reader.bytes().length);
    reader.hasMemory = true;
    assertTrue(decoder.feed(body));
    decoder.end();
    assertArrayEquals(text, reader.bytes());
  }

  private static Fault fault(byte[] body) {
    return assertThrows(DecodeException.class, () -> inflated(body, 7)).fault();
  }

  private static byte[] inflated(byte[] body, int piece) {
    Collecting reader = new Collecting();
    GzipDecoder decoder = decoder(reader, Limits.DEFAULT);
    for (int at = 0; at < body.length; at += piece) {
      assertTrue(decoder.feed(ByteBuffer.wrap(body, at, Math.min(piece, body.length - at))));
    }
    decoder.end();
    decoder.release();
    return reader.bytes();
  }

  private static GzipDecoder decoder(BodyReader reader, Limits limits) {
    return new GzipDecoder(reader, limits, new InflaterPool());
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException memoryDoesNotFail) {
      throw new UncheckedIOException(memoryDoesNotFail);
    }
    return out.toByteArray();
  }

  /* The same with each optional field of RFC 1952: extra, name, comment, CRC of the header. */
  private static byte[] withEveryField(byte[] member) {
    byte[] fixed = Arrays.copyOf(member, FIXED_BYTES);
    fixed[3] = EVERY_FIELD;
    byte[] fields = "\3\0abcname\0comment\0".getBytes(US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(fixed);
    crc.update(fields);
    byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >>> 8)};
    return join(fixed, fields, sum, Arrays.copyOfRange(member, FIXED_BYTES, member.length));
  }

  private static int headerBytes() {
    return FIXED_BYTES + "\3\0abcname\0comment\0".length() + 2;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) all.writeBytes(part);
    return all.toByteArray();
  }

  /* Half of it compresses. */
  private static byte[] sample(int length) {
    byte[] bytes = new byte[length];
    new Random(1952).nextBytes(bytes);
    Arrays.fill(bytes, length / 2, length, (byte) 'x');
    return bytes;
  }

  /* A window of a few bytes at a time. */
  private static final class Collecting implements BodyReader {
    private final byte[] window = new byte[11];
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private boolean hasMemory = true;

    byte[] bytes() {
      return all.toByteArray();
    }

    @Override
    public boolean makeRoom() {
      return hasMemory;
    }

    @Override
    public byte[] window() {
      return window;
    }

    @Override
    public int position() {
      return 0;
    }

    @Override
    public int room() {
      return window.length;
    }

    @Override
    public void advance(int count) {
      all.write(window, 0, count);
    }

    @Override
    public boolean end() {
      return true;
    }

    @Override
    public void release() {}
  }
}
