package godwit.bridge.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CapturesTest {
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00.123456Z");
  private static final byte[] EVENT = Adverts.hex("3e0102");

  /// A kind of file; each holds a command, an event and again an event.
  enum Kind {
    MONITOR,
    PCAP_LITTLE,
    PCAP_BIG,
    PCAP_NANOS,
    PCAP_DIRECTION,
    PCAP_MONITOR,
    PCAPNG_LITTLE,
    PCAPNG_BIG,
    PCAPNG_NANOS
  }

  @ParameterizedTest
  @EnumSource
  void readsEveryKindOfFile(Kind kind) throws IOException {
    assertEquals(
        List.of("other", "event 12:00:00.123456Z", "event 12:00:01.123456Z"), records(file(kind)));
  }

  @ParameterizedTest
  @EnumSource
  void readsEveryKindInGzip(Kind kind) throws IOException {
    byte[] file = file(kind);
    byte[] zipped = gzip(file);
    assertEquals(records(file), records(zipped));
    for (int size = 2; size < zipped.length; size++) {
      byte[] cut = Arrays.copyOf(zipped, size);
      CaptureException refused = assertThrows(CaptureException.class, () -> records(cut));
      assertTrue(refused.offset() <= file.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutEndsOrIsRefusedWithTheByteToCutAt(Kind kind) throws IOException {
    byte[] file = file(kind);
    for (int size = 0; size < file.length; size++) {
      byte[] cut = Arrays.copyOf(file, size);
      try {
        assertTrue(records(cut).size() < 3);
      } catch (CaptureException refused) {
        assertTrue(refused.offset() <= size, "offset " + refused.offset() + " of " + size);
        byte[] whole = Arrays.copyOf(file, (int) refused.offset());
        if (refused.text().contains("keep what is whole") && refused.offset() > 24) records(whole);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangedBitIsReadOrRefused(Kind kind) throws IOException {
    byte[] file = file(kind);
    for (int bit = 0; bit < file.length * 8; bit++) {
      byte[] changed = file.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        records(changed);
      } catch (CaptureException refused) {
        assertTrue(refused.offset() <= file.length);
      }
    }
  }

  @Test
  void refusesALinkThatIsNoBluetooth() {
    byte[] ethernet = pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 1, 1000);
    var refused = assertThrows(CaptureException.class, () -> records(ethernet));
    assertTrue(refused.text().startsWith("link type 1 is not Bluetooth"), refused.text());
    var nothing = assertThrows(CaptureException.class, () -> records(new byte[0]));
    assertTrue(nothing.text().startsWith("not a capture"), nothing.text());
  }

  @Test
  void followsAFileThatIsBeingWritten(@TempDir Path folder) throws Exception {
    byte[] file = file(Kind.MONITOR);
    Path path = folder.resolve("live.btsnoop");
    Files.write(path, Arrays.copyOf(file, 20));
    List<Integer> waits = new ArrayList<>();
    int[] next = {20};
    try (FollowedFile followed = new FollowedFile(path, Duration.ofMillis(300), () -> {
      waits.add(next[0]);
      int to = Math.min(file.length, next[0] + 7);
      try {
        Files.write(path, Arrays.copyOfRange(file, next[0], to), StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      next[0] = to;
    })) {
      CaptureReader reader = Captures.open(followed);
      int events = 0;
      while (reader.next()) if (reader.isEvent()) events++;
      assertEquals(2, events);
    }
    assertTrue(waits.size() > 5);
  }

  private static List<String> records(byte[] file) throws IOException {
    CaptureReader reader = Captures.open(new ByteArrayInputStream(file));
    List<String> records = new ArrayList<>();
    while (reader.next()) {
      if (!reader.isEvent()) {
        records.add("other");
        continue;
      }
      records.add("event " + reader.time().toString().substring(11));
      reader.event();
    }
    return records;
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static byte[] file(Kind kind) {
    return switch (kind) {
      case MONITOR -> monitor();
      case PCAP_LITTLE -> pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 187, 1000);
      case PCAP_BIG -> pcap(ByteOrder.BIG_ENDIAN, 0xA1B2C3D4, 187, 1000);
      case PCAP_NANOS -> pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B23C4D, 187, 1);
      case PCAP_DIRECTION -> pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 201, 1000);
      case PCAP_MONITOR -> pcap(ByteOrder.LITTLE_ENDIAN, 0xA1B2C3D4, 254, 1000);
      case PCAPNG_LITTLE -> pcapng(ByteOrder.LITTLE_ENDIAN, 6, 187);
      case PCAPNG_BIG -> pcapng(ByteOrder.BIG_ENDIAN, 6, 201);
      case PCAPNG_NANOS -> pcapng(ByteOrder.LITTLE_ENDIAN, 9, 201);
    };
  }

  private static byte[] monitor() {
    CaptureBytes file = CaptureBytes.monitor();
    file.record(TIME, 2, Adverts.hex("0c2000"));
    file.record(TIME, 3, EVENT);
    return file.record(TIME.plusSeconds(1), 3, EVENT).bytes();
  }

  private static byte[] pcap(ByteOrder order, int magic, int link, int nanosOfUnit) {
    ByteBuffer file = ByteBuffer.allocate(512).order(order);
    file.putInt(magic).putShort((short) 2).putShort((short) 4);
    file.putInt(0).putInt(0).putInt(65_535).putInt(link);
    for (int index = 0; index < 3; index++) {
      byte[] packet = packet(link, index > 0);
      file.putInt((int) TIME.getEpochSecond() + Math.max(0, index - 1));
      file.putInt(TIME.getNano() / nanosOfUnit).putInt(packet.length).putInt(packet.length);
      file.put(packet);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  private static byte[] pcapng(ByteOrder order, int decimals, int link) {
    ByteBuffer file = ByteBuffer.allocate(1024).order(order);
    file.putInt(0x0A0D0D0A).putInt(28).putInt(0x1A2B3C4D);
    file.putShort((short) 1).putShort((short) 0).putLong(-1).putInt(28);
    file.putInt(1).putInt(32).putShort((short) link).putShort((short) 0).putInt(65_535);
    file.putShort((short) 9).putShort((short) 1).put((byte) decimals).put(new byte[3]);
    file.putInt(0).putInt(32);
    file.putInt(5).putInt(16).putInt(0).putInt(16); // statistics, passed over
    for (int index = 0; index < 3; index++) {
      byte[] packet = packet(link, index > 0);
      long units = (TIME.getEpochSecond() + Math.max(0, index - 1))
              * (decimals == 6 ? 1_000_000L : 1_000_000_000L)
          + TIME.getNano() / (decimals == 6 ? 1000 : 1);
      int padding = (4 - packet.length % 4) % 4;
      int length = 32 + packet.length + padding;
      file.putInt(6).putInt(length).putInt(0).putInt((int) (units >>> 32)).putInt((int) units);
      file.putInt(packet.length).putInt(packet.length).put(packet).put(new byte[padding]);
      file.putInt(length);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  private static byte[] packet(int link, boolean event) {
    byte[] type = {(byte) (event ? 4 : 1)};
    byte[] body = event ? EVENT : Adverts.hex("0c2000");
    return switch (link) {
      case 187 -> Adverts.concat(type, body);
      case 201 -> Adverts.concat(new byte[] {0, 0, 0, 1}, type, body);
      default -> Adverts.concat(new byte[] {0, 0, 0, (byte) (event ? 3 : 2)}, body);
    };
  }
}
