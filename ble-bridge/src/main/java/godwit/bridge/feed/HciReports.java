package godwit.bridge.feed;

import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Rssi;
import godwit.codec.air.AdStructures;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// The advertising reports in a stream of HCI events.
///
/// - shape: `u8 0x3E | u8 length | u8 subevent | u8 count | reports`, little-endian; legacy (0x02)
///   `u8 type | u8 address type | 6 address | u8 length | data | i8 rssi`; extended (0x0D)
///   `u16 type | u8 address type | 6 address | 2 PHYs | u8 set | i8 power | i8 rssi | 10 others |
///   u8 length | data`
/// - units: rssi in dBm; bits 5-6 of the extended type say whole (0), more follows (1), cut (2)
/// - errors: counted as [#malformed()]; the reports before the fault stay
/// - source: Bluetooth Core Specification, Vol 4 Part E, "LE Advertising Report event" and "LE
///   Extended Advertising Report event"
public final class HciReports {
  private static final int LE_META = 0x3E;
  private static final int LEGACY = 0x02;
  private static final int EXTENDED = 0x0D;
  private static final int LEGACY_FIXED_BYTES = 10;
  private static final int LEGACY_MAX_DATA_BYTES = 31;
  private static final int LEGACY_SCAN_RESPONSE = 4;
  private static final int EXTENDED_FIXED_BYTES = 24;
  private static final int EXTENDED_SCAN_RESPONSE = 1 << 3;
  private static final int STATUS_SHIFT = 5;
  private static final int STATUS_WHOLE = 0;
  private static final int STATUS_MORE = 1;
  private static final int STATUS_CUT = 2;

  private final Consumer<AdvertisingReport> sink;
  private final AdvertParts parts = new AdvertParts();
  private long reports;
  private long partial;
  private long malformed;

  public HciReports(Consumer<AdvertisingReport> sink) {
    this.sink = sink;
  }

  /// Reads one event, from its code on; events that are no advertising report are passed over.
  public void read(Instant time, ByteBuffer event) {
    if (event.remaining() < 2) {
      malformed++;
      return;
    }
    int code = u8(event);
    int length = u8(event);
    if (code != LE_META) return;
    if (length != event.remaining() || length == 0) {
      malformed++;
      return;
    }
    int subevent = u8(event);
    if (subevent != LEGACY && subevent != EXTENDED) return;
    if (!readReports(time, event, subevent)) malformed++;
  }

  /// Forgets adverts that are not complete: no more events come.
  public void end() {
    parts.end();
  }

  /// Reports read, whole or in part.
  public long reports() {
    return reports;
  }

  /// Of [#reports()], those that announced that more of the same advert follows.
  public long partial() {
    return partial;
  }

  /// Adverts begun whose end never came.
  public long abandoned() {
    return parts.abandoned();
  }

  /// Events that break their format.
  public long malformed() {
    return malformed;
  }

  private boolean readReports(Instant time, ByteBuffer event, int subevent) {
    if (!event.hasRemaining()) return false;
    int count = u8(event);
    if (count == 0) return false;
    for (int index = 0; index < count; index++) {
      boolean read = subevent == LEGACY ? readLegacy(time, event) : readExtended(time, event);
      if (!read) return false;
    }
    return !event.hasRemaining();
  }

  private boolean readLegacy(Instant time, ByteBuffer event) {
    if (event.remaining() < LEGACY_FIXED_BYTES) return false;
    int type = u8(event);
    if (type > LEGACY_SCAN_RESPONSE) return false;
    long address = address(event);
    int length = u8(event);
    if (length > LEGACY_MAX_DATA_BYTES || event.remaining() < length + 1) return false;
    byte[] advert = take(event, length);
    int rssi = Rssi.of(event.get());
    reports++;
    emit(time, address, rssi, type == LEGACY_SCAN_RESPONSE, false, advert);
    return true;
  }

  private boolean readExtended(Instant time, ByteBuffer event) {
    if (event.remaining() < EXTENDED_FIXED_BYTES) return false;
    int type = event.getShort() & 0xFFFF;
    boolean scanResponse = (type & EXTENDED_SCAN_RESPONSE) != 0;
    long address = address(event);
    skip(event, 2); // primary and secondary PHY
    AdvertParts.Source source = new AdvertParts.Source(address, u8(event), scanResponse);
    skip(event, 1); // transmit power
    int rssi = Rssi.of(event.get());
    skip(event, 9); // periodic interval; direct address and its type
    int length = u8(event);
    if (event.remaining() < length) return false;
    byte[] part = take(event, length);
    switch (type >> STATUS_SHIFT & 3) {
      case STATUS_WHOLE -> {
        Optional<byte[]> advert = parts.join(source, time, part);
        emit(time, address, rssi, scanResponse, advert.isEmpty(), advert.orElse(part));
      }
      case STATUS_MORE -> {
        parts.add(source, time, part);
        partial++;
      }
      case STATUS_CUT -> {
        parts.join(source, time, part);
        emit(time, address, rssi, scanResponse, true, part);
      }
      default -> {
        return false;
      }
    }
    reports++;
    return true;
  }

  private void emit(
      Instant time, long address, int rssi, boolean scanResponse, boolean cut, byte[] advert) {
    sink.accept(new AdvertisingReport(
        time, new DeviceAddress(address), rssi, scanResponse, cut, AdStructures.parse(advert)));
  }

  private static int u8(ByteBuffer event) {
    return event.get() & 0xFF;
  }

  /// Address type and address as one number.
  private static long address(ByteBuffer event) {
    long type = u8(event);
    long low = Integer.toUnsignedLong(event.getInt());
    long high = event.getShort() & 0xFFFFL;
    return type << 48 | high << 32 | low;
  }

  private static void skip(ByteBuffer event, int bytes) {
    event.position(event.position() + bytes);
  }

  private static byte[] take(ByteBuffer event, int length) {
    byte[] bytes = new byte[length];
    event.get(bytes);
    return bytes;
  }
}
