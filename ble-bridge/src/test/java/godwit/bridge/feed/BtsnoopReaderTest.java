package godwit.bridge.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BtsnoopReaderTest {
  private static final Instant TIME = Instant.parse("2020-07-30T17:51:49.158478Z");
  private static final byte[] EVENT = {0x0E, 1, 7};

  @Test
  void readsTimesToTheMicrosecond() throws IOException {
    // 2000-01-01, as BlueZ and Android write it
    byte[] packet = ByteBuffer.allocate(16 + 24)
        .put(CaptureBytes.header(1, 1002))
        .putInt(0)
        .putInt(0)
        .putInt(3)
        .putInt(9)
        .putLong(0x00E03AB44A676000L + 1)
        .array();
    BtsnoopReader reader = reader(packet);
    assertTrue(reader.next());
    assertEquals(Instant.parse("2000-01-01T00:00:00.000001Z"), reader.time());
    assertEquals(9, reader.recorderDrops());
    BtsnoopReader other = reader(CaptureBytes.h4().event(TIME, EVENT).bytes());
    assertTrue(other.next());
    assertEquals(TIME, other.time());
  }

  @Test
  void readsEveryTimeThatFits() throws IOException {
    for (long micros : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
      byte[] file = CaptureBytes.h4().event(TIME, EVENT).bytes();
      ByteBuffer.wrap(file).putLong(32, micros);
      assertTrue(reader(file).next());
    }
  }

  @Test
  void findsEventsInBothDataLinks() throws IOException {
    for (CaptureBytes capture : new CaptureBytes[] {CaptureBytes.h4(), CaptureBytes.bare()}) {
      capture.command(TIME, new byte[] {1, 2, 0}).event(TIME, EVENT).event(TIME, EVENT);
      BtsnoopReader reader = reader(capture.bytes());
      assertTrue(reader.next());
      assertFalse(reader.isEvent());
      assertThrows(IllegalStateException.class, reader::event);
      for (int event = 0; event < 2; event++) {
        assertTrue(reader.next());
        assertTrue(reader.isEvent());
        assertEquals(ByteBuffer.wrap(EVENT), reader.event());
      }
      assertFalse(reader.next());
    }
  }

  @Test
  void takesNeitherDataNorSentPacketsForEvents() throws IOException {
    byte[] data = {2, 0, 0, 0, 0};
    BtsnoopReader h4 = reader(CaptureBytes.h4()
        .record(TIME, 1, data)
        .record(TIME, 2, new byte[] {1, 0x0E, 0})
        .record(TIME, 3, new byte[0])
        .bytes());
    BtsnoopReader bare = reader(CaptureBytes.bare()
        .record(TIME, 1, EVENT)
        .record(TIME, 2, EVENT)
        .record(TIME, 0, EVENT)
        .bytes());
    for (int record = 0; record < 3; record++) {
      assertTrue(h4.next());
      assertFalse(h4.isEvent(), "H4 " + record);
      assertTrue(bare.next());
      assertFalse(bare.isEvent(), "bare " + record);
    }
  }

  /// Recorders that know no direction write 0: the packet says what it is.
  @Test
  void anH4EventIsOneWhateverDirectionIsWrittenDown() throws IOException {
    for (int flags = 0; flags < 4; flags++) {
      byte[] packet = {4, 0x0E, 1, 7};
      BtsnoopReader reader =
          reader(CaptureBytes.h4().record(TIME, flags, packet).bytes());
      assertTrue(reader.next());
      assertTrue(reader.isEvent(), "flags " + flags);
      assertEquals(ByteBuffer.wrap(EVENT), reader.event());
    }
  }

  @Test
  void endsOrFailsAtEveryLength() throws IOException {
    CaptureBytes capture = CaptureBytes.h4().event(TIME, EVENT).event(TIME, new byte[0]);
    capture.event(TIME, EVENT);
    byte[] file = capture.bytes();
    for (int size = 0; size <= file.length; size++) {
      byte[] cut = Arrays.copyOf(file, size);
      if (size == 16 || capture.recordEnds().contains(size)) {
        BtsnoopReader reader = reader(cut);
        int records = 0;
        while (reader.next()) records++;
        assertEquals(capture.recordEnds().indexOf(size) + 1, records);
      } else {
        CaptureException refused = assertThrows(CaptureException.class, () -> readAll(cut));
        long expected = size < 16 ? 0 : lastWhole(capture, size);
        assertEquals(expected, refused.offset(), "size " + size);
        assertTrue(size < 16 || refused.text().contains("at byte " + expected + " is cut"));
      }
    }
  }

  @Test
  void refusesWhatIsNotBtsnoop() {
    assertRefused(new byte[64], "not a capture", 0);
    assertRefused(CaptureBytes.header(2, 1002), "version 2", 8);
    assertRefused(CaptureBytes.header(1, 1003), "1001 (bare HCI), 1002 (H4) or 2001", 12);
    assertRefused(CaptureBytes.header(1, -1), "data link 4294967295", 12);
  }

  @Test
  void refusesLengthsThatCannotBe() {
    byte[] packet = new byte[8];
    assertRefused(record(-1, -1, packet), "is damaged: 4294967295 bytes included", 16);
    assertRefused(record(65_541, 65_541, packet), "no packet has more than 65540", 16);
    assertRefused(record(7, 8, packet), "8 bytes included of a packet of 7", 16);
  }

  @Test
  void takesTheLongestPacket() throws IOException {
    byte[] longest = new byte[BtsnoopReader.MAX_PACKET_BYTES];
    BtsnoopReader reader = reader(CaptureBytes.h4().record(TIME, 1, longest).bytes());
    assertTrue(reader.next());
    assertFalse(reader.next());
  }

  @Test
  void saysWhichPacketsTheRecorderCut() throws IOException {
    CaptureBytes capture = CaptureBytes.h4().record(TIME, 3, 9, 3, EVENT).event(TIME, EVENT);
    BtsnoopReader reader = reader(capture.bytes());
    assertTrue(reader.next());
    assertTrue(reader.isCut());
    assertTrue(reader.next());
    assertFalse(reader.isCut());
  }

  private static byte[] record(int originalBytes, int includedBytes, byte[] packet) {
    return CaptureBytes.h4()
        .record(TIME, 3, originalBytes, includedBytes, packet)
        .bytes();
  }

  private static long lastWhole(CaptureBytes capture, int size) {
    return capture.recordEnds().stream().filter(end -> end <= size).reduce(16, Math::max);
  }

  private static void assertRefused(byte[] file, String text, long offset) {
    CaptureException refused = assertThrows(CaptureException.class, () -> readAll(file));
    assertTrue(refused.text().contains(text), refused.text());
    assertEquals(offset, refused.offset());
  }

  private static void readAll(byte[] file) throws IOException {
    BtsnoopReader reader = reader(file);
    while (reader.next()) {
      if (reader.isEvent()) reader.event();
    }
  }

  private static BtsnoopReader reader(byte[] file) throws IOException {
    return new BtsnoopReader(new ByteArrayInputStream(file));
  }
}
