package godwit.bridge.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class H4StreamTest {
  private final List<String> heard = new ArrayList<>();
  private final HciReports reports = new HciReports(report -> report
      .structures()
      .serviceData(godwit.codec.air.TracingSystem.GAEN.service())
      .forEach(found -> heard.add(HexFormat.of().formatHex(found))));
  private final H4Stream stream =
      new H4Stream((event, earlier) -> reports.read(Instant.EPOCH, event));

  @Test
  void findsEventsHoweverTheBytesCome() {
    byte[] all = Adverts.concat(
        packet(1),
        new byte[] {2, 1, 0, 3, 0, 9, 9, 9},
        packet(2),
        new byte[] {4, 0x0E, 4, 1, 2, 3, 4},
        packet(3));
    for (byte each : all) stream.add(ByteBuffer.wrap(new byte[] {each}));
    stream.end();
    assertEquals(List.of(data(1), data(2), data(3)), heard);
    assertEquals(0, stream.skipped());
  }

  @Test
  void saysWhichPacketWasThereBefore() {
    List<Boolean> earlier = new ArrayList<>();
    H4Stream own = new H4Stream((event, before) -> earlier.add(before));
    own.add(ByteBuffer.wrap(packet(1)));
    assertEquals(List.of(), earlier);
    own.add(ByteBuffer.wrap(Adverts.concat(packet(2), packet(3))));
    own.end();
    assertEquals(List.of(true, false, true), earlier);
  }

  @Test
  void garbageBetweenPacketsIsPassedOver() {
    stream.add(ByteBuffer.wrap(Adverts.concat(new byte[] {0, 2, 77, -1}, packet(1), packet(2))));
    stream.add(ByteBuffer.wrap(new byte[] {1, 2, 3, 5, 1}));
    stream.add(ByteBuffer.wrap(Adverts.concat(packet(3), packet(4), packet(5))));
    stream.end();
    assertTrue(heard.containsAll(List.of(data(1), data(3), data(4), data(5))), "" + heard);
    assertTrue(stream.skipped() >= 9);
  }

  @Test
  void aLostByteLosesItsPacketAndInventsNone() {
    Set<String> sent = new HashSet<>(List.of(data(1), data(2), data(3), data(4)));
    byte[] second = packet(2);
    for (int lost = 0; lost < second.length; lost++) {
      heard.clear();
      H4Stream own = new H4Stream((event, earlier) -> reports.read(Instant.EPOCH, event));
      byte[] cut = Adverts.concat(
          Arrays.copyOf(second, lost), Arrays.copyOfRange(second, lost + 1, second.length));
      own.add(ByteBuffer.wrap(Adverts.concat(packet(1), cut, packet(3), packet(4))));
      own.end();
      assertTrue(sent.containsAll(heard), "lost byte " + lost);
      assertTrue(heard.contains(data(3)) || heard.contains(data(4)), "lost byte " + lost);
    }
  }

  @Test
  void anotherBaudRateIsNoiseOfWhichNothingIsMade() {
    Random noise = new Random(11);
    byte[] bytes = new byte[200_000];
    noise.nextBytes(bytes);
    stream.add(ByteBuffer.wrap(bytes));
    stream.add(ByteBuffer.wrap(Adverts.concat(new byte[300], packet(1), packet(2), packet(3))));
    stream.end();
    assertTrue(Set.of(data(1), data(2), data(3)).containsAll(heard));
    assertTrue(heard.contains(data(3)));
  }

  private static byte[] packet(int seed) {
    byte[] advert = Adverts.gaen(Adverts.body(seed, 20));
    return Adverts.concat(
        new byte[] {4}, CaptureBytes.legacyEvent(3, 0x4A11C2D3E4F5L, -61, advert));
  }

  private static String data(int seed) {
    return HexFormat.of().formatHex(Adverts.body(seed, 20));
  }
}
