package godwit.bridge.feed;

import godwit.bridge.detection.Adverts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Btsnoop captures written record by record, for tests.
public final class CaptureBytes {
  public static final int RECEIVED_EVENT = 3;
  public static final int SENT_COMMAND = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<Integer> recordEnds = new ArrayList<>();
  private final boolean h4;

  private CaptureBytes(int dataLink) {
    h4 = dataLink == 1002;
    bytes.writeBytes(header(1, dataLink));
  }

  public static CaptureBytes h4() {
    return new CaptureBytes(1002);
  }

  public static CaptureBytes bare() {
    return new CaptureBytes(1001);
  }

  public static CaptureBytes monitor() {
    return new CaptureBytes(2001);
  }

  public static byte[] header(int version, int dataLink) {
    return ByteBuffer.allocate(16)
        .put(new byte[] {'b', 't', 's', 'n', 'o', 'o', 'p', 0})
        .putInt(version)
        .putInt(dataLink)
        .array();
  }

  /// A legacy report of type 0 to 4; 4 is a scan response.
  public CaptureBytes legacy(Instant time, int type, long address, int rssi, byte[] advert) {
    return event(time, legacyEvent(type, address, rssi, advert));
  }

  /// An extended report; bit 3 of the type is a scan response, bits 5-6 its data status.
  public CaptureBytes extended(
      Instant time, int type, long address, int set, int rssi, byte[] part) {
    return event(time, extendedEvent(type, address, set, rssi, part));
  }

  public CaptureBytes event(Instant time, byte[] event) {
    return record(time, RECEIVED_EVENT, h4 ? Adverts.concat(new byte[] {4}, event) : event);
  }

  public CaptureBytes command(Instant time, byte[] command) {
    return record(time, SENT_COMMAND, h4 ? Adverts.concat(new byte[] {1}, command) : command);
  }

  public CaptureBytes record(Instant time, int flags, byte[] packet) {
    return record(time, flags, packet.length, packet.length, packet);
  }

  /// A record whose lengths need not be true.
  public CaptureBytes record(
      Instant time, int flags, int originalBytes, int includedBytes, byte[] packet) {
    bytes.writeBytes(ByteBuffer.allocate(24)
        .putInt(originalBytes)
        .putInt(includedBytes)
        .putInt(flags)
        .putInt(0)
        .putLong(0x00dcddb30f2f8000L + time.getEpochSecond() * 1_000_000 + time.getNano() / 1000)
        .array());
    bytes.writeBytes(packet);
    recordEnds.add(bytes.size());
    return this;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /// Where each record ends in the file.
  public List<Integer> recordEnds() {
    return List.copyOf(recordEnds);
  }

  public static byte[] legacyEvent(int type, long address, int rssi, byte[] advert) {
    return meta(0x02, Adverts.concat(new byte[] {1}, legacyReport(type, address, rssi, advert)));
  }

  public static byte[] extendedEvent(int type, long address, int set, int rssi, byte[] part) {
    byte[] report = extendedReport(type, address, set, rssi, part);
    return meta(0x0D, Adverts.concat(new byte[] {1}, report));
  }

  public static byte[] meta(int subevent, byte[] rest) {
    byte[] head = {0x3E, (byte) (rest.length + 1), (byte) subevent};
    return Adverts.concat(head, rest);
  }

  public static byte[] legacyReport(int type, long address, int rssi, byte[] advert) {
    return little(10 + advert.length)
        .put((byte) type)
        .put((byte) 1)
        .put(airOrder(address))
        .put((byte) advert.length)
        .put(advert)
        .put((byte) rssi)
        .array();
  }

  public static byte[] extendedReport(int type, long address, int set, int rssi, byte[] part) {
    return little(24 + part.length)
        .putShort((short) type)
        .put((byte) 1)
        .put(airOrder(address))
        .put((byte) 1)
        .put((byte) 0)
        .put((byte) set)
        .put((byte) 127)
        .put((byte) rssi)
        .putShort((short) 0)
        .put((byte) 0)
        .put(new byte[6])
        .put((byte) part.length)
        .put(part)
        .array();
  }

  private static byte[] airOrder(long address) {
    byte[] bytes = new byte[6];
    for (int index = 0; index < 6; index++) {
      bytes[index] = (byte) (address >> (8 * index));
    }
    return bytes;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
